internal import Bytes

/// A decoder of hostile ABI data: it never traps and allocates only within the types' limits.
///
/// Offsets may point anywhere inside the data and padding is not checked, because contracts accept
/// such calls too, and every call that a contract accepted must be readable.
struct ABIDecoder {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The values whose heads lie one after the other from `base`.
    func decode(_ types: [ABIType], from base: Int = 0) throws(EthereumError) -> [ABIValue] {
        var values: [ABIValue] = []
        var position = base
        for type in types {
            defer { position += type.headByteCount }
            if case .words(let fields) = type {
                values.append(.words(try decode(fields, from: position)))
                continue
            }
            let word = try word(at: position)
            if type.isDynamic {
                let offset = try size(word)
                values.append(try decodeTail(type, at: base + offset))
            } else {
                values.append(try Self.value(of: type, word))
            }
        }
        return values
    }

    /// The value of a static type in one word.
    static func value(of type: ABIType, _ word: Bytes32) throws(EthereumError) -> ABIValue {
        switch type {
        case .uint(let bits):
            guard let value = word.uint128 else {
                guard bits > 128 else { throw .invalidValue(type: type.name) }
                return .word(word)
            }
            guard bits >= 128 || value >> UInt128(bits) == 0 else {
                throw .invalidValue(type: type.name)
            }
            return .uint(value)
        case .bytes32:
            return .word(word)
        case .address:
            guard let address = EthereumAddress(padded: word) else {
                throw .invalidValue(type: type.name)
            }
            return .address(address)
        case .bool:
            guard let value = word.uint128, value < 2 else {
                throw .invalidValue(type: type.name)
            }
            return .bool(value == 1)
        case .bytes, .string, .array, .words:
            throw .invalidValue(type: type.name)
        }
    }

    private func decodeTail(_ type: ABIType, at position: Int) throws(EthereumError) -> ABIValue {
        let count = try size(try word(at: position))
        let start = position + 32
        switch type {
        case .bytes(let limit):
            return .bytes(try slice(start, count: count, limit: limit))
        case .string(let limit):
            let bytes = try slice(start, count: count, limit: limit)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw .invalidValue(type: type.name)
            }
            return .string(text)
        case .array(let element, let limit):
            guard count <= limit else { throw .limitExceeded(limit: limit, actual: count) }
            let elements = [ABIType](repeating: element, count: count)
            return .array(try decode(elements, from: start))
        case .uint, .bytes32, .address, .bool, .words:
            throw .invalidValue(type: type.name)
        }
    }

    private func word(at position: Int) throws(EthereumError) -> Bytes32 {
        guard position <= bytes.count, bytes.count - position >= 32 else {
            throw .truncated(needed: 32, available: max(0, bytes.count - position))
        }
        return Bytes32 { bytes[position + $0] }
    }

    /// An offset or a length; at most the number of bytes, so that sums stay small.
    private func size(_ word: Bytes32) throws(EthereumError) -> Int {
        guard let value = word.uint128, value <= UInt128(bytes.count) else {
            throw .limitExceeded(limit: bytes.count, actual: Int.max)
        }
        return Int(value)
    }

    private func slice(
        _ start: Int, count: Int, limit: Int
    ) throws(EthereumError) -> [UInt8] {
        guard count <= limit else { throw .limitExceeded(limit: limit, actual: count) }
        guard bytes.count - start >= count else {
            throw .truncated(needed: count, available: bytes.count - start)
        }
        return Array(bytes[start..<start + count])
    }
}
