import Bytes
import Dispatch
import Foundation
import Ledger
import Network
import Oracle
import Sdk
import Settlement
import Storage
import Transition

/// Commands that run until a signal stops them, and the genesis.
enum ProcessCommands {
    static let all = [genesis, node, oracle, broker]

    static let genesis = CommandDescription(
        "genesis", "Computes block 0 of a network for its deployment",
        examples: ["zklink genesis --config network.json --json"]
    ) { session in
        let state = LedgerState(genesis: try GenesisFile.genesis(session.file))
        let result: JSON = [
            "genesisHeader": .string("0x" + Hex.encode(state.header.encoded)),
            "genesisHash": .string("0x" + state.header.hash.hex),
            "genesisRoot": .string("0x" + state.header.newRoot.hex),
        ]
        session.console.show(result, text: Listing.text(result))
    }

    static let oracle = CommandDescription(
        "oracle", "Runs an oracle: reads every chain, compares, signs",
        options: [OptionDescription("listen", "ADDRESS:PORT", "where to serve")],
        examples: ["zklink oracle --config oracle.json"]
    ) { session in
        let shutdown = Shutdown()
        let service = try OracleService(oracleConfiguration(session), store: oracleStore(session))
        say("ZkLink oracle")
        ready(["port": .integer(service.port)])
        shutdown.wait()
        service.stop()
    }

    /// Announces to the parent process that this process serves.
    static func ready(_ facts: JSON) {
        say("READY \(facts.text)")
    }

    /// Writes a line to standard output at once.
    static func say(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }
}

extension ProcessCommands {
    private static func oracleStore(_ session: Session) throws -> LMDBStore {
        let file = try ConfigurationFile(session, known: oracleKeys)
        return try LMDBStore(path: file.dataDirectory() + "/signatures", mapByteCount: 1 << 30)
    }

    private static let oracleKeys: Set<String> = [
        "network", "dataDirectory", "listen", "keyFile", "rpc", "finalityDepth", "pollMilliseconds",
    ]

    private static func oracleConfiguration(_ session: Session) throws -> OracleConfiguration {
        let file = try ConfigurationFile(session, known: oracleKeys)
        let chains = try file.network.chains.map { chain -> OracleConfiguration.Chain in
            let number = String(chain.id.rawValue)
            let listed = session.file["rpc"]?[number]?.arrayValue?.compactMap(\.stringValue)
            let depth: UInt64 =
                session.file["finalityDepth"]?[number]?.integerValue()
                ?? chain.confirmations
            return OracleConfiguration.Chain(
                settlement: try chain.settlement(urls: listed ?? [chain.rpc], depth: depth),
                finalityDepth: depth, startBlock: chain.startBlock)
        }
        var configuration = OracleConfiguration(
            genesis: try file.genesis, program: try file.program, chains: chains,
            dataChain: try file.dataChain, key: try file.key("key-file"))
        (configuration.address, configuration.port) = try file.listen()
        configuration.pollMilliseconds = UInt64(
            try session.integer("poll-milliseconds", in: 10...60_000, default: 1_000))
        configuration.log = { FileHandle.standardError.write(Data(($0 + "\n").utf8)) }
        return configuration
    }
}
