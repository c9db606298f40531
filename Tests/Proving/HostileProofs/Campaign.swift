import Commitments
import FRI
import Glibc
import ProofFixtures
import StarkVerifier
import TestSupport

/// Passes altered proofs to decoder and verifier, and counts results.
struct Campaign<Hashing: ProofHashing> {
    private let fixture: FixtureProof<Hashing>
    private let bytes: [UInt8]
    private let others: [[UInt8]]
    private(set) var counts: [String: Int] = [:]
    private(set) var runCount = 0
    private(set) var verifiedCount = 0
    private(set) var acceptedCount = 0
    private(set) var slowestSeconds = 0.0

    init() throws {
        fixture = try FixtureProof()
        bytes = try ProofWriter(key: fixture.key).write(fixture.proof)
        let cases: [(Int, [UInt32])] = [(3, [77, 3, 3]), (4, [5]), (3, [])]
        others = try cases.map { heightLog2, questions in
            let other = try FixtureProof<Hashing>(heightLog2: heightLog2, questions: questions)
            return try ProofWriter(key: other.key).write(other.proof)
        }
    }

    /// Alters the proof by a number, and measures the result.
    mutating func run(number: UInt64) {
        var random = SeededGenerator(seed: number)
        let start = Self.seconds()
        let isValue = random.below(3) == 0
        let outcome = isValue ? runValue(random) : runBytes(&random)
        counts[outcome, default: 0] += 1
        runCount += 1
        slowestSeconds = max(slowestSeconds, Self.seconds() - start)
    }

    private mutating func runBytes(_ random: inout SeededGenerator) -> String {
        let mutation = ByteMutation.allCases[random.below(ByteMutation.allCases.count)]
        let altered = mutation.apply(
            to: bytes, other: others[random.below(others.count)], random: &random)
        if altered == bytes { return "unchanged" }
        do {
            return verify(try ProofReader(key: fixture.key).read(altered))
        } catch {
            return "decoder: " + Self.name(error)
        }
    }

    private mutating func runValue(_ random: SeededGenerator) -> String {
        var proof = fixture.proof
        var mutation = ValueMutation<Hashing.Tree>(random: random)
        mutation.apply(to: &proof)
        return proof == fixture.proof ? "unchanged" : verify(proof)
    }

    private mutating func verify(_ proof: StarkProof<Hashing.Tree>) -> String {
        verifiedCount += 1
        do {
            try Verifier(key: fixture.key).verify(proof, statement: fixture.statement)
            acceptedCount += 1
            return "accepted"
        } catch {
            return "verifier: " + Self.name(error)
        }
    }

    /// The case of an error, with those of errors within, but without numbers.
    private static func name(_ error: any Error) -> String {
        let text = "\(error)".split(separator: "(").map { part in
            part.split(whereSeparator: { " :,)".contains($0) }).last.map(String.init) ?? ""
        }
        let cases = text.filter { part in part.first.map { $0.isLetter } ?? false }
        return cases.map { $0.split(separator: ".").last.map(String.init) ?? $0 }
            .joined(separator: ".")
    }

    /// Processor time, so that other load of the machine does not count.
    private static func seconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
