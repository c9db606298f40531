import Bytes
import Ledger
import NodeFixtures
import ProofJobs
import ProofPipeline
import Sequencing
import Synchronization
import Transition

/// Sealed blocks of a short ledger, of which a node has some.
final class SealedChain: SealedBlocks {
    private struct Node {
        var latest: UInt64 = 0
        var executed: UInt64 = 0
        var missing: UInt64?
    }

    let genesis: Genesis
    /// The states after the genesis and after each block.
    let states: [LedgerState]
    private let blocks: [SealedBlock]
    private let node = Mutex(Node())

    /// `count` blocks: the first opens accounts, each other has a deposit and a transfer.
    init(_ count: Int = 6, feeOwner: UInt8 = 9) throws {
        genesis = try Genesis(
            network: Trader.network, chains: [GenesisChain(Trader.chain, evmChainID: 31_001)],
            feeOwner: ChainAddress(evm: Bytes20 { _ in feeOwner }))
        var traders = TestTraders()
        var state = LedgerState(genesis: genesis)
        var states = [state]
        var blocks: [SealedBlock] = []
        for number in 1...UInt64(count) {
            let operations =
                number == 1
                ? traders.entries.map { Operation.priority(Trader.chain, $0) }
                : [
                    .priority(Trader.chain, traders.bob.deposit(UInt128(number))),
                    .signed(traders.alice.transfer(UInt128(number), to: AccountID(2))),
                ]
            let part = try state.execute(
                BlockData(number: number, timestamp: 10 + number, operations: operations))
            states.append(state)
            blocks.append(
                SealedBlock(
                    header: state.header, headerHash: state.header.hash, syncHash: Bytes32(),
                    encoded: part.encoded, operationCount: UInt32(operations.count),
                    operations: [], time: 1_000 * number))
        }
        (self.states, self.blocks) = (states, blocks)
    }

    var latest: UInt64 { node.withLock { $0.latest } }

    var executed: UInt64 { node.withLock { $0.executed } }

    func sealedBlock(_ number: UInt64) throws(SequencingError) -> SealedBlock? {
        let isThere = node.withLock { $0.missing != number && number <= $0.latest }
        return isThere && number >= 1 ? blocks[Int(number) - 1] : nil
    }

    /// The node seals blocks up to a number.
    func seal(through number: UInt64) { node.withLock { $0.latest = number } }

    /// Every chain has executed the blocks up to a number.
    func execute(through number: UInt64) { node.withLock { $0.executed = number } }

    /// The node loses a block, or finds it again.
    func lose(_ number: UInt64?) { node.withLock { $0.missing = number } }

    func data(_ number: UInt64) throws -> BlockData {
        try BlockData(decoding: blocks[Int(number) - 1].encoded)
    }

    func header(_ number: UInt64) -> BlockHeader { states[Int(number)].header }

    func headerHash(_ number: UInt64) -> Bytes32? {
        number < states.count ? header(number).hash : nil
    }
}

/// A cutter of one part for each operation that runs no guest program; it may err.
final class ToyCutter: PartCutting {
    struct Broken: Error {}

    enum Mode {
        case right
        case throwing
        case otherHeader
    }

    private let mode = Mutex(Mode.right)
    private let cut = Mutex<[UInt64]>([])

    /// The blocks that were cut, in order.
    var numbers: [UInt64] { cut.withLock { $0 } }

    func set(_ mode: Mode) { self.mode.withLock { $0 = mode } }

    func parts(of data: BlockData, over state: LedgerState) throws -> BlockParts {
        cut.withLock { $0.append(data.number) }
        var (after, mode) = (state, mode.withLock { $0 })
        if case .throwing = mode { throw Broken() }
        try after.execute(data, signatures: .alreadyVerified)
        if case .otherHeader = mode { after = state }
        return BlockParts(
            header: after.header,
            parts: data.operations.indices.map {
                ProofPlanner.Part(
                    payload: [UInt8(data.number), UInt8($0)], operationCount: 1)
            })
    }
}
