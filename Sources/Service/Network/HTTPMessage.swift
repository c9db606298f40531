/// The methods that this module serves and sends.
public enum HTTPMethod: String, Sendable {
    /// Reads a resource.
    case get = "GET"
    /// Delivers a body.
    case post = "POST"
    /// Asks what a browser may do.
    case options = "OPTIONS"
}

/// A request that a server has received in full.
public struct HTTPRequest: Sendable {
    /// What is asked.
    public let method: HTTPMethod
    /// The path without its query.
    public let path: String
    /// The text after the question mark, not decoded; empty if there is none.
    public let query: String
    public let body: [UInt8]

    /// A request made by hand, as tests do.
    public init(method: HTTPMethod, path: String, query: String = "", body: [UInt8] = []) {
        self.method = method
        self.path = path
        self.query = query
        self.body = body
    }
}

/// An answer, sent by a server or received by a client.
public struct HTTPResponse: Equatable, Sendable {
    /// The status code.
    public var status: Int
    /// The media type.
    public var contentType: String
    public var body: [UInt8]

    /// An answer with a body.
    public init(status: Int = 200, contentType: String = "application/json", body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    /// An answer with a JSON body.
    public static func json(_ value: JSON, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, body: value.bytes)
    }

    /// An answer with a plain text.
    public static func text(_ text: String, status: Int = 200) -> HTTPResponse {
        HTTPResponse(
            status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
    }

    /// An error in the form of JSON-RPC, for faults found before a request is read.
    public static func fault(_ error: RPCError, status: Int) -> HTTPResponse {
        .json(["jsonrpc": "2.0", "error": error.json, "id": .null], status: status)
    }
}
