/// The HTTP methods that this module serves and sends.
public enum HTTPMethod: String, Sendable {
    /// Read a resource.
    case get = "GET"
    /// Deliver a body.
    case post = "POST"
    /// Read a resource's header fields alone: answered as `GET`, the body is left out.
    case head = "HEAD"
    /// Ask for the options of a resource, or of a cross-origin request.
    case options = "OPTIONS"
    /// Any other method, known or not.
    case other = ""
}

/// A request that a server has received completely.
public struct HTTPRequest: Sendable {
    public let caller: Caller
    public let method: HTTPMethod
    /// The path without its query.
    public let path: String
    /// The text after the question mark, not decoded; empty if there is none.
    public let query: String
    /// The value of `Authorization`; `nil` unless there is exactly one.
    public let authorization: String?
    public let body: [UInt8]

    /// A request, for tests and handlers.
    public init(
        caller: Caller, method: HTTPMethod, path: String, query: String = "",
        authorization: String? = nil, body: [UInt8] = []
    ) {
        self.caller = caller
        self.method = method
        self.path = path
        self.query = query
        self.authorization = authorization
        self.body = body
    }
}

/// A response, sent by a server or received by a client.
public struct HTTPResponse: Sendable {
    /// The status code.
    public var status: Int
    /// The media type.
    public var contentType: String
    public var body: [UInt8]
    /// Further header fields; those of length, type, date and connection are added when it is sent.
    public var fields: [(name: String, value: String)] = []

    public init(status: Int = 200, contentType: String = "application/json", body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    /// A response with a JSON body.
    public static func json(_ value: JSON, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, body: value.bytes)
    }

    /// A response with a plain text.
    public static func text(_ text: String, status: Int = 200) -> HTTPResponse {
        HTTPResponse(
            status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
    }

    /// A response without content.
    public static var noContent: HTTPResponse { HTTPResponse(status: 204, body: []) }

    /// The response of a resource to a method that is not among those it allows.
    public static func methodNotAllowed(_ allowed: String) -> HTTPResponse {
        var response = text("allowed here: \(allowed)\n", status: 405)
        response.fields = [("Allow", allowed)]
        return response
    }

    /// The response with the time after which to try again.
    public func retrying(afterSeconds seconds: Int) -> HTTPResponse {
        var response = self
        response.fields.append(("Retry-After", String(seconds)))
        return response
    }

    /// A response with a JSON-RPC error, for faults found before a request is read.
    public static func fault(_ error: RPCError, status: Int) -> HTTPResponse {
        .json(["jsonrpc": "2.0", "error": error.json, "id": .null], status: status)
    }
}
