public import Bytes
public import Ledger

/// `zkl_submit`: submission of a signed operation.
public enum SubmitMethod: Method {
    public static let name = "zkl_submit"
    public static let summary = "Applies a signed operation; answered only when it is durable"

    /// The operation.
    public struct Parameters: WireObject, Hashable {
        /// The encoding with the signature.
        public var operation = HexBytes()

        public init(placeholder: ()) {}

        public init(operation: [UInt8]) { self.operation = HexBytes(operation) }

        public static let fields: [WireField<Parameters>] = [
            WireField("operation", \.operation, "encoded, with its signature")
        ]
    }

    /// The position of the operation and its result.
    public struct Result: WireObject, Hashable {
        /// The operation id.
        public var operationID = Bytes32()
        /// Always `sequenced`.
        public var status = OperationState.sequenced
        /// The block with the operation.
        public var blockNumber: UInt64 = 0
        /// The index in the block.
        public var index: UInt32 = 0
        /// The receipt.
        public var receipt = ReceiptInfo.done

        public init(placeholder: ()) {}

        public init(
            operationID: Bytes32, status: OperationState, blockNumber: UInt64, index: UInt32,
            receipt: ReceiptInfo
        ) {
            (self.operationID, self.status, self.blockNumber) = (operationID, status, blockNumber)
            (self.index, self.receipt) = (index, receipt)
        }

        public static let fields: [WireField<Result>] = [
            WireField("operationId", \.operationID), WireField("status", \.status),
            WireField("blockNumber", \.blockNumber), WireField("index", \.index),
            WireField("receipt", \.receipt),
        ]
    }
}

/// `zkl_operation`: the status of a signed operation.
public enum OperationMethod: Method {
    public typealias Result = OperationStatus
    public static let name = "zkl_operation"
    public static let summary = "The status of a signed operation"

    /// The operation.
    public struct Parameters: WireObject, Hashable {
        /// The operation id.
        public var operationID = Bytes32()

        public init(placeholder: ()) {}

        public init(operationID: Bytes32) { self.operationID = operationID }

        public static let fields: [WireField<Parameters>] = [
            WireField("operationId", \.operationID)
        ]
    }
}

/// `zkl_priority`: the status of a queue entry.
public enum PriorityMethod: Method {
    public typealias Result = OperationStatus
    public static let name = "zkl_priority"
    public static let summary = "The status of an entry of a chain's queue"

    /// The queue entry.
    public struct Parameters: WireObject, Hashable {
        public var chain = ChainID(0)
        /// The index of the entry in its queue.
        public var index: UInt64 = 0

        public init(placeholder: ()) {}

        public init(chain: ChainID, index: UInt64) {
            self.chain = chain
            self.index = index
        }

        public static let fields: [WireField<Parameters>] = [
            WireField("chain", \.chain), WireField("index", \.index),
        ]
    }
}

/// The status of an operation.
public struct OperationStatus: WireObject, Hashable {
    /// The operation id of a signed operation.
    public var operationID: Bytes32?
    /// The chain of a queue entry.
    public var chain: ChainID?
    /// The index of a queue entry in its queue.
    public var queueIndex: UInt64?
    /// The kind of operation.
    public var kind = OperationKind(opcode: 0)
    /// The state that the operation has reached.
    public var status = OperationState.received
    /// The block with the operation.
    public var blockNumber: UInt64?
    /// The index in the block.
    public var index: UInt32?
    /// The receipt, once the operation is sequenced.
    public var receipt: ReceiptInfo?
    /// The steps with their times, in order.
    public var history: [HistoryEntry] = []

    public init(placeholder: ()) {}

    public init(
        operationID: Bytes32?, chain: ChainID?, queueIndex: UInt64?, kind: OperationKind,
        status: OperationState, blockNumber: UInt64?, index: UInt32?, receipt: ReceiptInfo?,
        history: [HistoryEntry]
    ) {
        (self.operationID, self.chain, self.queueIndex) = (operationID, chain, queueIndex)
        (self.kind, self.status, self.blockNumber) = (kind, status, blockNumber)
        (self.index, self.receipt, self.history) = (index, receipt, history)
    }

    public static let fields: [WireField<OperationStatus>] = [
        WireField("operationId", \.operationID, "of a signed operation"),
        WireField("chain", \.chain, "of a queue entry"),
        WireField("queueIndex", \.queueIndex, "of a queue entry"),
        WireField("kind", \.kind), WireField("status", \.status),
        WireField("blockNumber", \.blockNumber), WireField("index", \.index, "in the block"),
        WireField("receipt", \.receipt), WireField("history", \.history),
    ]
}

/// A step of an operation or block.
public struct HistoryEntry: WireObject, Hashable {
    /// The state reached.
    public var status = OperationState.received
    /// The chain, when the step belongs to one.
    public var chain: ChainID?
    /// The time in milliseconds since 1970.
    public var time: UInt64 = 0
    /// The transaction, if this node sent it.
    public var transaction: Bytes32?

    public init(placeholder: ()) {}

    public init(status: OperationState, chain: ChainID?, time: UInt64, transaction: Bytes32?) {
        (self.status, self.chain) = (status, chain)
        (self.time, self.transaction) = (time, transaction)
    }

    public static let fields: [WireField<HistoryEntry>] = [
        WireField("status", \.status), WireField("chain", \.chain),
        WireField("time", \.time, "milliseconds since 1970"),
        WireField("transaction", \.transaction),
    ]
}
