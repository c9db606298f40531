import Bytes
import Fields
import Hashing
import Riscv
import RiscvCircuits
import Signatures
import TestSupport
import Testing

/// Programs of Guests/ and Examples/, as `scripts/guests.sh` built them, against the same code on the host.
@Suite struct GuestTests {
    func program(_ name: String) throws -> Program {
        try Program(elf: GuestFile.load(name))
    }

    func frames(_ name: String, _ input: WordStream) throws -> [[UInt8]] {
        let execution = try program(name).execute(
            input: input, precompiles: RiscvMachine.precompiles)
        #expect(execution.outcome == .exited(code: 0))
        #expect(execution.unreadInputWordCount == 0)
        return try #require(execution.output.frames)
    }

    @Test func fibonacciCounts() throws {
        for (index, expected) in [("0", "0"), ("1", "1"), ("2", "1"), ("40", "102334155")] {
            let output = try frames("Fibonacci", WordStream(frames: [Array(index.utf8)]))
            #expect(output == [Array(expected.utf8)])
        }
        let program = try program("Fibonacci")
        #expect(program.symbols.symbol(named: "_start") != nil)
        #expect(try !program.execute(precompiles: RiscvMachine.precompiles).isSuccess)
    }

    @Test func framesLongerThanTheLimitAreRefused() throws {
        let limit: UInt32 = 1 << 22
        for length in [limit + 1, 1 << 30, .max - 3, .max] {
            var input = WordStream()
            input.append(words: [length])
            let execution = try program("Fibonacci").execute(
                input: input, precompiles: RiscvMachine.precompiles)
            #expect(!execution.isSuccess)
            let log = String(decoding: execution.log, as: UTF8.self)
            #expect(log.contains("a frame of input is too long"))
        }
    }

    @Test func tokenLedgerMovesAndRefuses() throws {
        // Three accounts; the second transfer has no cover, the third overflows, the last has no
        // receiver.
        let numbers: [UInt32] = [3, 100, 5, 0xffff_fff0, 0, 1, 40, 1, 0, 46, 0, 2, 16, 0, 3, 1]
        let before = SHA256.hash(bytes([100, 5, 0xffff_fff0])).array
        let after = SHA256.hash(bytes([60, 45, 0xffff_fff0])).array
        let output = try frames("TokenLedger", WordStream(frames: [bytes(numbers)]))
        #expect(output == [before, after, bytes([3])])
        for refused in [[], [0], [2, 1], [1, 5, 0, 0]] as [[UInt32]] {
            let input = WordStream(frames: [bytes(refused)])
            let execution = try program("TokenLedger").execute(
                input: input, precompiles: RiscvMachine.precompiles)
            #expect(execution.outcome == .exited(code: 1))
        }
    }

    @Test func merklePathLeadsToTheRoot() throws {
        // A tree of four leaves; the third holds no bytes at all, so its sponge takes one zero.
        let leaf = Poseidon2.hash(domain: HashDomain(tag: 1_000), [.zero])
        let path = [Digest(.one, .zero, .zero, .one), Digest(.zero, .one, .one, .zero)]
        let root = Poseidon2.compress(
            left: path[1], right: Poseidon2.compress(left: leaf, right: path[0]))
        let encoded = path.flatMap { $0.bytes.array }
        let input = WordStream(frames: [root.bytes.array, [], encoded, bytes([2])])
        let output = try frames("MerklePath", input)
        #expect(output == [root.bytes.array, leaf.bytes.array])
        for index in [0, 1, 3, 4, 6] as [UInt32] {
            let wrong = WordStream(frames: [root.bytes.array, [], encoded, bytes([index])])
            let execution = try program("MerklePath").execute(
                input: wrong, precompiles: RiscvMachine.precompiles)
            #expect(execution.outcome == .exited(code: 1))
        }
    }

    private func bytes(_ numbers: [UInt32]) -> [UInt8] {
        var writer = ByteWriter()
        for number in numbers { writer.append(number) }
        return writer.bytes
    }

    @Test func divisionAgreesWithTheHost() throws {
        var generator = SeededGenerator(seed: 0x6469_76)
        var operands = ByteWriter()
        var expected = ByteWriter()
        let edges: [UInt128] = [
            1, 2, 0xffff, 0x1_0000, 0x1_0001, 0xffff_ffff, 1 << 32, .init(UInt64.max), 1 << 64,
            1 << 63, 1 << 112, (1 << 127) - 1, 1 << 127, .max - 1, .max, 0x8000_0000_0000_ffff,
        ]
        var pairs = edges.flatMap { left in edges.map { (left, $0) } }
        for _ in 0..<400 {
            // Operands of every length, with runs of ones and zeros between.
            let left = UInt128.random(in: 0...(.max), using: &generator)
            let right = UInt128.random(in: 0...(.max), using: &generator)
            let shift = UInt128.random(in: 0..<128, using: &generator)
            pairs.append((left, max(right >> shift, 1)))
            pairs.append((left | left >> 16 | left << 16, max(right << shift, 3)))
        }
        for (left, right) in pairs {
            operands.append(left)
            operands.append(right)
            appendQuotients(left, right, to: &expected)
        }
        let output = try frames(
            "RuntimeCheck", WordStream(frames: [operands.bytes, [], [], [], []]))
        #expect(output[0] == expected.bytes)
    }

