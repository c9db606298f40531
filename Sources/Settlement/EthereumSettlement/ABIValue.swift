public import Bytes

/// A value of a function's argument or result, or of an event's parameter.
public enum ABIValue: Hashable, Sendable {
    /// An unsigned integer below 2^128.
    case uint(UInt128)
    /// Thirty-two raw bytes, or an unsigned integer of at least 2^128.
    case word(Bytes32)
    /// An address.
    case address(EthereumAddress)
    /// A Boolean.
    case bool(Bool)
    /// Bytes of any length.
    case bytes([UInt8])
    /// A text.
    case string(String)
    /// A list of values of one type.
    case array([ABIValue])
    /// A struct of fields of one word each.
    case words([ABIValue])
}

extension ABIValue {
    /// The encoding: the head of each value, then the tails of the dynamic ones.
    public static func encode(_ values: [ABIValue]) -> [UInt8] {
        var head: [UInt8] = []
        var tail: [UInt8] = []
        let headByteCount = values.reduce(0) { $0 + $1.headByteCount }
        for value in values {
            if case .words(let fields) = value {
                head += encode(fields)
            } else if let word = value.staticWord {
                head += word.array
            } else {
                head += Bytes32(word: UInt128(headByteCount + tail.count)).array
                tail += value.dynamicTail
            }
        }
        return head + tail
    }

    private var headByteCount: Int {
        if case .words(let fields) = self { 32 * fields.count } else { 32 }
    }

    private var staticWord: Bytes32? {
        switch self {
        case .uint(let value): Bytes32(word: value)
        case .word(let word): word
        case .address(let address): address.padded
        case .bool(let value): Bytes32(word: value ? 1 : 0)
        case .bytes, .string, .array, .words: nil
        }
    }

    private var dynamicTail: [UInt8] {
        switch self {
        case .bytes(let bytes): Self.counted(bytes)
        case .string(let text): Self.counted(Array(text.utf8))
        case .array(let elements):
            Bytes32(word: UInt128(elements.count)).array + Self.encode(elements)
        case .uint, .word, .address, .bool, .words: []
        }
    }

    private static func counted(_ bytes: [UInt8]) -> [UInt8] {
        let padding = (32 - bytes.count % 32) % 32
        return Bytes32(word: UInt128(bytes.count)).array + bytes
            + [UInt8](repeating: 0, count: padding)
    }
}

extension ABIValue {
    /// The integer; `nil` for another type or from 2^128 on.
    public var uintValue: UInt128? {
        if case .uint(let value) = self { value } else { nil }
    }

    /// The 32 bytes of a word or an integer; `nil` for another type.
    public var wordValue: Bytes32? {
        switch self {
        case .word(let word): word
        case .uint(let value): Bytes32(word: value)
        default: nil
        }
    }

    /// The address; `nil` for another type.
    public var addressValue: EthereumAddress? {
        if case .address(let value) = self { value } else { nil }
    }

    /// The Boolean; `nil` for another type.
    public var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The bytes; `nil` for another type.
    public var bytesValue: [UInt8]? {
        if case .bytes(let value) = self { value } else { nil }
    }

    /// The text; `nil` for another type.
    public var stringValue: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The elements; `nil` for another type.
    public var arrayValue: [ABIValue]? {
        if case .array(let value) = self { value } else { nil }
    }
}

extension Bytes32 {
    /// A big-endian word.
    init(word: UInt128) {
        self.init { index in
            index < 16 ? 0 : UInt8(truncatingIfNeeded: word >> UInt128(8 * (31 - index)))
        }
    }

    /// The integer of a big-endian word; `nil` from 2^128 on.
    var uint128: UInt128? {
        var value: UInt128 = 0
        for index in 0..<32 {
            if index < 16 {
                guard self[index] == 0 else { return nil }
            } else {
                value = value << 8 | UInt128(self[index])
            }
        }
        return value
    }
}
