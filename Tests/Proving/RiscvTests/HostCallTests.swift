import Bytes
import Fields
import Hashing
import Riscv
import RiscvCircuits
import RiscvPrograms
import Signatures
import TestSupport
import Testing

@Suite struct HostCallTests {
    func run(
        _ words: [UInt32], input: WordStream = WordStream(), data: [UInt8] = [],
        limits: ExecutionLimits = smallLimits
    ) throws -> Execution {
        try Program(words: words, data: data).execute(
            input: input, limits: limits, precompiles: RiscvMachine.precompiles)
    }

    func refusal(_ words: [UInt32], input: WordStream = WordStream()) throws -> HostCallRefusal? {
        guard case .trapped(.hostCall(_, let refusal)) = try run(words, input: input).outcome
        else { return nil }
        return refusal
    }

    @Test func exitGivesItsCode() throws {
        #expect(try run(Assembly.call(0, 0)).isSuccess)
        let failed = try run(Assembly.call(0, 7))
        #expect(failed.outcome == .exited(code: 7))
        #expect(!failed.isSuccess)
        #expect(failed.cycleCount == 7)
    }

    @Test func inputComesBackAsOutput() throws {
        let input = WordStream(words: [1, 0xffff_ffff, 0x8000_0000, 4])
        let words =
            Assembly.call(1, Place.data, 1) + Assembly.call(1, Place.data + 4, 2)
            + Assembly.call(2, Place.data, 3) + Assembly.call(0)
        let execution = try run(words, input: input)
        #expect(execution.isSuccess)
        #expect(execution.output.words == [1, 0xffff_ffff, 0x8000_0000])
        #expect(execution.unreadInputWordCount == 1)
    }

    @Test func refusesToReadPastTheInput() throws {
        let refused = try refusal(
            Assembly.call(1, Place.data, 3), input: WordStream(words: [1, 2]))
        #expect(refused == .inputExhausted(needed: 3, available: 2))
    }

    @Test func refusesUnknownNumbers() throws {
        for number in [10, 11, 93, 0xffff_ffff] as [UInt32] {
            #expect(try refusal(Assembly.call(number)) == .unknownNumber(number))
        }
    }

    @Test(arguments: [1, 2, 4, 5, 6, 7, 8, 9] as [UInt32])
    func refusesMisalignedRegions(number: UInt32) throws {
        let second = number < 4 ? 1 : Place.data
        let refused = try refusal(
            Assembly.call(number, Place.data + 2, second), input: WordStream(words: [1]))
        #expect(refused == .misalignedRegion(address: Place.data + 2))
        guard number > 4, number != 9 else { return }
        let other = try refusal(Assembly.call(number, Place.data, Place.data + 2))
        #expect(other == .misalignedRegion(address: Place.data + 2))
    }

    @Test(arguments: [1, 2] as [UInt32])
    func callsWithoutWordsLookAtNoAddress(number: UInt32) throws {
        for address in [0, Place.data + 2, 0xffff_ffff] {
            let execution = try run(Assembly.call(number, address, 0) + Assembly.call(0))
            #expect(execution.isSuccess)
        }
        let refused = try refusal(Assembly.call(number, Place.data + 2, 1 << 21))
        #expect(refused == .limitExceeded(limit: HostCall.wordLimit, actual: 1 << 21))
    }

