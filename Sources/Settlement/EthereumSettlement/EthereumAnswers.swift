public import Bytes
public import Settlement

/// A block header with the members that the adapter uses.
public struct EthereumBlock: Hashable, Sendable {
    /// Height and hash.
    public let reference: BlockReference
    /// The hash of the block before it.
    public let parentHash: Bytes32
    /// Seconds since 1970.
    public let timestamp: UInt64
    /// The least price of one unit of gas, in wei.
    public let baseFee: UInt128
}

/// An event of a contract, not yet decoded.
public struct EthereumLog: Hashable, Sendable {
    /// The contract that emitted it.
    public let address: EthereumAddress
    /// The hash of the event's signature, then its indexed parameters.
    public let topics: [Bytes32]
    /// The other parameters.
    public let data: [UInt8]
    /// The position on the chain.
    public let position: EventPosition

    public init(
        address: EthereumAddress, topics: [Bytes32], data: [UInt8], position: EventPosition
    ) {
        (self.address, self.topics, self.data) = (address, topics, data)
        self.position = position
    }
}

/// The outcome of an included transaction.
public struct EthereumReceipt: Hashable, Sendable {
    /// The block, and whether the call succeeded.
    public let inclusion: TransactionInclusion
    /// The gas used.
    public let gasUsed: UInt64
    /// The price of each unit of gas, in wei.
    public let gasPrice: UInt128
}

/// A call of a contract, without nonce and fees.
public struct EthereumCall: Hashable, Sendable {
    /// The contract or account called.
    public let to: EthereumAddress
    /// The native coins sent along, in wei.
    public let value: UInt128
    /// The function and its arguments.
    public let data: [UInt8]

    public init(to: EthereumAddress, value: UInt128 = 0, data: [UInt8]) {
        (self.to, self.value, self.data) = (to, value, data)
    }
}

/// The state that a question is about.
public enum EthereumBlockTag: Hashable, Sendable {
    /// The state after the highest block.
    case latest
    /// The state after the waiting transactions.
    case pending
    /// The state after the block of this height.
    case number(UInt64)
    /// The state after this very block, while it is on the chain (EIP-1898).
    case hash(Bytes32)
}
