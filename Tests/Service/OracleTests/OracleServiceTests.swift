import Bytes
import Foundation
import Hashing
import Ledger
import Network
import Oracle
import RpcApi
import Settlement
import Simulation
import Storage
import Synchronization
import Testing
import Transition
import WalletSignatures

/// The lines that an oracle writes; a class because its thread writes them.
private final class Log: Sendable {
    private let content = Mutex<[String]>([])

    var lines: [String] { content.withLock { $0 } }

    func add(_ line: String) { content.withLock { $0.append(line) } }
}

/// An oracle over two scripted chains, asked through its interface.
private final class RunningOracle {
    static let depth = 3

    let first: ScriptedChain
    let second: ScriptedChain
    let genesis: BlockHeader
    let key: WalletSecretKey
    private let service: OracleService<MemoryStore>
    private let log = Log()
    private let url: String
    private let client: JSONRPCClient

    /// An oracle over the chains of another one, or over new ones that `prepare` changes.
    init(
        store: MemoryStore = MemoryStore(), chains: (ScriptedChain, ScriptedChain)? = nil,
        prepare: (ScriptedChain, ScriptedChain) throws -> Void = { _, _ in }
    ) throws {
        let program = Self.program
        (first, second) =
            chains
            ?? (
                ScriptedChain(chain: ChainID(1), network: NetworkID(7), program: program),
                ScriptedChain(chain: ChainID(2), network: NetworkID(7), program: program)
            )
        key = try #require(WalletSecretKey(bytes: Bytes32 { _ in 3 }))
        let start = try Genesis(
            network: NetworkID(7),
            chains: [
                GenesisChain(ChainID(1), evmChainID: 31), GenesisChain(ChainID(2), evmChainID: 32),
            ], feeOwner: ChainAddress(evm: Bytes20()))
        genesis = LedgerState(genesis: start).header
        try prepare(first, second)
        var configuration = OracleConfiguration(
            genesis: start, program: program,
            chains: [first, second].map {
                OracleConfiguration.Chain(
                    settlement: $0, finalityDepth: UInt64(Self.depth), startBlock: 1)
            }, dataChain: ChainID(1), key: key)
        configuration.pollMilliseconds = 2
        configuration.log = { [log] in log.add($0) }
        service = try OracleService(configuration, store: store)
        url = "http://127.0.0.1:\(service.port)/"
        client = JSONRPCClient(url: url)
    }

    static let program = ProvenProgram(id: Bytes32 { _ in 4 }, keyRoot: Bytes32 { _ in 5 })

    deinit { service.stop() }

    /// A header after another.
    static func block(after previous: BlockHeader, salt: UInt8 = 0) -> BlockHeader {
        var header = previous
        (header.number, header.previousHash) = (previous.number + 1, previous.hash)
        header.newRoot = Bytes32 { _ in salt }
        return header
    }

    /// Commits the same block 1 on both chains, at finality depth.
    func commitFirst() -> BlockHeader {
        let block = Self.block(after: genesis)
        for chain in [first, second] {
            chain.commit(block, after: genesis.hash)
            chain.mine(Self.depth)
        }
        return block
    }

    func view() throws -> OracleView {
        try OracleViewMethod.result(client.call(OracleViewMethod.name, NoParameters().wire))
    }

    func health() throws -> HealthReport {
        let answer = try HTTPClient(HTTPClientConfiguration()).get(url + "health")
        return try HealthReport(wire: JSON(parsing: answer.body))
    }

    /// What the oracle wrote for its operator.
    var lines: [String] { log.lines }

    var alarms: [String] { ((try? view())?.alarms ?? []).map(\.reason) }

    func signatures(of number: UInt64) -> OracleSignatures? {
        let parameters = OracleSignaturesMethod.Parameters(number: number)
        guard let json = try? client.call(OracleSignaturesMethod.name, parameters.wire) else {
            return nil
        }
        return try? OracleSignaturesMethod.result(json)
    }

    /// Waits until a condition holds.
    func until(_ condition: () throws -> Bool) throws {
        for _ in 0..<4_000 {
            if try condition() { return }
            Thread.sleep(forTimeInterval: 0.005)
        }
        Issue.record("the condition does not come to hold")
    }

    /// Waits until both chains are read to their heads and a round of signing has followed.
    func untilRead() throws {
        let heads = try [first, second].map { try $0.head().number }
        try until { try view().chains.map(\.seenBlock) == heads }
        // One more block, read in a later round than the ones before.
        for chain in [first, second] { chain.mine(1) }
        try until { try view().chains.map(\.seenBlock) == heads.map { $0 + 1 } }
    }
}

