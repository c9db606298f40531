/// Reasons why bytes are not an acceptable JSON document.
public enum JSONFault: String, Sendable {
    /// A byte that the grammar does not allow at its position.
    case unexpectedByte
    /// The document ends too early.
    case unexpectedEnd
    /// Arrays and objects nest deeper than allowed.
    case tooDeep
    /// The document is longer than allowed.
    case tooLarge
    /// A string is not UTF-8 or contains a control character.
    case invalidString
    /// An escape sequence is unknown, or half of a surrogate pair is missing.
    case invalidEscape
    /// A number does not follow the grammar.
    case invalidNumber
    /// A key occurs twice in one object.
    case duplicateKey
    /// Bytes follow the document.
    case trailingData
}

/// Errors between this process and its peers.
///
/// URLs are left out: they may contain secrets.
public enum NetworkError: Error, Equatable, Sendable {
    /// The bytes are not JSON.
    case malformedJSON(JSONFault, offset: Int)
    /// An object lacks a member.
    case missingMember(String)
    /// A member has another type or is out of range.
    case wrongType(member: String, expected: String)
    /// The URL is not one that this module can use.
    case invalidURL
    /// The connection failed or broke; code and text are the library's.
    case connectionFailed(code: Int, message: String)
    /// No answer arrived in time.
    case timedOut(milliseconds: Int)
    /// The answer is longer than allowed.
    case responseTooLarge(limit: Int)
    /// The peer answered with a status other than success.
    case httpStatus(Int, body: [UInt8])
    /// The peer's answer does not follow JSON-RPC.
    case invalidResponse(String)
    /// The peer's answer is an error.
    case remote(RPCError)
    /// The server cannot listen on its address.
    case cannotListen(address: String, port: Int)
    /// The connection is closed.
    case closed(code: Int, reason: String)
    /// More bytes are waiting to be sent than allowed.
    case queueFull(limit: Int)
}
