import Bytes
import Ledger
import Settlement
import Transition

/// A chain in memory with a queue, whose node may withhold logs or old state.
///
/// A class because a follower keeps it while the test changes it. For one thread.
final class QueueChain: FollowedChain, @unchecked Sendable {
    private struct Block {
        let reference: BlockReference
        let parentHash: Bytes32
        /// The amounts of the deposits queued in the block.
        let deposits: [UInt64]
        let events: [PositionedEvent]
        let state: ContractState
        let hashes: [Bytes32]
    }

    let chain = ChainID(1)
    let confirmationDepth: UInt64
    private var blocks: [Block] = []
    private var nextHash: UInt64 = 1
    /// The blocks whose logs the node does not show.
    var withheld: Set<UInt64> = []
    /// The first block whose state the node has.
    var firstState: UInt64 = 0
    /// The number of blocks and ranges read.
    private(set) var readCount = 0

    init(depth: UInt64) {
        confirmationDepth = depth
        append([])
    }

    var start: BlockReference { blocks[0].reference }

    /// A follower of the queue from the first block.
    func follower() -> ChainFollower {
        ChainFollower(
            chain: self,
            watcher: ChainWatcher(chain: chain, depth: confirmationDepth, start: start),
            tally: EventTally(chain: chain, queue: QueueFollower()))
    }

    /// Adds a block that queues a deposit of each amount.
    func append(_ deposits: [UInt64]) {
        let number = UInt64(blocks.count)
        let reference = BlockReference(number: number, hash: freshHash())
        var hashes = blocks.last?.hashes ?? [Bytes32()]
        var events: [PositionedEvent] = []
        for amount in deposits {
            let operation = Self.deposit(amount)
            let index = UInt64(hashes.count - 1)
            hashes.append(operation.rollingHash(after: hashes[hashes.count - 1]))
            let position = EventPosition(
                block: reference, logIndex: UInt32(events.count), transaction: TransactionID([1]))
            events.append(
                PositionedEvent(
                    position: position,
                    event: .priorityRequested(
                        index: index, operation: operation, sender: Bytes32(),
                        rollingHash: hashes[hashes.count - 1])))
        }
        let state = ContractState(
            queueLength: UInt64(hashes.count - 1), queueHash: hashes[hashes.count - 1],
            committed: 0, syncHash: nil, epoch: 0, isExodus: false)
        blocks.append(
            Block(
                reference: reference, parentHash: blocks.last?.reference.hash ?? Bytes32(),
                deposits: deposits, events: events, state: state, hashes: hashes))
    }

    /// Adds empty blocks.
    func mine(_ count: Int) {
        for _ in 0..<count { append([]) }
    }

    /// Removes the newest blocks with everything in them.
    func remove(_ count: Int) { blocks.removeLast(count) }

    static func deposit(_ amount: UInt64) -> PriorityOperation {
        .deposit(
            Deposit(
                token: TokenID(2), amount: Amount(UInt128(amount)),
                owner: ChainAddress(evm: Bytes20 { _ in 7 }), subAccount: SubAccount(0)))
    }

    /// The amounts of the deposits among events.
    static func amounts(_ events: [PositionedEvent]) -> [UInt64] {
        events.compactMap { event in
            guard case .priorityRequested(_, .deposit(let deposit), _, _) = event.event else {
                return nil
            }
            return UInt64(deposit.amount.units)
        }
    }

    private func freshHash() -> Bytes32 {
        let value = nextHash
        nextHash += 1
        return Bytes32 { $0 < 24 ? 0 : UInt8(truncatingIfNeeded: value >> UInt64(8 * (31 - $0))) }
    }
}

extension QueueChain {
    func head() throws(SettlementError) -> BlockReference { blocks[blocks.count - 1].reference }

    func block(number: UInt64) throws(SettlementError) -> ObservedBlock {
        guard number < UInt64(blocks.count) else { throw .unknownBlock(number: number) }
        readCount += 1
        let block = blocks[Int(number)]
        return ObservedBlock(
            reference: block.reference, parentHash: block.parentHash, timestamp: number,
            events: withheld.contains(number) ? [] : block.events)
    }

    func blocks(first: UInt64, last: UInt64) throws(SettlementError) -> ObservedRange {
        guard last < UInt64(blocks.count) else { throw .unknownBlock(number: last) }
        readCount += 1
        let range = blocks[Int(first)...Int(last)]
        return ObservedRange(
            firstNumber: first, parentHash: blocks[Int(first)].parentHash,
            last: blocks[Int(last)].reference,
            events: range.filter { !withheld.contains($0.reference.number) }.flatMap(\.events))
    }

    func state(at block: BlockReference) throws(SettlementError) -> ContractState {
        try found(block).state
    }

    func queueHash(
        before index: UInt64, at block: BlockReference
    ) throws(SettlementError) -> Bytes32 {
        let hashes = try found(block).hashes
        return index < UInt64(hashes.count) ? hashes[Int(index)] : Bytes32()
    }

    private func found(_ reference: BlockReference) throws(SettlementError) -> Block {
        guard reference.number >= firstState, reference.number < UInt64(blocks.count),
            blocks[Int(reference.number)].reference == reference
        else { throw .refused(code: -32_000, message: "header not found") }
        return blocks[Int(reference.number)]
    }
}
