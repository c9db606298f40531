import Bytes
import Ledger
import TestSupport
import Testing
import Transition
import TransitionScenarios

/// Every decoder against bytes that are almost right.
@Suite struct DecoderTests {
    let vectors: VectorFile

    init() throws { vectors = try VectorFile.load("encodings") }

    /// Whether each prefix, a longer string and only those are refused.
    private func expectExact<Value>(
        _ bytes: [UInt8], _ decode: ([UInt8]) throws(DecodingError) -> Value
    ) {
        #expect(throws: Never.self) { try decode(bytes) }
        for count in 0..<bytes.count {
            #expect(throws: DecodingError.self) { try decode(Array(bytes[..<count])) }
        }
        #expect(throws: DecodingError.self) { try decode(bytes + [0]) }
    }

    private func priority(_ name: String) throws -> [UInt8] {
        try vectors["priority"].item(named: name)["bytes"].bytes()
    }

    private func signed(_ name: String) throws -> [UInt8] {
        try vectors["signed"].item(named: name)["bytes"].bytes()
    }

    @Test func refusesTruncatedAndTrailingBytes() throws {
        for vector in try vectors["priority"].items() {
            expectExact(try vector["bytes"].bytes()) { bytes throws(DecodingError) in
                try PriorityOperation(decoding: bytes)
            }
        }
        for vector in try vectors["signed"].items() {
            expectExact(try vector["bytes"].bytes()) { bytes throws(DecodingError) in
                try SignedOperation(decoding: bytes)
            }
        }
        for vector in try vectors["payouts"].items() {
            expectExact(try vector["bytes"].bytes()) { bytes throws(DecodingError) in
                try Payout(decoding: bytes)
            }
        }
        expectExact(try vectors["header"]["bytes"].bytes()) { bytes throws(DecodingError) in
            try BlockHeader(decoding: bytes)
        }
        expectExact(try vectors["boundary"]["bytes"].bytes()) { bytes throws(DecodingError) in
            try Boundary(decoding: bytes)
        }
        for vector in try vectors["receipts"].items() {
            expectExact(try vector["bytes"].bytes()) { bytes throws(DecodingError) in
                try Receipt(decoding: bytes)
            }
        }
    }

    @Test func refusesBodiesOfAnotherLengthThanStated() throws {
        var short = try priority("deposit")
        short[2] -= 1
        short.removeLast()
        #expect(throws: DecodingError.self) { try PriorityOperation(decoding: short) }
        var long = try priority("deposit")
        long[2] += 1
        long.append(0)
        #expect(throws: DecodingError.self) { try PriorityOperation(decoding: long) }
    }

    @Test func refusesUnknownOpcodesAndThoseOfTheOtherSource() throws {
        let deposit = try priority("deposit")
        let swap = try signed("swap exact in")
        for opcode: UInt8 in [0, 0x10, 0x15, 0x16, 0xff] {
            let bytes = [opcode] + deposit.dropFirst()
            #expect(throws: DecodingError.self) { try PriorityOperation(decoding: bytes) }
        }
        for opcode: UInt8 in [0, 1, 5, 0x1c, 0xff] {
            let bytes = [opcode] + swap.dropFirst()
            #expect(throws: DecodingError.self) { try SignedOperation(decoding: bytes) }
        }
    }

