import Bytes
import Foundation
import Hashing
import Ledger
import Network
import Node
import NodeFixtures
import RpcApi
import Sequencing
import Settlement
import Settling
import Simulation
import Storage
import Synchronization
import Testing
import Transition
import WalletSignatures

/// A contract in memory that checks order and hashes, on top of a simulated queue.
final class FakeContract: SettlementChain {
    struct State {
        var headers: [Bytes32] = []
        var syncs: [Bytes32] = []
        var proven = 0
        var confirmed = 0
        var executed = 0
        var epoch: UInt32 = 0
        var refused: [String] = []
        var dataBytes = 0
    }

    let queue: SimulatedChain
    let keys: [WalletSecretKey]
    let genesis = Mutex(Bytes32())
    let state = Mutex(State())
    var chain: ChainID { queue.chain }
    var confirmationDepth: UInt64 { 0 }

    init(queue: SimulatedChain) {
        self.queue = queue
        keys = (1...4).compactMap { number in
            WalletSecretKey(bytes: Bytes32 { $0 == 31 ? UInt8(number) : 0 })
        }
    }

    func head() throws(SettlementError) -> BlockReference { try queue.head() }
    func block(number: UInt64) throws(SettlementError) -> ObservedBlock {
        try queue.block(number: number)
    }
    func blocks(first: UInt64, last: UInt64) throws(SettlementError) -> ObservedRange {
        try queue.blocks(first: first, last: last)
    }
    func state(at block: BlockReference) throws(SettlementError) -> ContractState {
        try queue.state(at: block)
    }
    func queueHash(
        before index: UInt64, at block: BlockReference
    ) throws(SettlementError) -> Bytes32 { try queue.queueHash(before: index, at: block) }
    func identity() throws(SettlementError) -> ChainIdentity { try queue.identity() }
    func progress() throws(SettlementError) -> ChainProgress {
        state.withLock { state in
            ChainProgress(
                committed: UInt64(state.headers.count), proven: UInt64(state.proven),
                confirmed: UInt64(state.confirmed), executed: UInt64(state.executed),
                epoch: state.epoch, queueLength: 0, queueCommitted: 0, queueExecuted: 0,
                areBlocksPaused: false, isExodus: false)
        }
    }
    func headerHash(number: UInt64) throws(SettlementError) -> Bytes32? {
        hash(number)
    }
    func syncHash(number: UInt64) throws(SettlementError) -> Bytes32? { nil }
    func acceptance(payoutHash: Bytes32) throws(SettlementError) -> PayoutAcceptance { .open }
    func pending(owner: Bytes32, token: Bytes32) throws(SettlementError) -> UInt128 { 0 }
    func balance(of holder: Bytes32, token: Bytes32) throws(SettlementError) -> UInt128 { 0 }
    func custody(token: Bytes32) throws(SettlementError) -> UInt128 { .max }
    func oracles() throws(SettlementError) -> OracleSet {
        OracleSet(members: keys.map { ChainAddress(evm: $0.address).address }, threshold: 3)
    }
    func tokenContract(_ token: TokenID) throws(SettlementError) -> Bytes32? { nil }

    func hash(_ number: UInt64) -> Bytes32? {
        if number == 0 { return genesis.withLock { $0 } }
        return state.withLock { state in
            number <= state.headers.count ? state.headers[Int(number) - 1] : nil
        }
    }

    /// Applies a call as the contract would, or records the reason of its refusal.
    func perform(_ call: ChainCall) {
        let previous = state.withLock { $0.headers.last } ?? genesis.withLock { $0 }
        state.withLock { state in
            switch call {
            case .operator(.commit(let header, _, let data)):
                guard let decoded = try? BlockHeader(decoding: header),
                    decoded.number == UInt64(state.headers.count) + 1,
                    decoded.previousHash == previous, SHA256.hash(data) == decoded.dataHash
                else { return state.refused.append("commit") }
                let sync = state.syncs.last ?? previous
                state.headers.append(decoded.hash)
                state.syncs.append(SHA256.hash(sync.array + decoded.hash.array))
                state.dataBytes += data.count
            case .operator(.prove(let proof)):
                let hashes = [genesis.withLock { $0 }] + state.headers
                let (start, last) = (Int(proof.start), Int(proof.last))
                guard start <= state.proven, state.proven < last, last < hashes.count,
                    proof.bytes
                        == ProvenProgram(id: Bytes32(), keyRoot: Bytes32()).publicInput(
                            previousHeaderHash: hashes[start], lastHeaderHash: hashes[last]
                        ).array
                else { return state.refused.append("prove") }
                state.proven = last
            case .operator(.confirm(let number, let signatures)):
                guard signatures.count >= 3 else { return state.refused.append("confirm") }
                state.confirmed = Int(number)
            case .operator(.execute(let payouts)):
                guard state.executed + payouts.count <= min(state.proven, state.confirmed) else {
                    return state.refused.append("execute")
                }
                state.executed += payouts.count
            case .user, .broker, .operator(.revertBlocks): state.refused.append("other")
            }
        }
    }

    /// Reverts every block that is not executed.
    func revert() {
        state.withLock { state in
            state.headers.removeLast(state.headers.count - state.executed)
            state.syncs.removeLast(state.syncs.count - state.executed)
            (state.proven, state.confirmed) = (state.executed, state.executed)
            state.epoch += 1
        }
    }
}

