import Bytes
import EthereumSettlement
import Settlement
import TestSupport
import Testing
import WalletSignatures

@Suite struct ABITests {
    @Test func reproducesTheVectors() throws {
        for vector in try VectorFile.load("ethereum")["abi"].items() {
            let (types, values) = try ABIVector.read(vector)
            let encoded = try vector["encoded"].bytes()
            #expect(ABIValue.encode(values) == encoded)
            #expect(try ABIFunction("f", returns: types).decodeResult(encoded) == values)
        }
    }

    @Test func refusesTruncatedData() throws {
        for vector in try VectorFile.load("ethereum")["abi"].items() {
            let (types, _) = try ABIVector.read(vector)
            let function = ABIFunction("f", returns: types)
            let encoded = try vector["encoded"].bytes()
            // Padding behind the last byte string may be missing; nothing else may.
            for count in stride(from: 0, to: encoded.count - 31, by: 1) where !types.isEmpty {
                #expect(throws: EthereumError.self) {
                    try function.decodeResult(Array(encoded.prefix(count)))
                }
            }
        }
    }

    @Test func refusesValuesOutsideTheirType() {
        let cases: [(ABIType, [UInt8])] = [
            (.uint(bits: 8), [UInt8](repeating: 0, count: 30) + [1, 0]),
            (.uint(bits: 64), [UInt8](repeating: 0, count: 16) + [UInt8](repeating: 1, count: 16)),
            (.uint(bits: 128), [1] + [UInt8](repeating: 0, count: 31)),
            (.address, [1] + [UInt8](repeating: 0, count: 31)),
            (.bool, [UInt8](repeating: 0, count: 31) + [2]),
        ]
        for (type, word) in cases {
            #expect(throws: EthereumError.invalidValue(type: type.name)) {
                try ABIFunction("f", returns: [type]).decodeResult(word)
            }
        }
    }

    @Test func refusesLengthsBeyondTheLimit() {
        let bytes = ABIValue.encode([.bytes([1, 2, 3, 4])])
        #expect(throws: EthereumError.limitExceeded(limit: 3, actual: 4)) {
            try ABIFunction("f", returns: [.bytes(limit: 3)]).decodeResult(bytes)
        }
        let list = ABIValue.encode([.array([.uint(1), .uint(2)])])
        let type = ABIType.array(of: .uint(bits: 8), limit: 1)
        #expect(throws: EthereumError.limitExceeded(limit: 1, actual: 2)) {
            try ABIFunction("f", returns: [type]).decodeResult(list)
        }
        let huge = [UInt8](repeating: 0xff, count: 64)
        #expect(throws: EthereumError.self) {
            try ABIFunction("f", returns: [.bytes(limit: 64)]).decodeResult(huge)
        }
        let notText = ABIValue.encode([.bytes([0xff, 0xfe])])
        #expect(throws: EthereumError.invalidValue(type: "string")) {
            try ABIFunction("f", returns: [.string(limit: 64)]).decodeResult(notText)
        }
    }

    @Test func survivesRandomDamage() throws {
        var random = SeededGenerator(seed: 11)
        var rejected = 0
        for vector in try VectorFile.load("ethereum")["abi"].items() {
            let (types, _) = try ABIVector.read(vector)
            let function = ABIFunction("f", returns: types)
            let encoded = try vector["encoded"].bytes()
            guard !encoded.isEmpty else { continue }
            for _ in 0..<1_000 {
                var damaged = encoded
                for _ in 0..<2 {
                    let index = Int.random(in: 0..<damaged.count, using: &random)
                    damaged[index] = UInt8.random(in: 0...255, using: &random)
                }
                do { _ = try function.decodeResult(damaged) } catch { rejected += 1 }
            }
        }
        #expect(rejected > 1_000)
    }

}

@Suite struct RLPTests {
    private func item(_ vector: VectorFile) throws -> RLP {
        if case .array(let items) = vector { return .list(try items.map(item)) }
        return .bytes(try vector.bytes())
    }

    @Test func reproducesTheVectors() throws {
        for vector in try VectorFile.load("ethereum")["rlp"].items() {
            let value = try item(vector["value"])
            let encoded = try vector["encoded"].bytes()
            #expect(value.encoded == encoded)
            #expect(try RLP(decoding: encoded) == value)
            #expect(throws: EthereumError.self) { try RLP(decoding: encoded + [0]) }
            #expect(throws: EthereumError.self) { try RLP(decoding: Array(encoded.dropLast())) }
        }
    }

