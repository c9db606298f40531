/// The HTTP methods that this module serves and sends.
public enum HTTPMethod: String, Sendable {
    /// Read a resource.
    case get = "GET"
    /// Deliver a body.
    case post = "POST"
    /// Ask for the options of a cross-origin request.
    case options = "OPTIONS"
}

/// A request that a server has received completely.
public struct HTTPRequest: Sendable {
    public let caller: Caller
    public let method: HTTPMethod
    /// The path without its query.
    public let path: String
    /// The text after the question mark, not decoded; empty if there is none.
    public let query: String
    public let body: [UInt8]

    /// A request, for tests and handlers.
    public init(
        caller: Caller, method: HTTPMethod, path: String, query: String = "", body: [UInt8] = []
    ) {
        self.caller = caller
        self.method = method
        self.path = path
        self.query = query
        self.body = body
    }
}

/// A response, sent by a server or received by a client.
public struct HTTPResponse: Equatable, Sendable {
    /// The status code.
    public var status: Int
    /// The media type.
    public var contentType: String
    public var body: [UInt8]
    /// The value of `Retry-After`; `nil` if the response has none.
    public var retryAfterSeconds: Int?

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

    /// A response with a JSON-RPC error, for faults found before a request is read.
    public static func fault(_ error: RPCError, status: Int) -> HTTPResponse {
        .json(["jsonrpc": "2.0", "error": error.json, "id": .null], status: status)
    }
}
