/// Hexadecimal text.
public enum Hex {
    /// Lower-case digits, two for each byte, without a prefix.
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        var text = ""
        for byte in bytes {
            text.append(Character(digit(byte >> 4)))
            text.append(Character(digit(byte & 15)))
        }
        return text
    }

    /// Bytes of an even number of digits of either case, with or without `0x`; `nil` otherwise.
    public static func decode(_ text: String) -> [UInt8]? {
        var digits = Array(text.utf8)
        if digits.count >= 2, digits[0] == 0x30, digits[1] == 0x78 { digits.removeFirst(2) }
        guard digits.count % 2 == 0 else { return nil }
        var bytes = [UInt8]()
        bytes.reserveCapacity(digits.count / 2)
        var index = 0
        while index < digits.count {
            guard let high = value(digits[index]), let low = value(digits[index + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
            index += 2
        }
        return bytes
    }

    private static func digit(_ nibble: UInt8) -> Unicode.Scalar {
        Unicode.Scalar(nibble < 10 ? 0x30 + nibble : 0x57 + nibble)
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x37
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }
}
