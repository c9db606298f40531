import Network
import Testing

@Suite struct JSONTests {
    @Test(arguments: [
        "null", "true", "false", "0", "-0", "12.50e-3", "1E+2", "\"\"", "[]", "{}",
        "[1,[2,[]],{\"a\":{}}]", "{\"a\":1,\"b\":[null]}", "\"\\\"\\\\\\n\\u0001\"",
        "123456789012345678901234567890.000000000000000001",
    ])
    func writesWhatItReads(text: String) throws {
        #expect(try JSON(parsing: text).text == text)
    }

    @Test(arguments: [
        ("", JSONFault.unexpectedEnd), (" ", .unexpectedEnd), ("[1", .unexpectedEnd),
        ("{\"a\"", .unexpectedEnd), ("{\"a\":", .unexpectedEnd), ("\"abc", .unexpectedEnd),
        ("\"\\u12", .unexpectedEnd), ("tru", .unexpectedEnd), ("[1,]", .unexpectedByte),
        ("{\"a\":1,}", .unexpectedByte), ("{a:1}", .unexpectedByte), ("'a'", .unexpectedByte),
        ("[1 2]", .unexpectedByte), ("trux", .unexpectedByte), ("01", .invalidNumber),
        ("-", .invalidNumber), ("1.", .invalidNumber), ("1e", .invalidNumber),
        ("+1", .unexpectedByte), (".5", .unexpectedByte), ("NaN", .unexpectedByte),
        ("1 2", .trailingData), ("[]]", .trailingData), ("\"\\x\"", .invalidEscape),
        ("\"\\ud800\"", .invalidEscape), ("\"\\ud800\\u0041\"", .invalidEscape),
        ("\"\\udc00\"", .invalidEscape), ("\"a\nb\"", .invalidString),
        ("{\"a\":1,\"a\":2}", .duplicateKey), ("{\"a\":1,\"\\u0061\":2}", .duplicateKey),
    ])
    func refusesWhatTheGrammarForbids(text: String, fault: JSONFault) {
        // A number that breaks off at the end is an unexpected end or an invalid number.
        let error = #expect(throws: NetworkError.self) { try JSON(parsing: text) }
        guard case .malformedJSON(let found, _) = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
        #expect(found == fault)
    }

    @Test func joinsSurrogatePairs() throws {
        #expect(try JSON(parsing: "\"\\ud83d\\ude00\\u00e9\\u0000\"") == "😀é\u{0}")
    }

    @Test(arguments: [
        [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
    ])
    func refusesInvalidUTF8(bytes: [Int]) {
        #expect(throws: NetworkError.self) { try JSON(parsing: bytes.map { UInt8($0) }) }
    }

    @Test func boundsTheDepth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try JSON(parsing: nested(64))
        #expect(throws: NetworkError.malformedJSON(.tooDeep, offset: 64)) {
            try JSON(parsing: nested(65))
        }
        #expect(throws: NetworkError.malformedJSON(.tooDeep, offset: 64)) {
            try JSON(parsing: String(repeating: "[", count: 1_000_000))
        }
    }

    @Test func boundsTheSize() throws {
        _ = try JSON(parsing: "[1]", limits: JSONLimits(byteCount: 3))
        #expect(throws: NetworkError.malformedJSON(.tooLarge, offset: 0)) {
            try JSON(parsing: "[12]", limits: JSONLimits(byteCount: 3))
        }
    }

    @Test func findsADuplicateAmongManyKeys() throws {
        let members = (0..<100).map { "\"k\($0)\":\($0)" }
        let good = "{" + members.joined(separator: ",") + "}"
        #expect(try JSON(parsing: good)["k99"]?.integerValue() == 99)
        let bad = "{" + (members + ["\"k57\":0"]).joined(separator: ",") + "}"
        #expect(throws: NetworkError.self) { try JSON(parsing: bad) }
    }

    @Test func readsTypedMembers() throws {
        let json = try JSON(parsing: "{\"n\":255,\"d\":\"12\",\"s\":\"x\",\"b\":true,\"a\":[1]}")
        #expect(try json.integer("n", as: UInt8.self) == 255)
        #expect(try json.decimal("d", as: UInt64.self) == 12)
        #expect(try json.string("s") == "x")
        #expect(try json.bool("b"))
        #expect(try json.array("a") == [1])
        #expect(throws: NetworkError.wrongType(member: "n", expected: "integer")) {
            try json.integer("n", as: Int8.self)
        }
        #expect(throws: NetworkError.wrongType(member: "s", expected: "decimal string")) {
            try json.decimal("s", as: UInt64.self)
        }
        #expect(throws: NetworkError.missingMember("z")) { try json.string("z") }
    }

    @Test(arguments: ["+5", "007", "-0", "", " 1", "1.0"])
    func refusesDecimalsThatAreNotCanonical(text: String) {
        let json: JSON = ["d": .string(text)]
        #expect(throws: NetworkError.self) { try json.decimal("d", as: Int.self) }
    }

    @Test func objectsAreEqualInAnyOrder() throws {
        #expect(try JSON(parsing: "{\"a\":1,\"b\":2}") == JSON(parsing: "{\"b\":2,\"a\":1}"))
        #expect(try JSON(parsing: "{\"a\":1,\"b\":2}") != JSON(parsing: "{\"b\":1,\"a\":2}"))
    }

    @Test func quotesATextThatIsNoNumber() {
        #expect(JSON.number("1,\"x\":2").text == "\"1,\\\"x\\\":2\"")
        #expect(JSON.number("1.5").text == "1.5")
    }

    @Test func survivesMutatedDocuments() throws {
        let seed = Array(
            "{\"a\":[1,-2.5e3,\"x\\u00e9\\ud83d\\ude00\",null,true],\"b\":{\"c\":{}}}".utf8)
        var random = Seeded(seed: 0x5EED)
        var accepted = 0
        for _ in 0..<20_000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: index)
                default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
                }
            }
            if let json = try? JSON(parsing: bytes) {
                accepted += 1
                #expect(try JSON(parsing: json.bytes) == json)
            }
        }
        #expect(accepted > 0)
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same sequence for the same seed.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
