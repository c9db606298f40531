import Bytes
import Fields
import Hashing
import TestSupport
import Testing

@Suite struct Poseidon2Tests {
    @Test func permutationsGiveKnownAnswers() throws {
        let instances = try VectorFile.load("poseidon2-goldilocks")["instances"]
        for answer in try instances.item(named: "plonky3-t8")["knownAnswers"].items() {
            let input = try elements(answer["input"])
            var state = InlineArray<8, Goldilocks> { input[$0] }
            Poseidon2.permute(&state)
            #expect((0..<8).map { state[$0] } == (try elements(answer["output"])))
        }
        for answer in try instances.item(named: "plonky3-t12")["knownAnswers"].items() {
            let input = try elements(answer["input"])
            var state = InlineArray<12, Goldilocks> { input[$0] }
            Poseidon2.permute(&state)
            #expect((0..<12).map { state[$0] } == (try elements(answer["output"])))
        }
    }

    @Test func permutationIsThePlainDescriptionOfThePaper() throws {
        let instances = try VectorFile.load("poseidon2-goldilocks")["instances"]
        let plain8 = try PlainPoseidon2(instances.item(named: "plonky3-t8"))
        let plain12 = try PlainPoseidon2(instances.item(named: "plonky3-t12"))
        var source = SeededGenerator(seed: 21)
        let top = -Goldilocks.one
        for round in 0..<20 {
            let drawn = (0..<12).map { _ in
                round == 0 ? top : Goldilocks(reducing: source.next())
            }
            var state8 = InlineArray<8, Goldilocks> { drawn[$0] }
            var state12 = InlineArray<12, Goldilocks> { drawn[$0] }
            Poseidon2.permute(&state8)
            Poseidon2.permute(&state12)
            #expect((0..<8).map { state8[$0] } == plain8.permuted(Array(drawn.prefix(8))))
            #expect((0..<12).map { state12[$0] } == plain12.permuted(drawn))
        }
    }

    @Test func compressionAddsItsInputBack() {
        let left = digest(1, 2, 3, 4)
        let right = digest(5, 6, 7, 8)
        var state = InlineArray<8, Goldilocks> { Goldilocks(UInt32($0 + 1)) }
        Poseidon2.permute(&state)
        let compressed = Poseidon2.compress(left: left, right: right)
        for index in 0..<4 { #expect(compressed[index] == state[index] + left[index]) }
        #expect(compressed != Poseidon2.compress(left: right, right: left))
    }

    @Test func spongeFollowsItsDescription() {
        for count in [0, 1, 7, 8, 9, 16, 20] {
            let input = (0..<count).map { Goldilocks(UInt32(100 + $0)) }
            var state = InlineArray<12, Goldilocks>(repeating: .zero)
            state[8] = Goldilocks(7)
            state[9] = Goldilocks(UInt32(count))
            for start in stride(from: 0, to: max(count, 1), by: 8) {
                for index in start..<min(start + 8, count) { state[index - start] += input[index] }
                Poseidon2.permute(&state)
            }
            let hash = Poseidon2.hash(domain: HashDomain(tag: 7), input)
            #expect(hash == Digest(state[0], state[1], state[2], state[3]))
        }
    }

    @Test func longOutputExtendsTheDigest() {
        let input = (0..<5).map { Goldilocks(UInt32($0)) }
        let digest = Poseidon2.hash(domain: .transcript, input)
        let long = Poseidon2.hash(domain: .transcript, input, count: 20)
        #expect(long.count == 20)
        #expect(Digest(long[0], long[1], long[2], long[3]) == digest)
        #expect(Set(long).count == 20)
        #expect(Poseidon2.hash(domain: .transcript, input, count: 0).isEmpty)
    }

    @Test func spongeSeparatesDomainsLengthsAndElements() {
        let base = [Goldilocks](repeating: .zero, count: 9)
        let hash = Poseidon2.hash(domain: .stateKey, base)
        #expect(hash != Poseidon2.hash(domain: .stateLeaf, base))
        for count in 0..<9 {
            #expect(hash != Poseidon2.hash(domain: .stateKey, Array(base.prefix(count))))
        }
        for index in base.indices {
            var changed = base
            changed[index] = .one
            #expect(hash != Poseidon2.hash(domain: .stateKey, changed))
        }
    }

    private func elements(_ value: VectorFile) throws -> [Goldilocks] {
        try value.items().map { try #require(Goldilocks(canonical: try $0.uint64())) }
    }

    private func digest(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32) -> Digest {
        Digest(Goldilocks(a), Goldilocks(b), Goldilocks(c), Goldilocks(d))
    }
}

@Suite struct DigestTests {
    @Test func bytesAreBigEndianElements() throws {
        let digest = Digest(Goldilocks(1), Goldilocks(0x0203), .zero, -Goldilocks.one)
        #expect(
            digest.bytes.hex == "0000000000000001" + "0000000000000203" + "0000000000000000"
                + "ffffffff00000000")
        #expect(Digest(digest.bytes) == digest)
    }

    @Test func rejectsNonCanonicalElements() {
        for position in 0..<4 {
            var bytes = Digest.zero.bytes
            // The modulus itself, ffffffff00000001.
            for offset in 0..<4 { bytes[8 * position + offset] = 0xff }
            bytes[8 * position + 7] = 1
            #expect(Digest(bytes) == nil)
            bytes[8 * position + 7] = 0
            #expect(Digest(bytes) != nil)
        }
    }
}
