public import Bytes
import Hashing
public import Ledger

/// What a part takes from one chain's queue and makes that chain do.
public struct ChainResult: Hashable, Sendable {
    /// The chain.
    public let chain: ChainID
    /// The first queue entry of the block.
    public let queueStart: UInt64
    /// How many the block has taken.
    public let queueCount: UInt32
    /// The queue's rolling hash after them.
    public let queueHash: Bytes32
    /// What the part makes the chain do, in order.
    public let operations: [ChainOperation]

    /// The payouts among the operations.
    public var payouts: [Payout] { operations.compactMap { $0.payout } }
}

/// A record that a part read or wrote.
public struct TouchedRecord: Hashable, Sendable {
    /// The record's key.
    public let key: RecordKey
    /// Its value before the part, if it had one.
    public let old: Record?
    /// Its value after the part, if it has one.
    public let new: Record?

    /// Whether the part changed it.
    public var isWritten: Bool { old != new }
}

/// A run of a block's operations, executed; the root after it is still to be computed.
///
/// A block is a list of parts. A sequencer makes blocks of one part.
public struct BlockPart: Sendable {
    /// The block with the part's operations, its root that before the part.
    let block: OpenBlock
    /// What was applied, in order.
    public let operations: [Operation]
    /// The part's slice of the block data.
    public let data: [UInt8]
    /// What each chain contributes and must do, ascending.
    public let chains: [ChainResult]
    /// Every record that was read or written, in order of first use.
    public let touched: [TouchedRecord]

    /// The header that the block follows.
    public var previous: BlockHeader { block.previous }
    /// The block's number.
    public var number: UInt64 { block.number }
    /// The block's time.
    public var timestamp: UInt64 { block.timestamp }
    /// The records that changed.
    public var writes: [TouchedRecord] { touched.filter { $0.isWritten } }

    /// The block after the part, once its new root is known.
    public func openBlock(newRoot: Bytes32) -> OpenBlock {
        var block = block
        block.root = newRoot
        return block
    }

    /// The header of the block that ends with the part, once its new root is known.
    public func header(newRoot: Bytes32) -> BlockHeader { openBlock(newRoot: newRoot).header }
}
