import Fields
import TestSupport
import Testing
import Transcripts

/// One call of a transcript, which a test can change.
private enum Message {
    case elements([Goldilocks])
    case cubics([CubicExtension])
    case nonce(Goldilocks)

    func speak<Sponge: TranscriptSponge>(to transcript: inout Transcript<Sponge>) {
        switch self {
        case .elements(let elements): transcript.absorb(elements)
        case .cubics(let elements): transcript.absorb(elements)
        case .nonce(let nonce): _ = transcript.acceptsNonce(nonce, bitCount: 0)
        }
    }

    /// The message with each of its parts changed in turn.
    var mutants: [Message] {
        switch self {
        case .elements(let elements):
            elements.indices.map { index in
                var copy = elements
                copy[index] += .one
                return .elements(copy)
            }
        case .cubics(let elements):
            elements.indices.flatMap { index in
                [
                    CubicExtension(.one), CubicExtension(.zero, .one, .zero),
                    CubicExtension(.zero, .zero, .one),
                ].map { change in
                    var copy = elements
                    copy[index] += change
                    return .cubics(copy)
                }
            }
        case .nonce(let nonce): [.nonce(nonce + .one)]
        }
    }
}

@Suite struct TranscriptTests {
    private static let conversation: [Message] = [
        .elements([Goldilocks(7)]),
        .elements((0..<19).map { Goldilocks($0) }),
        .cubics([CubicExtension(.one, .zero, .one), .zero]),
        .nonce(Goldilocks(3)),
        .elements([]),
    ]

    /// Two challenges after each message.
    private func challenges<Sponge: TranscriptSponge>(
        _ messages: [Message], _: Sponge.Type, tag: UInt32 = 6
    ) -> [CubicExtension] {
        var transcript = Transcript<Sponge>(tag: tag)
        return messages.flatMap { message in
            message.speak(to: &transcript)
            return [transcript.sampleCubic(), transcript.sampleCubic()]
        }
    }

    private func checkEveryFlip<Sponge: TranscriptSponge>(_ sponge: Sponge.Type) {
        let honest = challenges(Self.conversation, sponge)
        #expect(challenges(Self.conversation, sponge) == honest)
        #expect(Set(honest.map { $0.c0.value }).count == honest.count)
        var mutantCount = 0
        for (place, message) in Self.conversation.enumerated() {
            for mutant in message.mutants {
                var messages = Self.conversation
                messages[place] = mutant
                let changed = challenges(messages, sponge)
                mutantCount += 1
                for index in honest.indices {
                    #expect((changed[index] == honest[index]) == (index < 2 * place))
                }
            }
        }
        #expect(mutantCount == 1 + 19 + 6 + 1)
        let other = challenges(Self.conversation, sponge, tag: 7)
        #expect(zip(other, honest).allSatisfy { $0 != $1 })
    }

    @Test func everyFlippedElementChangesEveryLaterChallenge() {
        checkEveryFlip(Poseidon2Sponge.self)
        checkEveryFlip(SHA256Sponge.self)
    }

    @Test func messagesThatJoinToTheSameElementsDiffer() {
        let variants: [[Message]] = [
            [.elements([.one, .zero])],
            [.elements([.one]), .elements([.zero])],
            [.elements([.one])],
            [.elements([.one, .zero, .zero])],
            [.elements([.one, .zero]), .elements([])],
            [.cubics([CubicExtension(.one)])],
            [.elements([.one, .zero, .zero]), .elements([])],
            [.nonce(.one)],
        ]
        func lastChallenge(_ messages: [Message]) -> Goldilocks {
            var transcript = Transcript<Poseidon2Sponge>(tag: 1)
            for message in messages { message.speak(to: &transcript) }
            return transcript.sampleElement()
        }
        #expect(Set(variants.map { lastChallenge($0).value }).count == variants.count)
    }

    @Test func challengesDependOnHowManyWereDrawnBefore() {
        var transcript = Transcript<Poseidon2Sponge>(tag: 1)
        transcript.absorb(.one)
        var other = transcript
        _ = (0..<9).map { _ in other.sampleElement() }
        transcript.absorb(.one)
        other.absorb(.one)
        let (first, second) = (transcript.sampleElement(), other.sampleElement())
        #expect(first != second)
    }

    @Test func bitsStayBelowTheirBound() {
        var transcript = Transcript<Poseidon2Sponge>(tag: 1)
        let samples = (0..<200).map { _ in transcript.sampleBits(3) }
        #expect(Set(samples) == Set(0..<8))
        let none = transcript.sampleBits(0)
        #expect(none == 0)
    }

    @Test func acceptsOnlyNoncesThatCostWork() {
        var prover = Transcript<Poseidon2Sponge>(tag: 1)
        prover.absorb(Goldilocks(5))
        let start = prover
        let nonce = prover.findNonce(bitCount: 7)
        var verifier = start
        let isAccepted = verifier.acceptsNonce(nonce, bitCount: 7)
        let (ours, theirs) = (verifier.sampleElement(), prover.sampleElement())
        #expect(isAccepted && ours == theirs)
        for wrong in 0..<nonce.value {
            var verifier = start
            let isAccepted = verifier.acceptsNonce(Goldilocks(reducing: wrong), bitCount: 7)
            #expect(!isAccepted)
        }
        var elsewhere = start
        elsewhere.absorb(.zero)
        let isAcceptedElsewhere = elsewhere.acceptsNonce(nonce, bitCount: 7)
        #expect(!isAcceptedElsewhere)
    }

    /// For every fill of the block that the nonce joins.
    private func checkFirstNonces<Sponge: TranscriptSponge>(of sponge: Sponge.Type) {
        for count in 0..<9 {
            var transcript = Transcript<Sponge>(tag: 1)
            transcript.absorb((0..<count).map { Goldilocks(UInt32($0)) })
            let accepted = (UInt64(0)..<300).filter { nonce in
                var copy = transcript
                return copy.acceptsNonce(Goldilocks(reducing: nonce), bitCount: 4)
            }
            var found = [UInt64]()
            while let nonce = transcript.firstNonce(
                in: (found.last.map { $0 + 1 } ?? 0)..<300, bitCount: 4)
            {
                found.append(nonce.value)
            }
            #expect(found == accepted && found.count > 2)
        }
    }

    @Test func findsTheFirstNonceOfARange() {
        checkFirstNonces(of: Poseidon2Sponge.self)
        checkFirstNonces(of: SHA256Sponge.self)
    }
}
