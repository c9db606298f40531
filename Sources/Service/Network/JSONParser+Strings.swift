extension JSONParser {
    /// Reads a string whose opening quote is the next byte.
    mutating func string() throws(NetworkError) -> String {
        position += 1
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let text = try validated(bytes[start..<position])
                position += 1
                return text
            case UInt8(ascii: "\\"): return try escapedString(from: start)
            case 0..<0x20: throw fault(.invalidString)
            default: position += 1
            }
        }
        throw fault(.unexpectedEnd)
    }

    private mutating func escapedString(from start: Int) throws(NetworkError) -> String {
        var content = Array(bytes[start..<position])
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let text = try validated(content)
                position += 1
                return text
            case UInt8(ascii: "\\"):
                position += 1
                try escape(into: &content)
            case 0..<0x20: throw fault(.invalidString)
            case let byte:
                content.append(byte)
                position += 1
            }
        }
        throw fault(.unexpectedEnd)
    }

    private mutating func escape(into content: inout [UInt8]) throws(NetworkError) {
        let byte = peek
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"):
            guard let scalar = try unicodeScalar() else { throw fault(.invalidEscape) }
            content.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        default: throw fault(.invalidEscape)
        }
    }

    /// The scalar of four digits or of a surrogate pair; `nil` for an unpaired surrogate.
    private mutating func unicodeScalar() throws(NetworkError) -> Unicode.Scalar? {
        let high = try hexadecimal()
        guard 0xD800...0xDBFF ~= high else { return Unicode.Scalar(high) }
        guard peek == UInt8(ascii: "\\") else { return nil }
        position += 1
        guard peek == UInt8(ascii: "u") else { return nil }
        position += 1
        let low = try hexadecimal()
        guard 0xDC00...0xDFFF ~= low else { return nil }
        return Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    }

    private mutating func hexadecimal() throws(NetworkError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            let byte = peek
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - 0x30)
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - 0x57)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - 0x37)
            default: throw fault(.invalidEscape)
            }
            position += 1
        }
        return value
    }

    private func validated(_ content: some Collection<UInt8>) throws(NetworkError) -> String {
        guard let text = String(validating: content, as: UTF8.self) else {
            throw fault(.invalidString)
        }
        return text
    }
}
