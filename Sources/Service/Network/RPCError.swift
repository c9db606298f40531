/// A JSON-RPC error object.
public struct RPCError: Error, Hashable, Sendable {
    /// The numeric code; JSON-RPC reserves -32768 to -32000.
    public var code: Int
    /// A sentence for people.
    public var message: String
    /// Details for programs: `{"reason": ...}` from this project's servers, anything from others.
    public var data: JSON?

    /// An error as any server may state it.
    public init(code: Int, message: String, data: JSON? = nil) {
        self.code = code
        self.message = message
        self.data = data
    }

    /// An error with a stable reason that programs can match, and further members.
    public init(code: Int, reason: String, message: String, details: JSONObject = JSONObject()) {
        var data: JSONObject = ["reason": .string(reason)]
        for member in details.members { data[member.key] = member.value }
        self.init(code: code, message: message, data: .object(data))
    }

    /// The stable reason; `nil` if the error has none.
    public var reason: String? { data?["reason"]?.stringValue }

    /// The JSON form.
    public var json: JSON {
        var object: JSONObject = ["code": .integer(code), "message": .string(message)]
        object["data"] = data
        return .object(object)
    }

    /// Reads an error object.
    public init(json: JSON) throws(NetworkError) {
        code = try json.integer("code")
        message = try json.string("message")
        data = json["data"]
    }
}

extension RPCError {
    /// The error for a body that is not JSON.
    public static func parseError(_ fault: JSONFault) -> RPCError {
        RPCError(
            code: -32700, reason: "parse_error", message: "The body is not valid JSON.",
            details: ["fault": .string(fault.rawValue)])
    }

    /// The error for JSON that is not a request.
    public static func invalidRequest(_ detail: String) -> RPCError {
        RPCError(code: -32600, reason: "invalid_request", message: detail)
    }

    /// The error for an unknown method.
    public static func methodNotFound(_ method: String) -> RPCError {
        RPCError(
            code: -32601, reason: "method_not_found", message: "There is no such method.",
            details: ["method": .string(String(method.prefix(64)))])
    }

    /// The error for parameters that do not fit the method.
    public static func invalidParams(_ detail: String) -> RPCError {
        RPCError(code: -32602, reason: "invalid_params", message: detail)
    }

    /// The error for parameters that do not fit the method, from an accessor of `JSON`.
    public static func invalidParams(_ error: NetworkError) -> RPCError {
        switch error {
        case .missingMember(let key): .invalidParams("The parameter \(key) is missing.")
        case .wrongType(let key, let expected):
            .invalidParams("The parameter \(key) must be: \(expected).")
        default: .invalidParams("The parameters are invalid.")
        }
    }
}
