/// A refusal of a request before it reaches a handler; the connection ends after it.
package struct HTTPRefusal: Error, Equatable, Sendable {
    package let status: Int
    /// The stable reason, for programs.
    package let reason: String
    package let message: String

    init(_ status: Int, _ reason: String, _ message: String) {
        (self.status, self.reason, self.message) = (status, reason, message)
    }
}

/// The request line and the header fields of a request.
package struct HTTPHead: Equatable, Sendable {
    package let method: String
    /// The path without its query; `*` for a request about the server itself.
    package let path: String
    /// The text after the question mark, not decoded; empty if there is none.
    package let query: String
    /// Whether the version is 1.1 and not 1.0.
    package let isCurrent: Bool
    /// Names in lower case, values without white space around them, in the order of arrival.
    package let fields: [Field]

    package struct Field: Equatable, Sendable {
        package let name: String
        package let value: String
    }

    /// The values of a field, in order.
    func values(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    /// Whether a list of tokens contains one, in any case (RFC 9110, 5.6.1).
    func lists(_ token: String, in name: String) -> Bool {
        values(name).contains { value in
            value.split(separator: ",").contains { Self.trimmed($0).lowercased() == token }
        }
    }

    /// Whether the connection may serve a further request (RFC 9112, 9.3).
    var keepsAlive: Bool {
        !lists("close", in: "connection") && (isCurrent || lists("keep-alive", in: "connection"))
    }

    static func trimmed(_ text: Substring) -> String {
        let isSpace = { (byte: Character) in byte == " " || byte == "\t" }
        let start = text.drop(while: isSpace)
        guard let last = start.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(start[...last])
    }
}

/// Reads HTTP/1.1 requests out of the bytes of a connection (RFC 9112), strictly.
///
/// What two readers could understand differently is refused: bare line feeds, folded lines, white
/// space before a colon, several lengths, a length beside a coding. A value; bytes in, requests out.
package struct HTTPRequestReader: Sendable {
    /// The result of reading on.
    package enum Reading: Equatable, Sendable {
        case incomplete
        case request(HTTPHead, body: [UInt8])
    }

    private enum Stage {
        case head
        case body(HTTPHead, HTTPBodyReader)
    }

    /// The longest request line and header fields together, in bytes.
    package static let headByteCount = 16 << 10
    /// The most header fields.
    package static let fieldCount = 100

    private let bodyByteCount: Int
    private var stage = Stage.head
    private var bytes: [UInt8] = []
    private var position = 0
    private var scanned = 0

    /// A reader of requests with bodies of at most `bodyByteCount` bytes.
    package init(bodyByteCount: Int) { self.bodyByteCount = bodyByteCount }

    /// The number of bytes that were appended and not read.
    package var waitingByteCount: Int { bytes.count - position }

    /// Whether a part of a request was read.
    package var isWithinRequest: Bool {
        if case .body = stage { true } else { waitingByteCount > 0 }
    }

    /// Whether the client waits for `100 Continue` before it sends the body (RFC 9110, 10.1.1).
    package var awaitsContinue: Bool {
        guard case .body(let head, let body) = stage, waitingByteCount == 0, body.isUntouched else {
            return false
        }
        return head.isCurrent && head.lists("100-continue", in: "expect")
    }

    package mutating func append(_ more: UnsafeRawBufferPointer) {
        if position > 0, position == bytes.count || position > 1 << 16 {
            bytes.removeFirst(position)
            (position, scanned) = (0, max(0, scanned - position))
        }
        bytes.append(contentsOf: more)
    }

    /// Removes the bytes that were appended and not read, for another protocol.
    mutating func takeWaiting() -> [UInt8] {
        defer { (bytes, position, scanned) = ([], 0, 0) }
        return Array(bytes[position...])
    }

    /// Reads the next request, as far as its bytes have arrived.
    package mutating func next() throws(HTTPRefusal) -> Reading {
        if case .head = stage {
            guard let head = try readHead() else { return .incomplete }
            stage = .body(head, try HTTPBodyReader(head, limit: bodyByteCount))
        }
        guard case .body(let head, var body) = stage else { return .incomplete }
        stage = .head
        let isComplete = try body.read(bytes, from: &position)
        guard isComplete else {
            stage = .body(head, body)
            return .incomplete
        }
        scanned = position
        return .request(head, body: body.body)
    }

    private mutating func readHead() throws(HTTPRefusal) -> HTTPHead? {
        // An empty line ahead of a request is ignored (RFC 9112, 2.2).
        while waitingByteCount >= 2, bytes[position] == 0x0D, bytes[position + 1] == 0x0A {
            position += 2
        }
        var end = max(position, scanned)
        while end + 3 < bytes.count {
            if bytes[end] == 0x0D, bytes[end + 1] == 0x0A, bytes[end + 2] == 0x0D,
                bytes[end + 3] == 0x0A
            {
                break
            }
            end += 1
        }
        scanned = end
        guard end - position <= Self.headByteCount else {
            throw HTTPRefusal(431, "head_too_large", "The request line and fields are too long.")
        }
        guard end + 3 < bytes.count else { return nil }
        let head = try Self.head(bytes[position..<end])
        position = end + 4
        return head
    }
}

// MARK: Request line and fields

extension HTTPRequestReader {
    private static func head(_ bytes: ArraySlice<UInt8>) throws(HTTPRefusal) -> HTTPHead {
        var lines: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        for index in bytes.indices {
            let byte = bytes[index]
            let isPair = byte == 0x0D && index + 1 < bytes.endIndex && bytes[index + 1] == 0x0A
            let isEnd = byte == 0x0A && index > bytes.startIndex && bytes[index - 1] == 0x0D
            guard byte == 0x09 || byte >= 0x20 && byte != 0x7F || isPair || isEnd else {
                throw bad("control_character", "A line holds a control character.")
            }
            guard isPair else { continue }
            lines.append(bytes[start..<index])
            start = index + 2
        }
        lines.append(bytes[start...])
        let (method, target, isCurrent) = try requestLine(lines[0])
        guard lines.count - 1 <= fieldCount else {
            throw HTTPRefusal(431, "too_many_fields", "There are too many header fields.")
        }
        var fields: [HTTPHead.Field] = []
        for line in lines.dropFirst() { fields.append(try field(line)) }
        let head = try HTTPHead(
            method: method, target: target, isCurrent: isCurrent, fields: fields)
        let hosts = head.values("host").count
        guard hosts == 1 || hosts == 0 && !isCurrent else {
            throw bad("host", "A request has one Host.")
        }
        return head
    }

    private static func requestLine(
        _ line: ArraySlice<UInt8>
    ) throws(HTTPRefusal) -> (method: String, target: String, isCurrent: Bool) {
        let words = line.split(separator: 0x20, omittingEmptySubsequences: false)
        guard words.count == 3, isToken(words[0]), !words[1].isEmpty,
            words[1].allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw bad("request_line", "The request line is not METHOD TARGET VERSION.") }
        let version = String(decoding: words[2], as: UTF8.self)
        guard version == "HTTP/1.1" || version == "HTTP/1.0" else {
            guard version.hasPrefix("HTTP/") else {
                throw bad("request_line", "The request line ends with no version.")
            }
            throw HTTPRefusal(505, "version", "HTTP/1.1 is served.")
        }
        return (
            String(decoding: words[0], as: UTF8.self), String(decoding: words[1], as: UTF8.self),
            version == "HTTP/1.1"
        )
    }

    private static func field(_ line: ArraySlice<UInt8>) throws(HTTPRefusal) -> HTTPHead.Field {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), isToken(line[..<colon]) else {
            throw bad("field", "A header field is not NAME: VALUE.")
        }
        let value = Substring(String(decoding: line[(colon + 1)...], as: UTF8.self))
        return HTTPHead.Field(
            name: String(decoding: line[..<colon], as: UTF8.self).lowercased(),
            value: HTTPHead.trimmed(value))
    }

    /// Whether bytes are a token (RFC 9110, 5.6.2).
    private static func isToken(_ bytes: ArraySlice<UInt8>) -> Bool {
        !bytes.isEmpty
            && bytes.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    private static func bad(_ reason: String, _ message: String) -> HTTPRefusal {
        HTTPRefusal(400, "invalid_\(reason)", message)
    }
}

extension HTTPHead {
    /// A head whose target is a path, an absolute URL, or `*` (RFC 9112, 3.2).
    fileprivate init(
        method: String, target: String, isCurrent: Bool, fields: [Field]
    ) throws(HTTPRefusal) {
        var rest = Substring(target)
        for scheme in ["http://", "https://"] where target.lowercased().hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count).drop { $0 != "/" && $0 != "?" }
            if !rest.hasPrefix("/") { rest = "/" + rest }
        }
        guard rest.hasPrefix("/") || rest == "*" && method == "OPTIONS" else {
            throw HTTPRefusal(400, "invalid_target", "The target is no path.")
        }
        let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        (self.method, self.isCurrent, self.fields) = (method, isCurrent, fields)
        path = String(parts[0])
        query = parts.count > 1 ? String(parts[1]) : ""
    }
}