    @Test func memoryAndHashesAgreeWithTheHost() throws {
        var generator = SeededGenerator(seed: 0x6d65_6d)
        for count in [0, 1, 3, 4, 5, 31, 32, 33, 63, 64, 65, 255, 256, 257, 300, 1_021] {
            let bytes = generator.bytes(count)
            let output = try frames("RuntimeCheck", WordStream(frames: [[], bytes, [], [], []]))
            #expect(output[1] == shifted(bytes))
            #expect(output[2] == bytes.sorted())
            #expect(output[3] == SHA256.hash(bytes).array)
            #expect(output[4] == Keccak256.hash(bytes).array)
            #expect(output[5] == permutations(bytes))
            #expect(output[9] == copied(bytes).array)
        }
    }

    /// The empty string, "abc", lengths around a block of 136 bytes, and the address of a wallet:
    /// the last 20 bytes of the hash of its public key, here of the secret key 1.
    @Test func keccakHashesStandardInputs() throws {
        let key = try #require(
            Hex.decode(
                "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
                    + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"))
        let cases: [([UInt8], String)] = [
            ([], "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
            (Array("abc".utf8), "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
            (key, "c0a6c424ac7157ae408398df7e5f4552091a69125d5dfcb7b8c2659029395bdf"),
        ]
        for (bytes, hash) in cases {
            let output = try frames("RuntimeCheck", WordStream(frames: [[], bytes, [], [], []]))
            #expect(Hex.encode(output[4]) == hash)
        }
        for count in [135, 136, 137, 271, 272, 273] {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: 7 * $0) }
            let output = try frames("RuntimeCheck", WordStream(frames: [[], bytes, [], [], []]))
            #expect(output[4] == Keccak256.hash(bytes).array)
        }
    }

    /// The host call, plain code of the guest and plain code here; keys decode where they do here.
    @Test func doubleScalarProductsAgreeWithTheHost() throws {
        var generator = SeededGenerator(seed: 0x6563)
        let seed = generator.bytes(32)
        let key = SchnorrSecretKey(seed: Bytes32 { seed[$0] }).publicKey.array
        let noKeys = [
            [UInt8](repeating: 0, count: 40), [UInt8](repeating: 255, count: 40),
            [1] + [UInt8](repeating: 0, count: 39), [5] + [UInt8](repeating: 0, count: 39),
        ]
        let zeros = [UInt8](repeating: 0, count: 56)
        let ones = [UInt8](repeating: 255, count: 56)
        var operands = [key + zeros, key + ones, key + generator.bytes(56)]
        operands += noKeys.map { $0 + generator.bytes(56) }
        for _ in 0..<20 {
            // Elements below the modulus, of which half encode a point.
            var key = generator.bytes(40)
            for element in 0..<5 { key[8 * element + 7] = 0 }
            operands.append(key + zeros)
        }
        let output = try frames(
            "RuntimeCheck", WordStream(frames: [[], [], Array(operands.joined()), [], []]))
        let areKeys = operands.map { bytes -> UInt8 in
            SchnorrPublicKey(encoded: Bytes40 { bytes[$0] }) == nil ? 0 : 1
        }
        try #require(output.count == 15)
        #expect(output[6] == areKeys)
        #expect(areKeys.prefix(7).elementsEqual([1, 1, 1, 0, 0, 0, 0]))
        #expect(areKeys.contains(0) && areKeys.dropFirst(7).contains(1))
        var expected = ByteWriter()
        for (bytes, isKey) in zip(operands, areKeys) where isKey == 1 {
            let words = DoubleScalarProduct.Operands { word in
                (0..<4).reduce(0) { $0 | UInt32(bytes[4 * word + $1]) << UInt32(8 * $1) }
            }
            let result = DoubleScalarProduct.encoding(of: words)
            for index in 0..<10 { expected.append(try #require(result)[index]) }
        }
        #expect(output[7] == expected.bytes)
        #expect(output[8] == expected.bytes)
    }

    /// The host call, plain code of the guest and plain code here, with operands of every length.
    @Test func productDivisionsAgreeWithTheHost() throws {
        var generator = SeededGenerator(seed: 0x6469_76)
        var operands = [UInt8]()
        var expected = [ByteWriter(), ByteWriter()]
        var haveResult = [UInt8]()
        for _ in 0..<200 {
            let integers = (0..<3).map { _ in
                let count = Int.random(in: 0...8, using: &generator)
                let words = (0..<8).map {
                    $0 < count ? UInt32(truncatingIfNeeded: generator.next()) : 0
                }
                return ProductDivision.Integer { words[$0] }
            }
            for integer in integers {
                for index in 0..<8 {
                    operands += bytes(littleEndian: [UInt64(integer[index])])[..<4]
                }
            }
            let (a, b, m) = (integers[0], integers[1], integers[2])
            if let product = ProductDivision.multiply(a, b, modulo: m) {
                for index in 0..<8 { expected[1].append(product[index]) }
            }
            let result = ProductDivision.divide(a, b, by: m)
            haveResult.append(result == nil ? 0 : 1)
            guard let (quotient, remainder) = result else { continue }
            for index in 0..<8 { expected[0].append(quotient[index]) }
            for index in 0..<8 { expected[0].append(remainder[index]) }
        }
        let output = try frames("RuntimeCheck", WordStream(frames: [[], [], [], [], operands]))
        try #require(output.count == 15)
        #expect(output[11] == haveResult && haveResult.contains(0) && haveResult.contains(1))
        #expect(output[12] == expected[0].bytes)
        #expect(output[13] == expected[0].bytes)
        #expect(output[14] == expected[1].bytes)
    }

    /// The report of the guest is that of the same file compiled here.
    @Test func ordinarySwiftAgreesWithTheHost() throws {
        var generator = SeededGenerator(seed: 0x666c_6f61)
        let edges: [UInt64] = [
            0, 1 << 63, 1, 0x7ff0 << 48, 0xfff0 << 48, 0x7ff8 << 48, 0x3ff0 << 48, 0x3fe0 << 48,
            0x000f_ffff_ffff_ffff, 0x0010 << 48, 0x7fef_ffff_ffff_ffff, 0x4330 << 48,
            0x3f80_0000_7f80_0000, 0x0080_0000_007f_ffff, 0x4b00_0000_3f00_0000,
        ]
        var operands = edges.flatMap { edge in edges.flatMap { [edge, $0] } }
        for _ in 0..<300 {
            let bits = UInt64.random(in: 0...(.max), using: &generator)
            // Neighbours with exponents near one another, of both formats.
            operands += [bits, bits & 0x800f_ffff_ffff_ffff | 0x3ff0 << 48, bits ^ 3 << 52]
            operands += [bits & 0x807f_ffff_807f_ffff | 0x3f80_0000_3f80_0000, bits << 29]
        }
        for text in ["the quick brown fox jumps over the lazy dog", "Ünï 👩‍👧 e\u{301} ß Ǆ", ""] {
            let input = WordStream(frames: [Array(text.utf8), bytes(littleEndian: operands)])
            let execution = try program("OrdinarySwift").execute(input: input)
            #expect(execution.outcome == .exited(code: 0))
            let lines = try #require(execution.output.frames).map {
                String(decoding: $0, as: UTF8.self)
            }
            #expect(lines.dropLast() == Features.report(text: text, operands: operands)[...])
            #expect(String(decoding: execution.log, as: UTF8.self) == "printed: \(text)\n")
            let again = try program("OrdinarySwift").execute(input: input)
            #expect(again.output == execution.output)
        }
    }

    private func bytes(littleEndian numbers: [UInt64]) -> [UInt8] {
        numbers.flatMap { number in
            stride(from: 0, to: 64, by: 8).map { UInt8(truncatingIfNeeded: number >> $0) }
        }
    }

    @Test func aGuestReadsNoMoreThanItsInput() throws {
        let program = try program("RuntimeCheck")
        guard
            case .trapped(.hostCall(_, let refusal)) = try program.execute(
                precompiles: RiscvMachine.precompiles
            ).outcome
        else {
            Issue.record("the program ended without its input")
            return
        }
        #expect(refusal == .inputExhausted(needed: 1, available: 0))
    }

    private func appendQuotients(_ left: UInt128, _ right: UInt128, to writer: inout ByteWriter) {
        writer.append(left / right)
        writer.append(left % right)
        if !(left == 1 << 127 && right == .max) {
            let (a, b) = (Int128(bitPattern: left), Int128(bitPattern: right))
            writer.append(UInt128(bitPattern: a / b))
            writer.append(UInt128(bitPattern: a % b))
        }
        let (low, divisor) = (UInt64(truncatingIfNeeded: left), UInt64(truncatingIfNeeded: right))
        guard divisor != 0 else { return }
        writer.append(low / divisor)
        writer.append(low % divisor)
        if !(low == 1 << 63 && divisor == .max) {
            let (a, b) = (Int64(bitPattern: low), Int64(bitPattern: divisor))
            writer.append(UInt64(bitPattern: a / b))
            writer.append(UInt64(bitPattern: a % b))
        }
    }

    /// Messages of every length modulo that of a block, with their signatures, and each of them with
    /// one thing changed, among them integers that are not canonical.
    @Test func signaturesAgreeWithTheHost() throws {
        var generator = SeededGenerator(seed: 0x7369_67)
        let seed = generator.bytes(32)
        let secret = SchnorrSecretKey(seed: Bytes32 { seed[$0] })
        let key = try #require(SchnorrPublicKey(encoded: secret.publicKey))
        var (cases, expected) = ([UInt8](), [UInt8]())
        for count in [0, 1, 2, 3, 4, 17, 18, 19, 20, 21, 61, 64, 100, 255] {
            let message = generator.bytes(count)
            let signature = secret.sign(message: message).array
            var changed = [signature]
            for byte in [0, 39, 40, 79] {
                changed.append(signature)
                changed[changed.count - 1][byte] ^= 1
            }
            changed.append(sum(signature, order, at: 40))
            changed.append([UInt8](repeating: 0xff, count: 8) + signature.dropFirst(8))
            for bytes in changed {
                cases += [UInt8(count)] + secret.publicKey.array + bytes + message
                let isValid = key.verify(
                    signature: SchnorrSignature { bytes[$0] }, message: message)
                expected.append(isValid ? 1 : 0)
            }
            #expect(expected.suffix(7).elementsEqual([1, 0, 0, 0, 0, 0, 0]))
        }
        let output = try frames("RuntimeCheck", WordStream(frames: [[], [], [], cases, []]))
        #expect(output[10] == expected)
    }

    /// The order of EcGFp5, least significant byte first.
    private var order: [UInt8] {
        let words: [UInt64] = [
            0xe80f_d996_948b_ffe1, 0xe888_5c39_d724_a09c, 0x7fff_ffe6_cfb8_0639,
            0x7fff_fff1_0000_0016, 0x7fff_fffd_8000_0007,
        ]
        return words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    }

    /// The bytes with an integer added to the one at an index, both least significant byte first.
    private func sum(_ bytes: [UInt8], _ integer: [UInt8], at start: Int) -> [UInt8] {
        var (result, carry) = (bytes, 0)
        for index in integer.indices {
            let sum = Int(result[start + index]) + Int(integer[index]) + carry
            result[start + index] = UInt8(truncatingIfNeeded: sum)
            carry = sum >> 8
        }
        return result
    }

    private func copied(_ bytes: [UInt8]) -> Bytes32 {
        var hasher = SHA256()
        for place in 0..<16 {
            let (to, from) = (place & 3, min(place >> 2, bytes.count))
            var target = [UInt8](repeating: 0xee, count: bytes.count + 8)
            for index in from..<bytes.count { target[to + index - from] = bytes[index] }
            hasher.update(target)
            for index in from..<bytes.count { target[to + index - from] = UInt8(place) }
            hasher.update(target)
        }
        return hasher.finalize()
    }

    private func shifted(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        for length in 0..<min(bytes.count, 40) {
            result.insert(contentsOf: bytes[0..<length], at: length / 2)
            result.removeSubrange(length..<length + length / 3)
        }
        return result
    }

    private func permutations(_ bytes: [UInt8]) -> [UInt8] {
        var values = [UInt64](repeating: 0, count: 12)
        for (index, byte) in bytes.enumerated() {
            values[index % 12] = values[index % 12] << 8 | UInt64(byte)
        }
        var narrow = InlineArray<8, Goldilocks> { Goldilocks(reducing: values[$0]) }
        var wide = InlineArray<12, Goldilocks> { Goldilocks(reducing: values[$0]) }
        var pair = narrow
        Poseidon2.permute(&narrow)
        Poseidon2.permuteAddingInput(&pair)
        Poseidon2.permute(&wide)
        var writer = ByteWriter()
        for index in 0..<8 { writer.append(narrow[index].value) }
        for index in 0..<8 { writer.append(pair[index].value) }
        for index in 0..<12 { writer.append(wide[index].value) }
        var lanes = InlineArray<25, UInt64> { values[$0 % 12] }
        Keccak256.permute(&lanes)
        for _ in 0..<2 { for index in 0..<25 { writer.append(lanes[index]) } }
        return writer.bytes
    }
}
