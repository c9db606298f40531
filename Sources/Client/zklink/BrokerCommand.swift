import Broker
import Bytes
import EthereumSettlement
import Foundation
import Ledger
import Network
import Sdk
import Settlement
import Storage

extension ProcessCommands {
    static let broker = CommandDescription(
        "broker", "Runs a broker: prepays fast payouts within limits and is repaid",
        examples: ["zklink broker --config broker.json"]
    ) { session in
        let shutdown = Shutdown()
        let file = try ConfigurationFile(session, known: brokerKeys)
        let directory = try file.dataDirectory()
        let service = try BrokerService(
            brokerConfiguration(file, directory),
            store: LMDBStore(path: directory + "/accepted", mapByteCount: 1 << 30)
        ) { say($0) }
        try service.learnTokens()
        ready([:])
        service.run { !shutdown.isRequested }
    }

    private static let brokerKeys: Set<String> = [
        "network", "node", "dataDirectory", "keyFile", "minimumFeeRate", "limits",
        "pollMilliseconds",
    ]

    private static func brokerConfiguration(
        _ file: ConfigurationFile, _ directory: String
    ) throws -> BrokerConfiguration {
        let key = try file.key("key-file")
        let chains = try file.network.chains.map { chain in
            let settlement = try chain.settlement(
                urls: [chain.rpc], depth: chain.confirmations,
                timeoutMilliseconds: 4_000)
            let state = StateFile(path: "\(directory)/sender-\(chain.id.rawValue)")
            let account = try EthereumAccount(
                chain: settlement, key: key, restoring: state.load(), store: state.save)
            return (
                chain: settlement as any BrokerChain, account: account as any SettlementAccount
            )
        }
        let rate = try file.session.integer("minimum-fee-rate", in: 0...9_999, default: 5)
        let poll = try file.session.integer("poll-milliseconds", in: 10...60_000, default: 150)
        return BrokerConfiguration(
            node: NodeClient(url: try file.session.required("node")), chains: chains,
            minimumFeeRate: UInt16(rate), limits: try limits(file), pollMilliseconds: UInt64(poll))
    }

    private static func limits(_ file: ConfigurationFile) throws -> [TokenID: BrokerLimits] {
        var limits: [TokenID: BrokerLimits] = [:]
        for member in file.session.file["limits"]?.objectValue?.members ?? [] {
            guard let token = file.network.token(member.key),
                let perPayout = member.value["perPayout"]?.stringValue.flatMap({
                    TokenAmount.parse($0)
                }),
                let outstanding = member.value["outstanding"]?.stringValue.flatMap({
                    TokenAmount.parse($0)
                })
            else {
                throw InputError(
                    "limits of '\(member.key)' need a known token, perPayout and outstanding as amounts"
                )
            }
            limits[token] = BrokerLimits(perPayout: perPayout, outstanding: outstanding)
        }
        guard !limits.isEmpty else {
            throw InputError("a broker needs limits for at least one token")
        }
        return limits
    }
}
