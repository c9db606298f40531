import Bytes
import Ledger
import Oracle
import Settlement
import Transition

/// Events of three chains for a judge, in order; the first carries the block data.
struct JudgeScript {
    static let data = ChainID(1)
    static let other = ChainID(2)
    static let third = ChainID(5)
    static let chains = [data, other, third]

    /// A chain's section of a header, as far as the tests vary it.
    typealias Queue = (start: UInt64, count: UInt32, hash: Bytes32)

    let genesis: BlockHeader
    var judge: OracleJudge

    init() {
        genesis = Self.header(number: 0, previousHash: Bytes32(), salt: 0, queue: nil)
        judge = OracleJudge(genesis: genesis, dataChain: Self.data)
    }

    /// A script in which blocks 1 and 2 agree, with their headers.
    static func twoBlocks() throws -> (JudgeScript, BlockHeader, BlockHeader) {
        var script = JudgeScript()
        let first = block(after: script.genesis)
        let second = block(after: first)
        let start = script.genesis.hash
        try script.agree(first, after: start)
        try script.agree(second, after: first.syncHash(after: start))
        return (script, first, second)
    }

    /// A header after another; `salt` makes different ones for the same place, `queue` is the
    /// section of `other`.
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
        try tell(
            .priorityRequested(
                index: index, operation: operation, sender: Bytes32(),
                rollingHash: operation.rollingHash(after: hash)), from: chain)
    }

    /// Commits a block on the chain, with the sync hash that follows `syncHash`.
    mutating func store(
        _ header: BlockHeader, after syncHash: Bytes32, on chain: ChainID, epoch: UInt32 = 0
    ) throws(SettlementError) {
        let commitment = BlockCommitment(
            header: header, headerHash: header.hash, syncHash: header.syncHash(after: syncHash),
            epoch: epoch, encodedOperations: [])
        try tell(.blockCommitted(commitment), from: chain)
    }

    /// Commits a block on every chain.
    mutating func agree(
        _ header: BlockHeader, after syncHash: Bytes32, epoch: UInt32 = 0
    ) throws(SettlementError) {
        for chain in Self.chains { try store(header, after: syncHash, on: chain, epoch: epoch) }
    }

    /// Reverts the blocks after a number on the chains.
    mutating func revert(
        to number: UInt64, epoch: UInt32, on chains: [ChainID] = chains
    ) throws(SettlementError) {
        for chain in chains { try tell(.blocksReverted(to: number, epoch: epoch), from: chain) }
    }

    /// Passes another event of the chain.
    mutating func tell(_ event: ChainEvent, from chain: ChainID) throws(SettlementError) {
        try judge.receive(event, from: chain)
    }

    private static func header(
        number: UInt64, previousHash: Bytes32, salt: UInt8, queue: Queue?
    ) -> BlockHeader {
        let sections = chains.map { chain in
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
