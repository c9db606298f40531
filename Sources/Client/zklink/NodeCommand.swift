import Bytes
import EthereumSettlement
import Foundation
import Ledger
import Network
import Node
import Sdk
import Settlement
import Settling
import Simulation
import Transition

extension ProcessCommands {
    static let node = CommandDescription(
        "node", "Runs the node: admits, orders, executes, settles",
        options: [OptionDescription("listen", "ADDRESS:PORT", "where to serve")],
        examples: ["zklink node --config node.json"]
    ) { session in
        let file = try ConfigurationFile(session, known: nodeKeys.union(NodeProving.keys))
        var ports = NodeService.Ports()
        ports.log = { say($0) }
        say("ZkLink node")
        let shutdown = Shutdown()
        let service = try NodeService.start(nodeConfiguration(file), ports: ports)
        var facts: JSONObject = [
            "port": .integer(service.port), "replayed": .integer(service.replayedCount),
        ]
        facts["statusPort"] = service.statusPort.map { .integer($0) }
        ready(.object(facts))
        shutdown.wait()
        service.stop()
    }

    private static let nodeKeys: Set<String> = [
        "network", "dataDirectory", "listen", "operatorKeyFile", "oracles",
        "blockIntervalMilliseconds", "maximumOperations", "minimumFees", "claimForReceivers",
        "alarmSeconds", "pollMilliseconds", "allowedOrigin", "simulatedQueues", "statusListen",
        "maximumConnections", "connectionsPerAddress", "rpc",
    ]

    private static func nodeConfiguration(_ file: ConfigurationFile) throws -> NodeConfiguration {
        let session = file.session
        var configuration = NodeConfiguration(
            network: file.network.networkID, feeOwner: try file.genesis.feeOwner,
            chains: try chains(file), dataDirectory: try file.dataDirectory())
        (configuration.listenAddress, configuration.listenPort) = try file.listen()
        if session.optional("status-listen") != nil {
            configuration.statusListener = try file.listen("status-listen")
        }
        configuration.maximumConnectionCount = try session.integer(
            "maximum-connections", in: 1...65_536, default: 1_024)
        configuration.maximumConnectionCountPerAddress = try session.integer(
            "connections-per-address", in: 1...65_536, default: 256)
        configuration.allowedOrigin = session.optional("allowed-origin")
        configuration.symbols = file.network.symbols
        configuration.minimumFees = try minimumFees(file)
        configuration.blockIntervalMilliseconds = UInt64(
            try session.integer("block-interval-milliseconds", in: 1...3_600_000, default: 1_000))
        configuration.maximumOperations = try session.integer(
            "maximum-operations", in: 1...LedgerLimits.maximumOperations, default: 512)
        let urls = session.file["oracles"]?.arrayValue?.compactMap(\.stringValue) ?? []
        configuration.oracles = urls.map { OracleClient(url: $0) }
        configuration.settlement.pollMilliseconds = UInt64(
            try session.integer("poll-milliseconds", in: 10...60_000, default: 500))
        configuration.settlement.claimsForReceivers =
            session.file["claimForReceivers"]?.boolValue ?? true
        configuration.settlement.alarmMilliseconds =
            1_000 * UInt64(try session.integer("alarm-seconds", in: 1...86_400, default: 60))
        configuration.proving = try NodeProving.configuration(file)
        return configuration
    }

    private static func chains(_ file: ConfigurationFile) throws -> [SettledChain] {
        try file.network.chains.map { chain in
            let number = String(chain.id.rawValue)
            let queue = file.session.file["simulatedQueues"]?[number]?.stringValue
            return try queue.map { try simulated(file, chain, $0) } ?? evm(file, chain)
        }
    }

    private static func evm(
        _ file: ConfigurationFile, _ chain: NetworkFile.Chain
    ) throws -> SettledChain {
        let listed = file.session.file["rpc"]?[String(chain.id.rawValue)]?.arrayValue
        let urls = listed?.compactMap(\.stringValue) ?? [chain.rpc]
        // Oracles judge: the node keeps going while most nodes of a chain agree.
        let settlement = try chain.settlement(
            urls: urls, depth: chain.confirmations, required: urls.count / 2 + 1)
        let key = try file.key("operator-key-file")
        var settled = SettledChain(
            port: settlement, name: chain.name, reference: String(chain.evmChainID),
            contract: ChainAddress(evm: try chain.contractAddress), isDataChain: chain.isDataChain,
            startBlock: chain.startBlock
        ) { state, store in
            try EthereumAccount(chain: settlement, key: key, restoring: state, store: store)
        }
        settled.otherContracts = try chain.otherAddresses.map { ChainAddress(evm: $0) }
        settled.checkConnection = { () throws(SettlementError) in
            try settlement.checkConnection()
        }
        return settled
    }

    /// A chain whose queue is a file of encoded operations, for load and crash tests.
    private static func simulated(
        _ file: ConfigurationFile, _ chain: NetworkFile.Chain, _ path: String
    ) throws -> SettledChain {
        let full = file.session.path(path)
        guard let text = try? String(contentsOfFile: full, encoding: .utf8),
            let port = SimulatedChain(
                chain: chain.id, network: file.network.networkID, fixture: text)
        else { throw InputError("cannot read the simulated queue \(full)") }
        return .simulated(
            port, name: chain.name, reference: String(chain.evmChainID),
            isDataChain: chain.isDataChain)
    }

    private static func minimumFees(_ file: ConfigurationFile) throws -> [TokenID: Amount] {
        var fees: [TokenID: Amount] = [:]
        for member in file.session.file["minimumFees"]?.objectValue?.members ?? [] {
            guard let token = file.network.token(member.key),
                let amount = member.value.stringValue.flatMap({ TokenAmount.parse($0) })
            else {
                throw InputError("minimumFees of '\(member.key)' needs a known token and an amount")
            }
            fees[token] = amount
        }
        return fees
    }
}
