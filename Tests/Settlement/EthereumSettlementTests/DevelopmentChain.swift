import Bytes
import EthereumSettlement
import Foundation
import Hashing
import Ledger
import Network
import Settlement
import TestSupport
import Testing
import WalletSignatures

/// A local chain with the network's contracts, in a child process.
///
/// A class because it owns the process, which ends with it.
final class DevelopmentChain {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let client: EthereumClient
    let contracts: ZkLinkContracts
    let startBlock: UInt64
    let stablecoin: EthereumAddress
    let genesis: BlockHeader
    let evmChainID: UInt64
    private let keys: [WalletSecretKey]
    private let process: Process

    static let network = NetworkID(7)

    /// Starts a chain and deploys to it.
    init() throws {
        let root = Self.root
        let python = root.appendingPathComponent(".venv/bin/python")
        guard FileManager.default.isExecutableFile(atPath: python.path) else {
            throw Failure(description: "no .venv: run scripts/setup.sh first (make test does)")
        }
        let artifact = root.appendingPathComponent("build/contracts/ZkLink.json")
        guard FileManager.default.fileExists(atPath: artifact.path) else {
            throw Failure(description: "no contracts: run scripts/contracts.sh first")
        }
        process = Process()
        process.executableURL = python
        process.currentDirectoryURL = root
        process.arguments = [
            "-m", "devchain", "--port", "0", "--finalized-depth", "64", "--end-with-stdin",
        ]
        // Its other end closes with this process, however it ends.
        process.standardInput = Pipe()
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        do {
            let ready = try Self.readyLine(output.fileHandleForReading)
            let port: Int = try ready.integer("port")
            evmChainID = try ready.integer("chainId")
            client = EthereumClient(url: "http://127.0.0.1:\(port)")
            let accounts = try ready.array("accounts")
            keys = try accounts.map { account in
                let bytes = try #require(Bytes32(hex: try account.string("key")))
                return try #require(WalletSecretKey(bytes: bytes))
            }
            genesis = Self.genesisHeader()
            let made = try Self.deploy(port: port, accounts: accounts, genesis: genesis)
            startBlock = try made.integer("startBlock")
            let addresses = try made.member("addresses")
            contracts = ZkLinkContracts(
                zklink: try #require(EthereumAddress(hex: try addresses.string("ZkLink"))),
                blockLedger: try #require(
                    EthereumAddress(hex: try addresses.string("BlockLedger"))))
            let token = try #require(try made.array("tokens").last)
            stablecoin = try #require(EthereumAddress(hex: try token.string("address")))
        } catch {
            Self.end(process)
            throw error
        }
    }

    deinit { Self.end(process) }

    /// Kills the process: it inherits the signal mask of the test's thread, which blocks SIGTERM.
    private static func end(_ process: Process) {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// The adapter for the chain.
    func settlement(depth: UInt64, witness: EthereumClient? = nil) -> EthereumSettlementChain {
        EthereumSettlementChain(
            chain: ChainID(1), evmChainID: evmChainID, contracts: contracts,
            confirmationDepth: depth, clients: [client] + (witness.map { [$0] } ?? []))
    }

    /// A funded account; 1 is the operator, 3 and 4 are users.
    func key(_ index: Int) -> WalletSecretKey { keys[index] }

    /// Adds blocks.
    func mine(_ count: Int = 1) throws {
        _ = try client.call("devchain_mine", [.integer(count)])
    }

    /// Whether transactions are mined as they arrive.
    func setAutomine(_ isOn: Bool) throws {
        _ = try client.call("evm_setAutomine", [.bool(isOn)])
    }

    /// Replaces the newest blocks by as many empty ones; their transactions wait again or are lost.
    func reorganise(depth: Int, returnsToPool: Bool) throws {
        _ = try client.call(
            "devchain_reorg",
            [["depth": .integer(depth), "txs": "drop", "returnDropped": .bool(returnsToPool)]])
    }

    /// A follower from before the first deposit.
    func follower(of chain: EthereumSettlementChain, depth: UInt64) throws -> ChainFollower {
        let start = try client.block(number: startBlock).reference
        let watcher = ChainWatcher(chain: ChainID(1), depth: depth, start: start)
        return ChainFollower(
            chain: chain, watcher: watcher, tally: EventTally(chain: ChainID(1)))
    }
}