/// What the oracle signs, refuses and says, over chains that reorganise, lag or lie.
@Suite struct OracleServiceTests {
    @Test func signsForEveryChainWhatBothStored() throws {
        let oracle = try RunningOracle()
        let block = oracle.commitFirst()
        try oracle.until { oracle.signatures(of: 1) != nil }
        let signatures = try #require(oracle.signatures(of: 1))
        #expect(signatures.headerHash == block.hash)
        #expect(signatures.confirmations.map(\.chain) == [ChainID(1), ChainID(2)])
        for confirmation in signatures.confirmations {
            let digest = Keccak256.hash(
                OracleMessage.confirmation(
                    network: NetworkID(7), chain: confirmation.chain, epoch: 0, number: 1,
                    headerHash: block.hash, syncHash: block.syncHash(after: oracle.genesis.hash)))
            let signature = try #require(
                RecoverableSignature(encoded: confirmation.signature.array))
            #expect(signature.recoverAddress(digest: digest) == oracle.key.address)
        }
        let view = try oracle.view()
        #expect(!view.isHalted && view.alarms.isEmpty && view.signed == 1)
        #expect(try oracle.health().modeText == SettlementModeName.validity.text)
        #expect(oracle.signatures(of: 2) == nil)
    }

    @Test func signsNothingAboveTheFinalityDepth() throws {
        let oracle = try RunningOracle()
        let block = RunningOracle.block(after: oracle.genesis)
        for chain in [oracle.first, oracle.second] {
            chain.commit(block, after: oracle.genesis.hash)
            chain.mine(RunningOracle.depth - 2)
        }
        try oracle.untilRead()
        #expect(oracle.signatures(of: 1) == nil)
        for chain in [oracle.first, oracle.second] { chain.mine(1) }
        try oracle.until { oracle.signatures(of: 1) != nil }
    }

    @Test func signsAgainAfterADeepReorganisationThatKeptTheBlock() throws {
        let oracle = try RunningOracle()
        let block = oracle.commitFirst()
        try oracle.until { oracle.signatures(of: 1) != nil }
        let before = try #require(oracle.signatures(of: 1))
        oracle.second.remove(RunningOracle.depth + 1)
        oracle.second.mine(2)
        oracle.second.commit(block, after: oracle.genesis.hash)
        oracle.second.mine(RunningOracle.depth - 1)
        let alarm = "ALARM raised: " + OracleAlarm.deepReorganisation(chain: ChainID(2)).reason
        try oracle.until { oracle.lines.contains(alarm) && oracle.signatures(of: 1) == nil }
        oracle.second.mine(1)
        try oracle.until { oracle.signatures(of: 1) != nil && oracle.alarms.isEmpty }
        #expect(oracle.signatures(of: 1) == before)
        #expect(try !oracle.view().isHalted)
    }

    @Test func signsNoSecondHeaderAfterADeepReorganisation() throws {
        let oracle = try RunningOracle()
        _ = oracle.commitFirst()
        try oracle.until { oracle.signatures(of: 1) != nil }
        let other = RunningOracle.block(after: oracle.genesis, salt: 9)
        for chain in [oracle.first, oracle.second] {
            chain.remove(RunningOracle.depth + 1)
            chain.commit(other, after: oracle.genesis.hash)
            chain.mine(RunningOracle.depth + 1)
        }
        try oracle.until { oracle.alarms == ["wouldEquivocate"] }
        #expect(oracle.signatures(of: 1) == nil)
    }

    @Test func signsNothingFirstForBlocksThatAreTooOld() throws {
        let limit = ScriptedChain.revertDeadline / 4
        let oracle = try RunningOracle { _, second in second.age(limit + 1) }
        _ = oracle.commitFirst()
        try oracle.until { oracle.alarms.contains("commitTooOld") }
        #expect(oracle.signatures(of: 1) == nil)
        #expect(try oracle.view().alarms.map(\.chain) == [ChainID(2)])
        oracle.second.age(limit)
        try oracle.until { oracle.signatures(of: 1) != nil && oracle.alarms.isEmpty }
    }

    @Test func repeatsAfterARestartWhatItSignedInTime() throws {
        let store = MemoryStore()
        let chains: (ScriptedChain, ScriptedChain)
        let before: OracleSignatures
        do {
            let oracle = try RunningOracle(store: store)
            _ = oracle.commitFirst()
            try oracle.until { oracle.signatures(of: 1) != nil }
            before = try #require(oracle.signatures(of: 1))
            chains = (oracle.first, oracle.second)
        }
        chains.1.age(ScriptedChain.revertDeadline)
        let again = try RunningOracle(store: store, chains: chains)
        try again.until { again.signatures(of: 1) != nil }
        #expect(again.signatures(of: 1) == before)
        // An oracle without that journal does not sign so late.
        let forgetful = try RunningOracle(chains: chains)
        try forgetful.until { forgetful.alarms.contains("commitTooOld") }
        #expect(forgetful.signatures(of: 1) == nil)
    }

    @Test func signsNothingUntilItKnowsHowOldBlocksAre() throws {
        let oracle = try RunningOracle { _, second in second.tellAge(false) }
        _ = oracle.commitFirst()
        try oracle.untilRead()
        #expect(oracle.signatures(of: 1) == nil)
        oracle.second.tellAge(true)
        try oracle.until { oracle.signatures(of: 1) != nil }
    }

    @Test func signsNothingUntilItKnowsEveryContract() throws {
        let oracle = try RunningOracle { _, second in second.identify(nil) }
        _ = oracle.commitFirst()
        try oracle.untilRead()
        #expect(try oracle.view().isHalted)
        #expect(oracle.signatures(of: 1) == nil)
        oracle.second.identify(Self.identity())
        try oracle.until { oracle.signatures(of: 1) != nil }
        #expect(try !oracle.view().isHalted)
    }

    @Test func aSilentChainIsSeenInTheHealthAndWaitedFor() throws {
        let oracle = try RunningOracle { _, second in
            second.identify(Self.identity(mode: .unproven))
        }
        oracle.first.commit(RunningOracle.block(after: oracle.genesis), after: oracle.genesis.hash)
        oracle.first.mine(RunningOracle.depth)
        try oracle.untilRead()
        #expect(try oracle.health().status == .ok)
        #expect(try oracle.health().modeText == SettlementModeName.unproven.text)
        oracle.second.reach(false)
        oracle.second.commit(
            RunningOracle.block(after: oracle.genesis), after: oracle.genesis.hash)
        oracle.second.mine(RunningOracle.depth)
        try oracle.until { try oracle.health().components.map(\.status) == [.ok, .failed] }
        #expect(oracle.signatures(of: 1) == nil)
        oracle.second.reach(true)
        oracle.second.identify(Self.identity())
        try oracle.until { try oracle.health().status == .ok && oracle.signatures(of: 1) != nil }
        #expect(try oracle.health().modeText == SettlementModeName.unproven.text, "read once")
    }

    @Test func signsNothingWhileLogsDisagreeWithTheContracts() throws {
        let oracle = try RunningOracle { _, second in second.withhold(true) }
        _ = oracle.commitFirst()
        try oracle.until { oracle.alarms == ["logsDisagree"] }
        #expect(try oracle.view().isHalted)
        #expect(oracle.signatures(of: 1) == nil)
        oracle.second.withhold(false)
        try oracle.until { oracle.signatures(of: 1) != nil && oracle.alarms.isEmpty }
    }

    @Test func differentHeadersAreAnAlarmWithTheirBlock() throws {
        let oracle = try RunningOracle()
        for (chain, salt) in [(oracle.first, 0), (oracle.second, 9)] as [(ScriptedChain, UInt8)] {
            chain.commit(
                RunningOracle.block(after: oracle.genesis, salt: salt), after: oracle.genesis.hash)
            chain.mine(RunningOracle.depth)
        }
        try oracle.until { oracle.alarms == ["headersDiffer"] }
        let view = try oracle.view()
        #expect(view.isHalted)
        #expect(view.alarms.first?.blockNumber == 1 && view.alarms.first?.chain == ChainID(2))
        #expect(oracle.signatures(of: 1) == nil)
    }

    /// Members of a contract that are not those of the network file.
    private static func identity(
        _ network: UInt32 = 7, _ chain: UInt8 = 2, _ id: UInt8 = 4, _ keyRoot: UInt8 = 5,
        mode: SettlementMode = .validity
    ) -> ChainIdentity {
        let zero = Bytes32()
        return ChainIdentity(
            network: NetworkID(network), chain: ChainID(chain), mode: mode, modeText: "",
            isDataChain: false,
            program: ProvenProgram(id: Bytes32 { _ in id }, keyRoot: Bytes32 { _ in keyRoot }),
            verifier: zero, oracles: zero, governance: zero, operator: zero)
    }

    @Test(arguments: [identity(8), identity(7, 1), identity(7, 2, 6), identity(7, 2, 4, 6)])
    func signsNothingForAnotherContract(identity: ChainIdentity) throws {
        let oracle = try RunningOracle { _, second in second.identify(identity) }
        _ = oracle.commitFirst()
        try oracle.untilRead()
        #expect(oracle.alarms == ["wrongContract"])
        #expect(try oracle.view().isHalted)
        #expect(oracle.signatures(of: 1) == nil)
    }
}
