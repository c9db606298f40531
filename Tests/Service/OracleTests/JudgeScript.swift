import Bytes
import Ledger
import Oracle
import Settlement
import Transition

/// Events of two chains for an oracle, in order; chain 1 carries the block data.
struct JudgeScript {
    static let data = ChainID(1)
    static let other = ChainID(2)

    /// A section of a header for each chain, as far as the tests vary it.
    typealias Queue = (start: UInt64, count: UInt32, hash: Bytes32)

    let genesis: BlockHeader
    var judge: OracleJudge
    private var height: UInt64 = 0

    init() {
        genesis = Self.header(number: 0, previousHash: Bytes32(), salt: 0, queue: nil)
        judge = OracleJudge(genesis: genesis, dataChain: Self.data)
    }

    /// A header after another; `salt` makes different ones for the same place.
    static func block(
        after previous: BlockHeader, salt: UInt8 = 0, queue: Queue? = nil
    ) -> BlockHeader {
        header(number: previous.number + 1, previousHash: previous.hash, salt: salt, queue: queue)
    }

    /// A queue entry.
    static func deposit(_ units: UInt128) -> PriorityOperation {
        .deposit(
            Deposit(
                token: TokenID(2), amount: Amount(units),
                owner: ChainAddress(evm: Bytes20 { _ in 7 }),
                subAccount: SubAccount(0)))
    }

    /// Queues an operation on the chain.
    mutating func queue(
        _ operation: PriorityOperation, on chain: ChainID, index: UInt64, after hash: Bytes32
    ) throws(SettlementError) {
        let event = ChainEvent.priorityRequested(
            index: index, operation: operation, sender: Bytes32(),
            rollingHash: operation.rollingHash(after: hash))
        _ = try tell(event, from: chain)
    }

    /// Commits a block on the chain; true when re-executed blocks were reverted.
    @discardableResult
    mutating func store(
        _ header: BlockHeader, after syncHash: Bytes32, on chain: ChainID, epoch: UInt32 = 0
    ) throws(SettlementError) -> Bool {
        let commitment = BlockCommitment(
            header: header, headerHash: header.hash, syncHash: header.syncHash(after: syncHash),
            epoch: epoch, encodedOperations: [])
        return try tell(.blockCommitted(commitment), from: chain)
    }

    /// Commits a block on both chains and accepts its re-execution.
    mutating func agree(
        _ header: BlockHeader, after syncHash: Bytes32, epoch: UInt32 = 0
    ) throws(SettlementError) {
        try store(header, after: syncHash, on: Self.data, epoch: epoch)
        try store(header, after: syncHash, on: Self.other, epoch: epoch)
        _ = judge.accept(header)
    }

    /// Passes another event of the chain.
    mutating func tell(
        _ event: ChainEvent, from chain: ChainID
    ) throws(SettlementError) -> Bool {
        height += 1
        let position = EventPosition(
            block: BlockReference(number: height, hash: Bytes32()), logIndex: 0,
            transaction: TransactionID([]))
        return try judge.receive(PositionedEvent(position: position, event: event), from: chain)
    }

    private static func header(
        number: UInt64, previousHash: Bytes32, salt: UInt8, queue: Queue?
    ) -> BlockHeader {
        let sections = [data, other].map { chain in
            let own = chain == other ? queue : nil
            return ChainSection(
                chain: chain, queueStart: own?.start ?? 0, queueCount: own?.count ?? 0,
                queueHash: own?.hash ?? Bytes32(), operationCount: 0, operationsHash: Bytes32())
        }
        return BlockHeader(
            network: NetworkID(7), number: number, previousHash: previousHash, timestamp: number,
            oldRoot: Bytes32(), newRoot: Bytes32 { _ in salt }, dataHash: Bytes32(),
            chains: sections)
    }
}
