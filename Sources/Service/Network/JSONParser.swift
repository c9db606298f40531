/// Limits of a JSON document, checked before memory is allocated.
public struct JSONLimits: Sendable {
    /// The most bytes of the document.
    public var byteCount: Int
    /// The most arrays and objects open at one time.
    public var depth: Int

    public init(byteCount: Int = 16 << 20, depth: Int = 64) {
        self.byteCount = byteCount
        self.depth = depth
    }
}

extension JSON {
    /// Parses one document: RFC 8259 without duplicate keys, lone surrogates or trailing data.
    public init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(NetworkError) {
        guard bytes.count <= limits.byteCount else { throw .malformedJSON(.tooLarge, offset: 0) }
        let result = bytes.withUnsafeBufferPointer { buffer -> Result<JSON, NetworkError> in
            var parser = JSONParser(bytes: buffer, depthLimit: limits.depth)
            do throws(NetworkError) {
                return .success(try parser.document())
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }

    /// Parses a text.
    public init(parsing text: String, limits: JSONLimits = JSONLimits()) throws(NetworkError) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }
}

/// A recursive descent parser over bytes.
///
/// `peek` returns 0 at the end, a byte that the grammar never allows.
struct JSONParser {
    let bytes: UnsafeBufferPointer<UInt8>
    let depthLimit: Int
    var position = 0
    private var depth = 0

    init(bytes: UnsafeBufferPointer<UInt8>, depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    mutating func document() throws(NetworkError) -> JSON {
        skipSpace()
        let value = try self.value()
        skipSpace()
        guard position == bytes.count else { throw fault(.trailingData) }
        return value
    }

    var peek: UInt8 { position < bytes.count ? bytes[position] : 0 }

    func fault(_ reason: JSONFault) -> NetworkError {
        .malformedJSON(position < bytes.count ? reason : atEnd(reason), offset: position)
    }

    private func atEnd(_ reason: JSONFault) -> JSONFault {
        reason == .trailingData || reason == .tooDeep ? reason : .unexpectedEnd
    }

    private mutating func value() throws(NetworkError) -> JSON {
        switch peek {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw fault(.unexpectedByte)
        }
    }

    private mutating func object() throws(NetworkError) -> JSON {
        try enter()
        var members: [JSONObject.Member] = []
        var seen: Set<String> = []
        while try next(closing: UInt8(ascii: "}"), isFirst: members.isEmpty) {
            guard peek == UInt8(ascii: "\"") else { throw fault(.unexpectedByte) }
            let key = try string()
            // Few keys are compared one by one; many go through a set, so that the work stays
            // linear.
            if members.count < 16 {
                for member in members where member.key == key { throw fault(.duplicateKey) }
            } else {
                if seen.isEmpty { seen = Set(members.lazy.map(\.key)) }
                guard seen.insert(key).inserted else { throw fault(.duplicateKey) }
            }
            skipSpace()
            guard peek == UInt8(ascii: ":") else { throw fault(.unexpectedByte) }
            position += 1
            skipSpace()
            members.append(JSONObject.Member(key: key, value: try value()))
        }
        depth -= 1
        return .object(JSONObject(distinct: members))
    }

    private mutating func array() throws(NetworkError) -> JSON {
        try enter()
        var elements: [JSON] = []
        while try next(closing: UInt8(ascii: "]"), isFirst: elements.isEmpty) {
            elements.append(try value())
        }
        depth -= 1
        return .array(elements)
    }

    private mutating func enter() throws(NetworkError) {
        guard depth < depthLimit else { throw fault(.tooDeep) }
        depth += 1
        position += 1
    }

    /// Skips the separator before the next element; false after the closing bracket.
    private mutating func next(closing: UInt8, isFirst: Bool) throws(NetworkError) -> Bool {
        skipSpace()
        if peek == closing {
            position += 1
            return false
        }
        if isFirst { return true }
        guard peek == UInt8(ascii: ",") else { throw fault(.unexpectedByte) }
        position += 1
        skipSpace()
        return true
    }

    private mutating func literal(
        _ text: StaticString, _ value: JSON
    ) throws(NetworkError) -> JSON {
        for index in 0..<text.utf8CodeUnitCount {
            guard peek == text.utf8Start[index] else { throw fault(.unexpectedByte) }
            position += 1
        }
        return value
    }

    private mutating func number() throws(NetworkError) -> JSON {
        let start = position
        guard let end = JSONNumber.end(in: bytes, from: start) else {
            throw fault(.invalidNumber)
        }
        position = end
        return .number(String(decoding: bytes[start..<end], as: UTF8.self))
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }
}

/// The grammar of numbers, RFC 8259 section 6.
enum JSONNumber {
    /// The end of the number that begins at `start`; `nil` if none begins there.
    static func end(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var position = start
        func at(_ byte: UInt8) -> Bool { position < bytes.count && bytes[position] == byte }
        func digits() -> Bool {
            let first = position
            while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
            return position > first
        }
        if at(UInt8(ascii: "-")) { position += 1 }
        if at(UInt8(ascii: "0")) {
            position += 1
            if position < bytes.count, (0x30...0x39).contains(bytes[position]) { return nil }
        } else if !digits() {
            return nil
        }
        if at(UInt8(ascii: ".")) {
            position += 1
            if !digits() { return nil }
        }
        if at(UInt8(ascii: "e")) || at(UInt8(ascii: "E")) {
            position += 1
            if at(UInt8(ascii: "+")) || at(UInt8(ascii: "-")) { position += 1 }
            if !digits() { return nil }
        }
        return position
    }

    /// Whether the whole text is one number of the grammar.
    static func isValid(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { $0.count > 0 && end(in: $0, from: 0) == $0.count }
    }
}