    @Test func refusesWhatTheDocumentRefuses() throws {
        for vector in try vectors["refused"].items() {
            let bytes = try vector["bytes"].bytes()
            let sort = try vector["sort"].string()
            let name = try vector["name"].string()
            #expect(throws: DecodingError.self, "\(sort): \(name)") {
                switch sort {
                case "priority": _ = try PriorityOperation(decoding: bytes)
                case "signed": _ = try SignedOperation(decoding: bytes)
                case "payouts": _ = try ChainOperation.decodeAll(bytes)
                case "data": _ = try BlockData(decodingPublished: bytes)
                default: Issue.record("unknown sort \(sort)")
                }
            }
        }
    }

    @Test func refusesOwnersOfUnknownFamiliesOrWithDirtyPadding() throws {
        let deposit = try priority("deposit")
        for (place, value) in [(21, UInt8(0)), (21, 3), (22, 1), (33, 1)] {
            var bytes = deposit
            bytes[place] = value
            #expect(throws: DecodingError.self) { try PriorityOperation(decoding: bytes) }
        }
        var solana = try priority("deposit to a Solana owner")
        solana[22] = 0xff
        #expect(throws: Never.self) { try PriorityOperation(decoding: solana) }
    }

    @Test func leavesRangesOfQueuedFieldsToTheTransition() throws {
        var deposit = try priority("deposit")
        deposit[deposit.count - 1] = 255
        guard case .deposit(let body) = try PriorityOperation(decoding: deposit) else {
            Issue.record("not a deposit")
            return
        }
        #expect(!body.subAccount.isValid)
        var token = try priority("register token")
        token[token.count - 1] = 255
        #expect(throws: Never.self) { try PriorityOperation(decoding: token) }
    }

    @Test func refusesHeadersOfOtherVersionsOrWithUnorderedChains() throws {
        let header = try vectors["header"]["bytes"].bytes()
        #expect(throws: DecodingError.self) { try BlockHeader(decoding: [1] + header.dropFirst()) }
        for chain: UInt8 in [0, 9, 10] {
            var bytes = header
            bytes[150] = chain
            #expect(throws: DecodingError.self) { try BlockHeader(decoding: bytes) }
        }
        var crowded = header
        crowded[149] = UInt8(LedgerLimits.maximumChains + 1)
        let limit = DecodingError.limitExceeded(limit: 23, actual: 24)
        #expect(throws: limit) { try BlockHeader(decoding: crowded) }
    }

    @Test func refusesBlockDataOfOtherLengths() throws {
        let data = try vectors["data"]["bytes"].bytes()
        let authorizations = try vectors["data"]["authorizations"].bytes()
        let block = try BlockData(decodingPublished: data)
        let ends = Set(
            block.operations.indices.map { count in
                var beginning = block
                beginning.operations = Array(block.operations[..<count])
                return beginning.encoded.data.count
            })
        for count in data.indices where !ends.contains(count) {
            #expect(throws: DecodingError.self) {
                try BlockData(decodingPublished: Array(data[..<count]))
            }
        }
        for other in [authorizations.dropLast(), authorizations + [0], []] {
            #expect(throws: DecodingError.self) {
                try BlockData(
                    decoding: EncodedOperations(data: data, authorizations: Array(other)))
            }
        }
        let more = data + (try vectors["data"]["oneMore"].bytes())
        let count = try BlockData(decodingPublished: more).operations.count
        #expect(count == block.operations.count + 1)
    }

    @Test func refusesBlockDataBeyondItsLimits() throws {
        let deposit = Operation.priority(
            ChainID(1), try PriorityOperation(decoding: try priority("deposit")))
        func data(_ count: Int) -> BlockData {
            BlockData(
                number: 1, timestamp: 2, operations: [Operation](repeating: deposit, count: count))
        }
        #expect(try BlockData(decoding: data(1_024).encoded) == data(1_024))
        #expect(throws: DecodingError.limitExceeded(limit: 1_024, actual: 1_025)) {
            try BlockData(decoding: data(1_025).encoded)
        }
        var long = data(0).encoded
        long.authorizations = [UInt8](
            repeating: 0, count: LedgerLimits.maximumBlockBytes + 1 - long.data.count)
        #expect(throws: DecodingError.limitExceeded(limit: 98_304, actual: 98_305)) {
            try BlockData(decoding: long)
        }
    }

    @Test func readsEveryByteStringAsDataOrRefusesIt() throws {
        let data = try vectors["data"]["bytes"].bytes()
        var random = SeededGenerator(seed: 11)
        for _ in 0..<20_000 {
            var bytes = data
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 17..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            // What is read has one form alone.
            guard let block = try? BlockData(decodingPublished: bytes) else { continue }
            #expect(block.encoded.data == bytes)
        }
    }

    @Test func refusesPayoutsBeyondTheirLimit() throws {
        let payout = try vectors["payouts"][0]["bytes"].bytes()
        let full = Array([[UInt8]](repeating: payout, count: 64).joined())
        #expect(try ChainOperation.decodeAll(full).count == 64)
        #expect(throws: DecodingError.self) { try ChainOperation.decodeAll(full + payout) }
        #expect(throws: DecodingError.self) { try ChainOperation.decodeAll(full.dropLast() + []) }
        for kind: UInt8 in [0, 5] {
            #expect(throws: DecodingError.self) {
                try Payout(decoding: [kind] + payout.dropFirst())
            }
        }
    }
}
