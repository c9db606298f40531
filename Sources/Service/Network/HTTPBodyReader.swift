/// Reads the body of one request: of a stated length, chunked, or empty (RFC 9112, 6 and 7.1).
struct HTTPBodyReader: Sendable {
    private enum Stage {
        /// So many bytes of content follow; of a chunk if `isChunk`.
        case content(Int, isChunk: Bool)
        /// The end of the line after a chunk.
        case chunkEnd
        /// The line with the length of a chunk.
        case chunkLength
        /// The lines after the last chunk, up to an empty one.
        case trailer
        case complete
    }

    /// The longest line between chunks, and the longest trailer.
    private static let lineByteCount = 4_096

    private(set) var body: [UInt8] = []
    /// Whether no byte of the body was read yet.
    private(set) var isUntouched: Bool
    private let limit: Int
    private var stage: Stage
    private var trailerByteCount = 0

    /// A reader for the body that a head announces, of at most `limit` bytes.
    init(_ head: HTTPHead, limit: Int) throws(HTTPRefusal) {
        self.limit = limit
        let lengths = head.values("content-length")
        let codings = head.values("transfer-encoding")
        if let expectation = head.values("expect").first,
            expectation.lowercased() != "100-continue"
        {
            throw HTTPRefusal(417, "expectation", "Only 100-continue can be expected.")
        }
        guard codings.isEmpty else {
            guard lengths.isEmpty, head.isCurrent else {
                throw HTTPRefusal(400, "invalid_length", "A body has one length.")
            }
            guard codings.count == 1, codings[0].lowercased() == "chunked" else {
                throw HTTPRefusal(501, "coding", "The only transfer coding served is chunked.")
            }
            stage = .chunkLength
            isUntouched = true
            return
        }
        guard lengths.count <= 1 else {
            throw HTTPRefusal(400, "invalid_length", "A body has one length.")
        }
        guard let text = lengths.first else {
            (stage, isUntouched) = (.complete, false)
            return
        }
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw HTTPRefusal(400, "invalid_length", "The Content-Length is no number.")
        }
        guard let length = Int(text), length <= limit else { throw Self.tooLarge }
        body.reserveCapacity(min(length, 1 << 16))
        stage = length == 0 ? .complete : .content(length, isChunk: false)
        isUntouched = length > 0
    }

    private static var tooLarge: HTTPRefusal {
        HTTPRefusal(413, "body_too_large", "The body is too large.")
    }

    private static var badChunk: HTTPRefusal {
        HTTPRefusal(400, "invalid_chunk", "The chunked body is malformed.")
    }

    /// Reads on from a position; true at the end of the body.
    mutating func read(_ bytes: [UInt8], from position: inout Int) throws(HTTPRefusal) -> Bool {
        if position < bytes.count { isUntouched = false }
        while true {
            switch stage {
            case .complete: return true
            case .content(let rest, let isChunk):
                let count = min(rest, bytes.count - position)
                body.append(contentsOf: bytes[position..<(position + count)])
                position += count
                guard count == rest else {
                    stage = .content(rest - count, isChunk: isChunk)
                    return false
                }
                stage = isChunk ? .chunkEnd : .complete
            case .chunkEnd:
                guard let line = try line(bytes, &position) else { return false }
                guard line.isEmpty else { throw Self.badChunk }
                stage = .chunkLength
            case .chunkLength:
                guard let line = try line(bytes, &position) else { return false }
                let length = try Self.chunkLength(line)
                guard body.count + length <= limit else { throw Self.tooLarge }
                stage = length == 0 ? .trailer : .content(length, isChunk: true)
            case .trailer:
                guard let line = try line(bytes, &position) else { return false }
                trailerByteCount += line.count + 2
                guard trailerByteCount <= Self.lineByteCount else { throw Self.badChunk }
                // Trailer fields are ignored.
                if line.isEmpty { stage = .complete }
            }
        }
    }

    /// The next line without its end; `nil` if it has not arrived.
    private func line(
        _ bytes: [UInt8], _ position: inout Int
    ) throws(HTTPRefusal) -> ArraySlice<UInt8>? {
        let rest = bytes[position...].prefix(Self.lineByteCount + 2)
        guard let end = rest.firstIndex(of: 0x0A) else {
            guard rest.count <= Self.lineByteCount else { throw Self.badChunk }
            return nil
        }
        guard end > position, bytes[end - 1] == 0x0D else { throw Self.badChunk }
        defer { position = end + 1 }
        return bytes[position..<(end - 1)]
    }

    /// The length of a chunk: hexadecimal digits, then perhaps extensions, which are ignored.
    private static func chunkLength(_ line: ArraySlice<UInt8>) throws(HTTPRefusal) -> Int {
        let text = line.prefix { $0 != UInt8(ascii: ";") }
        var digits = text[...]
        while let last = digits.last, last == 0x20 || last == 0x09 { digits = digits.dropLast() }
        let isHexadecimal = digits.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
            default: false
            }
        }
        guard (1...15).contains(digits.count), isHexadecimal,
            let length = Int(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw badChunk }
        return length
    }
}
