public import Bytes
import Hashing
public import Ledger

/// What a block takes from one chain's queue and makes that chain pay.
public struct ChainResult: Hashable, Sendable {
    /// The chain.
    public let chain: ChainID
    /// The first queue entry taken.
    public let queueStart: UInt64
    /// How many are taken.
    public private(set) var queueCount: UInt32 = 0
    /// The queue's rolling hash after them.
    public private(set) var queueHash: Bytes32
    /// What the chain must pay, in order.
    public internal(set) var payouts: [Payout] = []

    init(chain: ChainID, queueStart: UInt64, queueHash: Bytes32) {
        (self.chain, self.queueStart, self.queueHash) = (chain, queueStart, queueHash)
    }

    /// The next queue entry.
    public var nextIndex: UInt64 { queueStart &+ UInt64(queueCount) }

    mutating func take(_ operation: PriorityOperation) {
        queueHash = operation.rollingHash(after: queueHash)
        queueCount += 1
    }

    /// What the header says of it.
    public var section: ChainSection {
        ChainSection(
            chain: chain, queueStart: queueStart, queueCount: queueCount, queueHash: queueHash,
            payoutCount: UInt32(payouts.count), payoutsHash: Payout.hash(of: payouts))
    }
}

/// A record that a block read or wrote.
public struct TouchedRecord: Hashable, Sendable {
    /// The record's key.
    public let key: RecordKey
    /// Its value before the block, if it had one.
    public let old: Record?
    /// Its value after the block, if it has one.
    public let new: Record?

    /// Whether the block changed it.
    public var isWritten: Bool { old != new }
}

/// A block whose operations are final and whose new root is still to be computed.
public struct ClosedBlock: Sendable {
    /// The header that the block follows.
    public let previous: BlockHeader
    /// The block's number.
    public let number: UInt64
    /// The block's time.
    public let timestamp: UInt64
    /// What was applied, in order.
    public let operations: [Operation]
    /// The encoded block data.
    public let data: [UInt8]
    /// What each chain contributes and must do, ascending.
    public let chains: [ChainResult]
    /// Every record that was read or written, in order of first use.
    public let touched: [TouchedRecord]

    /// The records that changed.
    public var writes: [TouchedRecord] { touched.filter { $0.isWritten } }

    /// The block's header, once its new root is known.
    public func header(newRoot: Bytes32) -> BlockHeader {
        BlockHeader(
            network: previous.network, number: number, previousHash: previous.hash,
            timestamp: timestamp, oldRoot: previous.newRoot, newRoot: newRoot,
            dataHash: SHA256.hash(data), chains: chains.map { $0.section })
    }
}