// MARK: Starting

extension DevelopmentChain {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The announcement of the chain; its process ends its output when it fails.
    private static func readyLine(_ output: FileHandle) throws -> JSON {
        var text: [UInt8] = []
        while true {
            let chunk = output.availableData
            guard !chunk.isEmpty else { throw Failure(description: "the chain did not start") }
            text += chunk
            for line in text.split(separator: UInt8(ascii: "\n")) where text.last == 10 {
                let mark = Array("READY ".utf8)
                if line.starts(with: mark) { return try JSON(parsing: Array(line.dropFirst(6))) }
            }
        }
    }

    private static func genesisHeader() -> BlockHeader {
        let root = Bytes32 { _ in 5 }
        let nothing = SHA256.hash([])
        return BlockHeader(
            network: network, number: 0, previousHash: Bytes32(), timestamp: 0, oldRoot: root,
            newRoot: root, dataHash: nothing,
            chains: [
                ChainSection(
                    chain: ChainID(1), queueStart: 0, queueCount: 0, queueHash: Bytes32(),
                    operationCount: 0, operationsHash: nothing)
            ])
    }

    private static func deploy(port: Int, accounts: [JSON], genesis: BlockHeader) throws -> JSON {
        func address(_ index: Int) throws -> JSON { .string(try accounts[index].string("address")) }
        let configuration: JSON = [
            "rpc": .string("http://127.0.0.1:\(port)"),
            "deployerKey": .string(try accounts[0].string("key")),
            "networkId": .integer(network.rawValue), "chain": 1, "isDataChain": true,
            "oracles": [try address(5), try address(6)], "threshold": 2,
            "operator": try address(1), "guardian": try address(2),
            "genesisHeader": .string("0x" + Hex.encode(genesis.encoded)),
            "programId": .string("0x" + Bytes32 { _ in 9 }.hex),
            "keyRoot": .string("0x" + Bytes32 { _ in 8 }.hex), "queueDeadline": 3_600,
            "revertDeadline": 3_600,
            "tokens": [
                [
                    "id": 2, "symbol": "ETH", "decimals": 18, "class": 0,
                    "address": .string(EthereumAddress.native.hex),
                ],
                ["id": 3, "symbol": "USDC", "decimals": 6, "class": 1, "mock": true],
            ],
        ]
        return try TemporaryFolder.with { folder in
            let (input, output) = (folder.file("deploy.json"), folder.file("deployment.json"))
            try Data(configuration.bytes).write(to: URL(fileURLWithPath: input))
            try runDeployment(["--config", input, "--out", output])
            return try JSON(parsing: Array(try Data(contentsOf: URL(fileURLWithPath: output))))
        }
    }

    private static func runDeployment(_ options: [String]) throws {
        let script = Process()
        script.executableURL = root.appendingPathComponent(".venv/bin/python")
        script.currentDirectoryURL = root
        script.arguments = ["scripts/deploy.py"] + options
        script.standardOutput = FileHandle.nullDevice
        try script.run()
        script.waitUntilExit()
        guard script.terminationStatus == 0 else {
            throw Failure(description: "scripts/deploy.py failed")
        }
    }
}

/// An account whose clock the test moves.
final class TestAccount {
    let account: EthereumAccount
    private(set) var nowMilliseconds: UInt64 = 1_000
    private(set) var reports: [AccountReport] = []
    let stored: Store

    /// The last state that an account stored.
    final class Store {
        var state: [UInt8]?
    }

    init(_ chain: EthereumSettlementChain, _ key: WalletSecretKey, restoring: [UInt8]? = nil) throws
    {
        let store = Store()
        account = try EthereumAccount(
            chain: chain, key: key,
            settings: EthereumAccount.Settings(repriceAfterMilliseconds: 1_000),
            restoring: restoring, store: { store.state = $0 })
        stored = store
    }

    @discardableResult func poll(after milliseconds: UInt64 = 0) throws -> [AccountReport] {
        nowMilliseconds += milliseconds
        let news = try account.poll(nowMilliseconds: nowMilliseconds)
        reports += news
        return news
    }

    /// Inclusions that are final, by identifier.
    var finished: [UInt64: TransactionInclusion] {
        var found: [UInt64: TransactionInclusion] = [:]
        for case .finished(let id, let inclusion) in reports { found[id] = inclusion }
        return found
    }
}