    @Test func refusesRegionsOutsideMemory() throws {
        let end = Place.code + (1 << 18)
        #expect(
            try refusal(Assembly.call(2, end - 4, 2))
                == .regionOutsideMemory(address: end - 4, byteCount: 8))
        #expect(try run(Assembly.call(2, end - 4, 1) + Assembly.call(0)).isSuccess)
        #expect(
            try refusal(Assembly.call(4, end - 60))
                == .regionOutsideMemory(address: end - 60, byteCount: 64))
        for (number, byteCount) in [(5, 32), (6, 64)] as [(UInt32, UInt32)] {
            #expect(
                try refusal(Assembly.call(number, Place.data, 0))
                    == .regionOutsideMemory(address: 0, byteCount: byteCount))
        }
        #expect(
            try refusal(Assembly.call(3, 0xffff_ffff, 2))
                == .regionOutsideMemory(address: 0xffff_ffff, byteCount: 2))
        #expect(
            try refusal(Assembly.call(2, Place.data, 0xffff_ffff))
                == .limitExceeded(limit: HostCall.wordLimit, actual: 0xffff_ffff))
    }

    @Test func marksOfRegionsAreBounded() throws {
        let mark = HostCall.regionMark
        #expect(
            try refusal(Assembly.call(3, Place.data, mark | 4_097))
                == .limitExceeded(limit: HostCall.logByteLimit, actual: 4_097))
        #expect(
            try refusal(Assembly.call(3, 0xffff_fff0, mark | 8))
                == .regionOutsideMemory(address: 0xffff_fff0, byteCount: 8))
    }

    /// Quotients that a program asks for are its next input, before the rest.
    @Test func quotientsAreTheNextInput() throws {
        let mark = HostCall.quotientMark | HostCall.quotientByteCount
        let operands: [(a: UInt128, b: UInt128, divisor: UInt128)] = [
            (7, 6, 5), (.max, .max, .max), (1 << 100, 1 << 90, (1 << 80) + 1), (5, 0, 3),
            (.max, .max, 1), (3, 4, 0),
        ]
        for (a, b, divisor) in operands {
            let product = a.multipliedFullWidth(by: b)
            let quotient =
                product.high < divisor ? divisor.dividingFullWidth(product).quotient : 0
            let data = [a, b, divisor].flatMap { value in
                (0..<16).map { UInt8(truncatingIfNeeded: value >> UInt128(8 * $0)) }
            }
            let execution = try run(
                Assembly.call(3, Place.data, mark) + Assembly.call(1, Place.data, 3)
                    + Assembly.call(1, Place.data + 12, 2) + Assembly.call(2, Place.data, 5)
                    + Assembly.call(0), input: WordStream(words: [9, 10]), data: data)
            let words = (0..<4).map { UInt32(truncatingIfNeeded: quotient >> UInt128(32 * $0)) }
            #expect(execution.output.words == words + [9])
            #expect(execution.unreadInputWordCount == 1 && execution.log.isEmpty)
        }
        #expect(
            try refusal(Assembly.call(3, Place.data, mark + 4))
                == .limitExceeded(limit: HostCall.quotientByteCount, actual: 52))
        #expect(
            try refusal(Assembly.call(3, Place.data + 1, mark))
                == .misalignedRegion(address: Place.data + 1))
        #expect(
            try refusal(Assembly.call(3, Place.data, mark) + Assembly.call(1, Place.data, 5))
                == .inputExhausted(needed: 5, available: 4))
    }

    @Test func outputAndLogAreBounded() throws {
        let limits = ExecutionLimits(
            memoryByteCount: 1 << 18, cycleCount: 100, outputWordCount: 2, logByteCount: 5)
        let write = Assembly.call(2, Place.data, 2)
        #expect(try run(write + Assembly.call(0), limits: limits).isSuccess)
        let twice = try run(write + Assembly.call(2, Place.data, 1), limits: limits)
        #expect(
            twice.outcome
                == .trapped(.hostCall(pc: Place.code + 52, .totalExceeded(limit: 2))))
        let log = try run(Assembly.call(3, Place.data, 6), limits: limits)
        #expect(
            log.outcome == .trapped(.hostCall(pc: Place.code + 24, .totalExceeded(limit: 5))))
    }

    @Test func logKeepsItsBytes() throws {
        let words = Assembly.call(3, Place.data + 1, 4) + Assembly.call(0)
        let execution = try run(words, data: Array("xhello".utf8))
        #expect(execution.log == Array("hell".utf8))
        #expect(execution.output.words.isEmpty)
    }

    @Test func permutationsAgreeWithTheHashModule() throws {
        var generator = SeededGenerator(seed: 8)
        for round in 0..<8 {
            // Round zero has values from the modulus on, which stand for their residues.
            let values = (0..<16).map { round == 0 ? UInt64.max - UInt64($0) : generator.next() }
            var narrow = InlineArray<8, Goldilocks> { Goldilocks(reducing: values[$0]) }
            var wide = InlineArray<12, Goldilocks> { Goldilocks(reducing: values[$0]) }
            Poseidon2.permuteAddingInput(&narrow)
            for index in 0..<8 {
                // The block is the eight words after the elements.
                let word = values[12 + index / 2] >> UInt64(index % 2 * 32)
                wide[index] += Goldilocks(UInt32(truncatingIfNeeded: word))
            }
            Poseidon2.permute(&wide)
            let data = values.flatMap { value in
                (0..<8).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
            }
            for (number, expected) in [
                (UInt32(4), (0..<8).map { narrow[$0].value }),
                (UInt32(5), (0..<12).map { wide[$0].value }),
            ] {
                let count = UInt32(expected.count * 2)
                let execution = try run(
                    Assembly.call(number, Place.data, Place.data + 96)
                        + Assembly.call(2, Place.data, count)
                        + Assembly.call(0), data: data)
                #expect(
                    execution.output.words
                        == expected.flatMap {
                            [
                                UInt32(truncatingIfNeeded: $0),
                                UInt32(truncatingIfNeeded: $0 >> 32),
                            ]
                        })
            }
        }
    }

    @Test func compressionGivesTheHashOfAnEmptyString() throws {
        // FIPS 180-4, section 5.3.3; the block of the empty string is one bit and zeros.
        let start: [UInt32] = [
            0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
            0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
        ]
        let words = start + [0x8000_0000] + Array(repeating: 0, count: 15)
        let data = words.flatMap { word in
            (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
        }
        let execution = try run(
            Assembly.call(6, Place.data, Place.data + 32) + Assembly.call(2, Place.data, 24)
                + Assembly.call(0), data: data)
        let expected = SHA256.hash([])
        let digest = execution.output.words.prefix(8).flatMap { word in
            (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * $0)) }
        }
        #expect(digest == expected.array)
        #expect(Array(execution.output.words[8...]) == Array(words[8...]))
    }

    @Test func doubleScalarProductsAgreeWithTheSignatureModule() throws {
        var generator = SeededGenerator(seed: 9)
        let seed = generator.bytes(32)
        let key = SchnorrSecretKey(seed: Bytes32 { seed[$0] }).publicKey.array
        func words(_ bytes: [UInt8]) -> [UInt32] {
            stride(from: 0, to: bytes.count, by: 4).map { start in
                (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
            }
        }
        func call(_ data: [UInt8], at offset: UInt32) throws -> Execution {
            try run(
                Assembly.call(7, Place.data, Place.data + offset)
                    + Assembly.call(2, Place.data + offset, 10) + Assembly.call(0), data: data)
        }
        // The result may overlap the operands.
        for offset in [96, 0, 40, 92] as [UInt32] {
            let data = key + generator.bytes(56)
            let operands = words(data)
            let result = try #require(
                DoubleScalarProduct.encoding(of: DoubleScalarProduct.Operands { operands[$0] }))
            let execution = try call(data, at: offset)
            #expect(execution.output.words == (0..<10).map { result[$0] })
        }
        // No key: the neutral element, a w without a point, a w that is not canonical.
        for (index, low) in [(0, 0), (0, 5), (1, 255)] as [(Int, UInt8)] {
            var data = [UInt8](repeating: 0, count: 96)
            if index == 1 { data.replaceSubrange(0..<8, with: [UInt8](repeating: low, count: 8)) }
            data[0] = low
            guard
                case .trapped(.hostCall(_, let refusal)) = try call(data, at: 96).outcome
            else {
                Issue.record("a call without a result was done")
                continue
            }
            #expect(refusal == .noResult(call: 7))
        }
    }

    @Test func framesKeepEveryLength() {
        let frames = (0..<9).map { count in (0..<count).map { UInt8($0 + 1) } }
        let stream = WordStream(frames: frames)
        #expect(stream.frames == frames)
        #expect(stream.words[1...2] == [1, 1])
    }

    @Test func refusesWordsThatAreNotFrames() {
        #expect(WordStream(words: [4]).frames == nil)
        #expect(WordStream(words: [0xffff_ffff, 0]).frames == nil)
        #expect(WordStream(words: [3, 0x0100_0000]).frames == nil)
        #expect(WordStream(words: [3, 0x0001_0000]).frames == [[0, 0, 1]])
    }
}
