public import Network

/// One method of an interface: its name, parameters and result.
public protocol Method: SendableMetatype {
    /// The fields of a request.
    associatedtype Parameters: WireObject
    /// The result in an answer.
    associatedtype Result: WireValue
    /// The name in a JSON-RPC request.
    static var name: String { get }
    /// A line for the documents.
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
    public static var description: MethodDescription {
        MethodDescription(
            name: name, summary: summary, parameters: Parameters.schema, result: Result.schema)
    }
}

/// The description of a method in the documents.
public struct MethodDescription: Sendable {
    /// The name in a JSON-RPC request.
    public let name: String
    public let summary: String
    /// The shape of the parameters.
    public let parameters: Schema
    /// The shape of the result.
    public let result: Schema
}

/// No parameters.
public struct NoParameters: WireObject, Hashable {
    public init() {}

    public init(placeholder: ()) {}

    public static let fields: [WireField<NoParameters>] = []
}
