public import Bytes
public import Settlement

/// A block's header, as far as the adapter needs it.
public struct EthereumBlock: Hashable, Sendable {
    /// Height and hash.
    public let reference: BlockReference
    /// The hash of the block before it.
    public let parentHash: Bytes32
    /// Seconds since 1970.
    public let timestamp: UInt64
    /// What each unit of gas costs at least, in wei.
    public let baseFee: UInt128
}

/// An event of a contract, not yet decoded.
public struct EthereumLog: Hashable, Sendable {
    /// The contract.
    public let address: EthereumAddress
    /// The event's signature hash and its indexed parameters.
    public let topics: [Bytes32]
    /// The other parameters.
    public let data: [UInt8]
    /// Where the chain recorded it.
    public let position: EventPosition

    public init(
        address: EthereumAddress, topics: [Bytes32], data: [UInt8], position: EventPosition
    ) {
        (self.address, self.topics, self.data) = (address, topics, data)
        self.position = position
    }
}

/// How an included transaction ended.
public struct EthereumReceipt: Hashable, Sendable {
    /// Where it was included and whether it succeeded.
    public let inclusion: TransactionInclusion
    /// Gas that it used.
    public let gasUsed: UInt64
    /// What each unit cost, in wei.
    public let gasPrice: UInt128
}

/// A call of a contract, ready but for nonce and fees.
public struct EthereumCall: Hashable, Sendable {
    /// Whom it calls.
    public let to: EthereumAddress
    /// Coins sent along, in wei.
    public let value: UInt128
    /// The function and its arguments.
    public let data: [UInt8]

    public init(to: EthereumAddress, value: UInt128 = 0, data: [UInt8]) {
        (self.to, self.value, self.data) = (to, value, data)
    }
}

/// Which state a question is about.
public enum EthereumBlockTag: Hashable, Sendable {
    /// After the highest block.
    case latest
    /// After the transactions that wait as well.
    case pending
    /// After the block of this height.
    case number(UInt64)
}
