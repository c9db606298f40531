import BN254
import Fields
import TestSupport
import Testing
import Transcripts
import WrapHashing

@Suite struct ScalarSpongeTests {
    /// Digits are a number to the base p, and the last coefficient takes the highest.
    @Test func digitsAreThoseOfTheInteger() {
        let p = Fr(Goldilocks.modulus)
        let (a, b, c) = (Goldilocks.modulus - 1, UInt64(5), UInt64(1) << 63)
        let scalar = Fr(a) + p * (Fr(b) + p * (Fr(c) + p * Fr(77)))
        let digits = ScalarPacking.digits(of: scalar)
        #expect(digits.0.value == a && digits.1.value == b && digits.2.value == c)
        #expect(ScalarPacking.digits(of: -Fr.one).0 == Goldilocks(reducing: Self.last))
    }

    /// (r - 1) modulo p, computed by the sum of its words.
    private static var last: UInt64 {
        let words = (-Fr.one).canonical.words
        var sum = Goldilocks.zero
        for index in (0..<4).reversed() {
            sum = sum * Goldilocks(reducing: 1, 0) + Goldilocks(reducing: words[index])
        }
        return sum.value
    }

    private func challenges(
        _ speak: (inout Transcript<ScalarSponge>) -> Void
    ) -> [Goldilocks] {
        var transcript = Transcript<ScalarSponge>(tag: 6)
        speak(&transcript)
        return (0..<50).map { _ in transcript.sampleElement() }
    }

    /// Lists of nodes and elements in every form, none of which means another.
    @Test func everyMessageHasItsOwnChallenges() {
        let nodes = (0..<17).map { Fr(UInt64($0)) }
        var all: [[Goldilocks]] = []
        for count in 0...17 {
            all.append(challenges { $0.absorb(cap: Array(nodes.prefix(count))) })
        }
        all.append(challenges { $0.absorb(cap: nodes.reversed()) })
        all.append(
            challenges {
                $0.absorb(cap: [nodes[1]])
                $0.absorb(cap: [nodes[2]])
            })
        for count in [0, 1, 3, 44, 45, 46, 90] {
            let list = (0..<count).map { Goldilocks(UInt32($0)) }
            all.append(challenges { $0.absorb(list) })
        }
        #expect(Set(all).count == all.count)
        for list in all { #expect(Set(list).count == 50) }
    }

    /// A block of elements is not one of the same scalars as nodes.
    @Test func nodesAreNotElements() {
        var (first, second) = (ScalarSponge(tag: 1), ScalarSponge(tag: 1))
        first.absorb([Goldilocks(7)])
        second.absorb(nodes: [Fr(7)])
        #expect(first.output(0) != second.output(0))
    }

    @Test(arguments: [0, 1, 43, 44])
    func findsTheFirstNonce(pending: Int) throws {
        var transcript = Transcript<ScalarSponge>(tag: 1)
        // A header, then elements, so that the nonce takes every place of a scalar and the last.
        transcript.absorb((0..<(pending + 44) % 45).map { Goldilocks(UInt32($0)) })
        let found = try #require(transcript.firstNonce(in: 0..<4_000, bitCount: 6))
        var searched = transcript
        #expect(searched.findNonce(bitCount: 6) == found)
        #expect(transcript.firstNonce(in: 0..<found.value, bitCount: 6) == nil)
        #expect(transcript.firstNonce(in: found.value..<found.value + 1, bitCount: 6) == found)
    }
}
