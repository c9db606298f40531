public import Bytes
import Hashing
public import Ledger

/// The queue range of one chain in a part, and the part's operations for that chain.
public struct ChainResult: Hashable, Sendable {
    public let chain: ChainID
    /// The first queue entry of the block.
    public let queueStart: UInt64
    /// The number of entries that the block has taken.
    public let queueCount: UInt32
    /// The queue's rolling hash after them.
    public let queueHash: Bytes32
    /// The chain operations of the part, in order.
    public let operations: [ChainOperation]

    /// The payouts among the operations.
    public var payouts: [Payout] { operations.compactMap { $0.payout } }
}

/// A record that a part read or wrote.
public struct TouchedRecord: Hashable, Sendable {
    /// The record's key.
    public let key: RecordKey
    /// The value before the part; `nil` if there was none.
    public let old: Record?
    /// The value after the part; `nil` if there is none.
    public let new: Record?

    /// Whether the part changed it.
    public var isWritten: Bool { old != new }
}

/// Executed operations of a block in sequence, without the state root after them.
///
/// A block is a list of parts. A sequencer makes blocks of one part.
public struct BlockPart: Sendable {
    /// The block after the part's operations, still with the state root before the part.
    let block: OpenBlock
    /// The operations applied or consumed, in order.
    public let operations: [Operation]
    /// The operations as bytes: the part's slice of the block data, and their authorizations.
    public let encoded: EncodedOperations
    /// The queue range and chain operations of each chain, ascending.
    public let chains: [ChainResult]
    /// Every record that was read or written, in order of first use.
    public let touched: [TouchedRecord]
    /// The index in `touched` of each access, in order.
    let accesses: [UInt32]
    /// The roots of the pools' equations that the operations needed, in order.
    let roots: [Amount]

    /// The header that the block follows.
    public var previous: BlockHeader { block.previous }
    /// The block's number.
    public var number: UInt64 { block.number }
    /// The block's time in seconds since 1970.
    public var timestamp: UInt64 { block.timestamp }
    /// The records that changed.
    public var writes: [TouchedRecord] { touched.filter { $0.isWritten } }

    /// The block after the part, once its new root is known.
    public func openBlock(newRoot: Bytes32) -> OpenBlock { block.withRoot(newRoot) }

    /// The header of the block that ends with the part, once its new root is known.
    public func header(newRoot: Bytes32) -> BlockHeader { openBlock(newRoot: newRoot).header }
}
