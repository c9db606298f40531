public import Bytes

/// A block of a settlement chain, by height and by hash.
public struct BlockReference: Hashable, Sendable {
    /// The height.
    public let number: UInt64
    /// The block's hash on its chain.
    public let hash: Bytes32

    public init(number: UInt64, hash: Bytes32) {
        self.number = number
        self.hash = hash
    }
}

/// A chain's identifier of a transaction: 32 bytes on EVM chains, 64 on Solana.
public struct TransactionID: Hashable, Sendable {
    /// The identifier's bytes, at most `SettlementLimits.transactionIDByteCount`.
    public let bytes: [UInt8]

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }
}

/// The position of an event on its chain.
public struct EventPosition: Hashable, Sendable {
    /// The block that holds the event.
    public let block: BlockReference
    /// The index of the event among all events of its block.
    public let logIndex: UInt32
    /// The transaction that caused it.
    public let transaction: TransactionID

    public init(block: BlockReference, logIndex: UInt32, transaction: TransactionID) {
        self.block = block
        self.logIndex = logIndex
        self.transaction = transaction
    }
}

/// An event with its position.
public struct PositionedEvent: Equatable, Sendable {
    public let position: EventPosition
    public let event: ChainEvent

    public init(position: EventPosition, event: ChainEvent) {
        self.position = position
        self.event = event
    }
}

/// One block as reported by a node, with the events of the network's contracts in it.
public struct ObservedBlock: Equatable, Sendable {
    /// The block.
    public let reference: BlockReference
    /// The hash of the block before it.
    public let parentHash: Bytes32
    /// The block's time in seconds since 1970, by the chain's clock.
    public let timestamp: UInt64
    /// The network's events in the block, in order.
    public let events: [PositionedEvent]

    public init(
        reference: BlockReference, parentHash: Bytes32, timestamp: UInt64,
        events: [PositionedEvent]
    ) {
        self.reference = reference
        self.parentHash = parentHash
        self.timestamp = timestamp
        self.events = events
    }
}

/// Consecutive blocks below the confirmation depth, read at once to catch up.
public struct ObservedRange: Equatable, Sendable {
    /// The height of the first block.
    public let firstNumber: UInt64
    /// The hash of the block before the first.
    public let parentHash: Bytes32
    /// The last block.
    public let last: BlockReference
    /// The network's events in these blocks, in order.
    public let events: [PositionedEvent]

    public init(
        firstNumber: UInt64, parentHash: Bytes32, last: BlockReference, events: [PositionedEvent]
    ) {
        self.firstNumber = firstNumber
        self.parentHash = parentHash
        self.last = last
        self.events = events
    }
}
