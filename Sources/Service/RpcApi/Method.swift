public import Network

/// One method of an interface: its name, what it takes and what it answers.
public protocol Method {
    /// The fields that a request carries.
    associatedtype Parameters: WireObject
    /// What the answer carries.
    associatedtype Result: WireValue
    /// The name in a JSON-RPC request.
    static var name: String { get }
    /// One line for a reader.
    static var summary: String { get }
}

extension Method {
    /// Reads parameters by name; absent ones are an empty object, lists are refused.
    public static func parameters(_ json: JSON?) throws(RpcApiError) -> Parameters {
        try Parameters(wire: json ?? .fields([]))
    }

    /// Reads the result of an answer.
    public static func result(_ json: JSON) throws(RpcApiError) -> Result {
        try Result(wire: json)
    }

    /// The method without its types, for the documents.
    static var description: MethodDescription {
        MethodDescription(
            name: name, summary: summary, parameters: Parameters.schema, result: Result.schema)
    }
}

/// What the documents say about a method.
public struct MethodDescription: Sendable {
    /// The name in a JSON-RPC request.
    public let name: String
    /// One line for a reader.
    public let summary: String
    /// The shape of the parameters.
    public let parameters: Schema
    /// The shape of the result.
    public let result: Schema
}

/// No parameters.
public struct NoParameters: WireObject, Hashable {
    /// The only value.
    public init() {}

    /// The fields, in the order in which they are written.
    public static let fields: [WireField<NoParameters>] = []
}

/// Every method of the node.
public enum NodeMethods {
    /// In the order of the documentation.
    public static let all: [MethodDescription] = [
        NetworkMethod.description, TokensMethod.description, PoolsMethod.description,
        AccountMethod.description, NextNonceMethod.description, ReservesMethod.description,
        QuoteMethod.description, SubmitMethod.description, OperationMethod.description,
        PriorityMethod.description, BlockMethod.description, BlockDataMethod.description,
        PayoutsMethod.description, SubscribeMethod.description, UnsubscribeMethod.description,
    ]
}

/// Every method of an oracle.
public enum OracleMethods {
    /// In the order of the documentation.
    public static let all: [MethodDescription] = [
        OracleViewMethod.description, OracleSignaturesMethod.description,
        OracleAttestMethod.description,
    ]
}