    @Test(
        arguments: [
            [0x81, 0x7f], [0xb8, 0x01, 0xff],
            [0xb9, 0x00, 0x38] + [UInt8](repeating: 1, count: 56),
            [0xbf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0xf8, 0x00], [],
            [0xff, 0x01, 0, 0, 0, 0, 0, 0, 0], [0xc1, 0x81],
        ] as [[UInt8]])
    func refusesWhatIsNotShortest(bytes: [UInt8]) {
        #expect(throws: EthereumError.self) { try RLP(decoding: bytes) }
    }

    @Test func refusesDeepNesting() throws {
        func nested(_ depth: Int) -> [UInt8] {
            var bytes: [UInt8] = [0xc0]
            for _ in 0..<depth { bytes = [0xc0 + UInt8(bytes.count)] + bytes }
            return bytes
        }
        _ = try RLP(decoding: nested(EthereumLimits.rlpDepth))
        #expect(throws: EthereumError.self) {
            try RLP(decoding: nested(EthereumLimits.rlpDepth + 1))
        }
    }
}

@Suite struct EthereumTransactionTests {
    @Test func reproducesTheVectors() throws {
        for vector in try VectorFile.load("ethereum")["transactions"].items() {
            let key = try #require(Bytes32(try vector["key"].bytes()))
            let secret = try #require(WalletSecretKey(bytes: key))
            let transaction = EthereumTransaction(
                chainID: try vector["chainId"].uint64(), nonce: try vector["nonce"].uint64(),
                fees: FeeOffer(
                    maximum: try ABIVector.integer(vector["maximum"]),
                    priority: try ABIVector.integer(vector["priority"])),
                gasLimit: try vector["gas"].uint64(),
                to: try #require(EthereumAddress(hex: try vector["to"].string())),
                value: try ABIVector.integer(vector["value"]), data: try vector["data"].bytes())
            let signed = transaction.signed(by: secret)
            let (raw, hash) = (try vector["raw"].bytes(), try vector["hash"].bytes())
            #expect(signed.raw == raw)
            #expect(signed.hash.array == hash)
            var other = transaction
            other.nonce += 1
            #expect(other.signed(by: secret).hash != signed.hash)
        }
    }
}

/// Reads typed values of the vector file.
enum ABIVector {
    static func read(_ vector: VectorFile) throws -> ([ABIType], [ABIValue]) {
        guard case .array(let names) = vector["types"], case .array(let texts) = vector["values"]
        else { return ([], []) }
        let types = try names.map { try type($0.string()) }
        return (types, try zip(types, texts).map { try value($0, $1) })
    }

    static func integer(_ vector: VectorFile) throws -> UInt128 {
        try #require(UInt128(try vector.string()))
    }

    private static func type(_ name: String) throws -> ABIType {
        if name.hasSuffix("[]") {
            return .array(of: try type(String(name.dropLast(2))), limit: 8)
        }
        switch name {
        case "address": return .address
        case "bool": return .bool
        case "bytes32": return .bytes32
        case "bytes": return .bytes(limit: 4_096)
        case "string": return .string(limit: 256)
        default: return .uint(bits: try #require(Int(name.dropFirst(4))))
        }
    }

    private static func value(_ type: ABIType, _ vector: VectorFile) throws -> ABIValue {
        switch type {
        case .uint:
            if let small = UInt128(try vector.string()) { return .uint(small) }
            // The one wide value of the file: 2^200 + 7.
            return .word(Bytes32 { $0 == 6 ? 1 : $0 == 31 ? 7 : 0 })
        case .bytes32: return .word(try #require(Bytes32(try vector.bytes())))
        case .address:
            return .address(try #require(EthereumAddress(hex: try vector.string())))
        case .bool: return .bool(try vector.bool())
        case .bytes: return .bytes(try vector.bytes())
        case .string: return .string(try vector.string())
        case .array(let element, _):
            guard case .array(let items) = vector else { return .array([]) }
            return .array(try items.map { try value(element, $0) })
        case .words(let fields):
            guard case .array(let items) = vector else { return .words([]) }
            return .words(try zip(fields, items).map { try value($0, $1) })
        }
    }
}
