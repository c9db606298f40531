import Commitments
import Constraints
import FRI
import Fields
import Hashing
import Polynomials
import ProofFixtures
import StarkVerifier
import Synchronization
import Testing

/// Order of absorptions and challenges of the verifier's transcript.
///
/// Written a second time from `docs/design/0010-proving-core.md`, so a missing or late part fails.
@Suite struct TranscriptOrderTests {
    private typealias Event = SpySponge.Event
    private let fixture: FixtureProof<SpyHashing>
    private let noted: [Event]

    init() throws {
        fixture = try FixtureProof<SpyHashing>()
        SpySponge.notes.withLock { $0 = [] }
        try Verifier(key: fixture.key).verify(fixture.proof, statement: fixture.statement)
        noted = SpySponge.notes.withLock { $0 }
    }

    private func message(_ kind: UInt64, _ count: Int, _ elements: [Goldilocks]) -> [Event] {
        [.element(Goldilocks(reducing: kind << 32 | UInt64(count)))]
            + elements.map { .element($0) }
    }

    private func elements(_ values: [Goldilocks]) -> [Event] { message(1, values.count, values) }

    private func numbers(_ values: [Int]) -> [Event] {
        elements(values.map { Goldilocks(UInt32($0)) })
    }

    private func cubics(_ values: [CubicExtension]) -> [Event] {
        message(2, values.count, values.flatMap { [$0.c0, $0.c1, $0.c2] })
    }

    private func cap(_ nodes: [Poseidon2Tree.Node]) -> [Event] {
        nodes.flatMap { node in elements((0..<4).map { node[$0] }) }
    }

    private func nonce(_ value: Goldilocks, bitCount: Int) -> [Event] {
        message(3, bitCount, [value]) + [.challenge]
    }

    /// Version, identity [1, 2], the numbers of `ParameterSet.test`, then the fixture machine.
    private var statement: [Event] {
        var events: [Event] = [.begin(6)] + numbers([5])
        events += numbers([1, 2])
        events += numbers([1, 8, 1, 3, 2, 1, 1])
        events += elements((0..<4).map { fixture.key.checked.digest[$0] })
        events += numbers([0, 9, 0, 0]) + cap(fixture.key.fixedCap)
        events += numbers([4, 9, 5, 3])
        for values in fixture.statement.publicValues { events += elements(values) }
        events += numbers([6])
        for question in [3, 77, 77] {
            events += numbers([1, 8, question]) + numbers([0, 9, question, question * question])
        }
        return events
    }

    private func opened(_ point: CubicExtension) -> [Event] {
        let openings = fixture.proof.openings
        func next(_ place: Int) -> CubicExtension {
            let heights = [3, 8, 4, 2]
            return point.scaled(by: Goldilocks.rootOfUnity(orderLog2: heights[place]))
        }
        var events = cubics([point] + openings[1].fixed)
        for (place, opening) in openings.enumerated() {
            events += cubics([point] + opening.main)
            // Only the first chip reads columns of the next row.
            if place == 0 { events += cubics([next(place)] + opening.mainNext) }
        }
        for place in [0, 1, 3] {
            events += cubics([point] + openings[place].bus)
            events += cubics([next(place)] + openings[place].busNext)
        }
        for part in fixture.proof.quotient { events += cubics([point] + part) }
        return events
    }

    @Test func everyPartIsTakenInBeforeTheChallengeAfterIt() throws {
        let (proof, cubic) = (fixture.proof, [Event](repeating: .challenge, count: 3))
        var expected = statement + cap(proof.mainCap) + cubic + cubic
        expected += cap(proof.busCap) + cubics(proof.terminalSums) + cubic
        expected += cap(proof.quotientCap) + cubic
        // The point itself is a challenge: it is read from the notes, after the one header.
        let values = noted.dropFirst(expected.count + 1).prefix(3).compactMap { event in
            if case .element(let value) = event { value } else { nil }
        }
        try #require(values.count == 3)
        expected += opened(CubicExtension(values[0], values[1], values[2]))
        expected += nonce(proof.fri.batchingNonce, bitCount: 1) + cubic
        for nodes in proof.fri.layerCaps { expected += cap(nodes) + cubic }
        expected += cubics(proof.fri.finalPolynomial)
        expected += nonce(proof.fri.nonce, bitCount: 1)
        expected += [Event](repeating: .challenge, count: 8)
        let difference = zip(noted, expected).enumerated().first { $1.0 != $1.1 }
        #expect(difference == nil, "\(String(describing: difference))")
        #expect(noted.count == expected.count)
    }
}