/// Sends at once; calls are included at the next poll.
final class FakeAccount: SettlementAccount {
    private let contract: FakeContract
    private var sent: [UInt64] = []
    let address = Bytes32()
    var unfinishedIDs: [UInt64] { sent }

    init(_ contract: FakeContract) { self.contract = contract }

    func submit(id: UInt64, _ call: ChainCall) throws(SettlementError) {
        contract.perform(call)
        sent.append(id)
    }

    func allow(id: UInt64, spending amount: UInt128, of token: Bytes32) -> Bool { false }

    func poll(nowMilliseconds: UInt64) throws(SettlementError) -> [AccountReport] {
        let reports = sent.map { id in
            let hash = Bytes32 { $0 < 8 ? UInt8(truncatingIfNeeded: id >> UInt64(8 * $0)) : 0 }
            return AccountReport.finished(
                id: id,
                TransactionInclusion(
                    transaction: TransactionID(hash.array),
                    block: BlockReference(number: 1, hash: Bytes32()), succeeded: true))
        }
        sent = []
        return reports
    }
}

/// An oracle that sees the fake contract; a lying one signs another hash.
struct FakeOracle: OraclePort {
    let contract: FakeContract
    let key: WalletSecretKey
    let isLying: Bool

    func finalBlock() -> UInt64? { (try? contract.progress())?.committed }

    func confirmations(number: UInt64) -> [OracleVote] {
        let found = contract.state.withLock { state -> (Bytes32, Bytes32, UInt32)? in
            guard number > 0, number <= state.headers.count else { return nil }
            return (state.headers[Int(number) - 1], state.syncs[Int(number) - 1], state.epoch)
        }
        guard let (header, sync, epoch) = found else { return [] }
        let digest = Keccak256.hash(
            OracleMessage.confirmation(
                network: Trader.network, chain: contract.chain, epoch: epoch, number: number,
                headerHash: isLying ? sync : header, syncHash: sync))
        guard let signature = Bytes65(key.sign(digest: digest).encoded) else { return [] }
        return [
            OracleVote(
                chain: contract.chain, epoch: epoch, syncHash: sync, signature: signature)
        ]
    }
}

@Suite struct SettlementTests {
    private func start(liars: Int) throws -> (NodeService, FakeContract) {
        let traders = TestTraders()
        let contract = FakeContract(
            queue: SimulatedChain(
                chain: Trader.chain, network: Trader.network, entries: traders.entries))
        let chain = SettledChain(
            port: contract, name: "fake", reference: "0",
            contract: ChainAddress(evm: Bytes20()), isDataChain: true,
            startBlock: 0, account: { _, _ in FakeAccount(contract) })
        var configuration = NodeConfiguration(
            network: Trader.network, feeOwner: ChainAddress(evm: Bytes20 { _ in 9 }),
            chains: [chain],
            dataDirectory: "")
        configuration.listenPort = 0
        configuration.blockIntervalMilliseconds = 5
        configuration.settlement.pollMilliseconds = 2
        configuration.settlement.claimsForReceivers = false
        configuration.oracles = contract.keys.enumerated().map { index, key in
            FakeOracle(contract: contract, key: key, isLying: index < liars)
        }
        let genesis = try NodeService.genesisHash(of: configuration)
        contract.genesis.withLock { $0 = genesis }
        var ports = NodeService.Ports()
        ports.files = SimulatedFileSystem()
        ports.store = MemoryStore()
        return (try NodeService.start(configuration, ports: ports), contract)
    }

    private func waitForExecution(_ contract: FakeContract, of count: Int) {
        for _ in 0..<2_000 where contract.state.withLock({ $0.executed < count }) {
            Thread.sleep(forTimeInterval: 0.005)
        }
    }

    @Test func blockIsExecutedThoughOneOracleLies() throws {
        let (node, contract) = try start(liars: 1)
        defer { node.stop() }
        waitForExecution(contract, of: 1)
        let state = contract.state.withLock { $0 }
        #expect(state.executed >= 1)
        #expect(state.refused.isEmpty)
        #expect(state.dataBytes > 0)
    }

    @Test func nothingIsConfirmedWhenTwoOraclesLie() throws {
        let (node, contract) = try start(liars: 2)
        defer { node.stop() }
        for _ in 0..<400 where contract.state.withLock({ $0.headers.isEmpty }) {
            Thread.sleep(forTimeInterval: 0.005)
        }
        Thread.sleep(forTimeInterval: 0.4)
        let state = contract.state.withLock { $0 }
        #expect(!state.headers.isEmpty)
        #expect(state.proven > 0 && state.confirmed == 0 && state.executed == 0)
        #expect(state.refused.isEmpty)
    }

    @Test func revertedBlocksAreCommittedAgain() throws {
        let (node, contract) = try start(liars: 2)
        defer { node.stop() }
        for _ in 0..<400 where contract.state.withLock({ $0.headers.isEmpty }) {
            Thread.sleep(forTimeInterval: 0.005)
        }
        let before = contract.state.withLock { $0.headers }
        contract.revert()
        for _ in 0..<400 where contract.state.withLock({ $0.headers.count < before.count }) {
            Thread.sleep(forTimeInterval: 0.005)
        }
        let after = contract.state.withLock { $0 }
        #expect(Array(after.headers.prefix(before.count)) == before)
        #expect(after.epoch == 1 && after.refused.isEmpty)
    }
}
