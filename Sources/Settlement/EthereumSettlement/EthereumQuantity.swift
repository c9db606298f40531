internal import Bytes
internal import Network

/// Reader and writer of quantities and data in Ethereum's JSON-RPC, strict when reading.
///
/// Source: Ethereum execution API specification, schemas `uint` and `bytes`: quantities have no
/// leading zeros, data have an even number of digits.
enum EthereumQuantity {
    static func json(_ value: some FixedWidthInteger & UnsignedInteger) -> JSON {
        .string("0x" + String(value, radix: 16))
    }

    static func data(_ bytes: [UInt8]) -> JSON {
        .string("0x" + Hex.encode(bytes))
    }

    static func value<Value: FixedWidthInteger & UnsignedInteger>(
        _ json: JSON, as type: Value.Type = Value.self
    ) -> Value? {
        guard let text = json.stringValue else { return nil }
        let digits = Array(text.utf8)
        guard digits.count > 2, digits.count <= 66, digits[0] == 0x30, digits[1] == 0x78,
            digits[2] != 0x30 || digits.count == 3
        else { return nil }
        var value: Value = 0
        for digit in digits.dropFirst(2) {
            guard let nibble = nibble(digit), value.leadingZeroBitCount >= 4 else { return nil }
            value = value << 4 | Value(nibble)
        }
        return value
    }

    static func bytes(_ json: JSON, limit: Int = .max) -> [UInt8]? {
        guard let text = json.stringValue, text.hasPrefix("0x"), text.utf8.count / 2 - 1 <= limit
        else { return nil }
        return Hex.decode(text)
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x37
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }
}
