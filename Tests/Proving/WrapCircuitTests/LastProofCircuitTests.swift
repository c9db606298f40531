import BN254
import Commitments
import Constraints
import FRI
import Fields
import Polynomials
import ProofFixtures
import R1CS
import StarkVerifier
import TestSupport
import Testing
import WrapCircuit
import WrapHashing

/// The verifier as a circuit: it accepts and refuses as the verifier that runs natively.
@Suite struct LastProofCircuitTests {
    private typealias Proven = WrapFixture.Proven
    private let fixture: WrapFixture

    init() throws {
        let parameters = try #require(WrapFixture.parameters)
        fixture = try WrapFixture(try Proven(parameters: parameters))
    }

    /// Expects that verifier and circuit refuse the proof after a change.
    private func expectRefusal(
        _ name: String = "", _ change: (inout Proven) -> Void
    ) {
        var copy = fixture.proven
        change(&copy)
        #expect(copy.refusal() != nil, "\(name)")
        #expect(fixture.violation(copy) != nil, "\(name)")
    }

    @Test func honestProofsSatisfyTheCircuit() throws {
        #expect(fixture.proven.refusal() == nil)
        let values = try fixture.circuit.assign(
            fixture.proven.proof, statement: fixture.proven.statement)
        let recording = try fixture.circuit.record()
        #expect(try recording.system.firstViolation(values) == nil)
        #expect(recording.system.publicCount == 1)
        let last = fixture.proven.statement.publicValues[0][2].value
        let bytes: [UInt8] =
            [1, 0, 0, 0] + [0, 0, 0, 0, 0, 0, 0, 1]
            + (0..<4).map { UInt8(truncatingIfNeeded: last >> UInt64(8 * $0)) }
        #expect(values[1] == PublicPreimage.input(of: bytes))
    }

    /// One circuit for every proof of a shape: without a proof, of a valid one and of others.
    @Test func theMatricesDoNotDependOnTheProof() throws {
        let system = try fixture.circuit.record().system
        var other = fixture.proven
        for change in 0..<4 {
            switch change {
            case 1:
                other = try Proven(
                    parameters: fixture.proven.key.parameters, identity: [Goldilocks(7)])
            case 2: other.proof.openings[0].main = []
            case 3: other.proof.fri.batches = []
            default: break
            }
            #expect(
                try fixture.circuit.record(other.proof, statement: other.statement).system
                    == system)
        }
    }

    @Test(arguments: [0, 1, 4], [1, 2, 4])
    func otherShapes(heightLog2: Int, foldingLog2: Int) throws {
        let parameters = try #require(
            FRIParameters(
                blowupLog2: 1 + foldingLog2 % 2, queryCount: 1, grindingBits: 2,
                foldingLog2: foldingLog2, finalCountLog2: heightLog2 % 3, capLog2: heightLog2))
        let other = try WrapFixture(
            try Proven(
                heightLog2: heightLog2, questions: heightLog2 == 1 ? [5] : [],
                parameters: parameters, identity: []))
        #expect(other.proven.refusal() == nil)
        #expect(other.violation() == nil)
        let values = try other.circuit.assign(other.proven.proof, statement: other.proven.statement)
        #expect(try other.circuit.record().system.firstViolation(values) == nil)
        var altered = other.proven
        altered.proof.fri.finalPolynomial[0].c2 += .one
        #expect(other.violation(altered) != nil)
    }

    /// Elements and hashes of the encoding, one in five changed in turn.
    @Test func changedElementsAndHashesAreRefused() throws {
        let key = fixture.proven.key
        let bytes = try ProofWriter(key: key).write(fixture.proven.proof)
        let start = 18 + fixture.proven.proof.heightsLog2.count
        var count = 0
        for offset in stride(from: start, to: bytes.count, by: 40) {
            var changed = bytes
            changed[offset + 7] ^= 1
            guard let proof = try? ProofReader(key: key).read(changed) else { continue }
            count += 1
            expectRefusal("\(offset)") { $0.proof = proof }
        }
        #expect(count > 100)
    }

    /// One query without work: some change leaves the drawn index as it was, so the paths are valid
    /// and only the folds fail.
    @Test func falseFoldsAreRefused() throws {
        let parameters = try #require(
            FRIParameters(
                blowupLog2: 1, queryCount: 1, grindingBits: 0, finalCountLog2: 2, capLog2: 1))
        let small = try WrapFixture(try Proven(parameters: parameters))
        #expect(small.violation() == nil)
        let changes: [(StarkError, (inout Proven, CubicExtension) -> Void)] = [
            (.fri(.foldMismatch(query: 0, layer: 0)), { $0.proof.openings[0].main[1] += $1 }),
            (.fri(.finalMismatch(query: 0)), { $0.proof.fri.finalPolynomial[1] += $1 }),
        ]
        for (refusal, change) in changes {
            var isFound = false
            for step in 1..<20_000 as Range<UInt32> where !isFound {
                var altered = small.proven
                change(&altered, CubicExtension(Goldilocks(step)))
                guard altered.refusal() == refusal else { continue }
                isFound = true
                guard case .unsatisfied(_, let gadget) = small.violation(altered) else {
                    Issue.record("accepted")
                    continue
                }
                #expect(gadget.hasPrefix("circuit/equality"))
            }
            #expect(isFound)
        }
    }

    /// Altered proofs from a seed, as `hostile-proofs` makes them.
    @Test func alteredProofsAreRefusedByBoth() throws {
        var count = 0
        for seed in 0..<200 as Range<UInt64> {
            var altered = fixture.proven
            var mutation = ValueMutation<ScalarTree>(random: SeededGenerator(seed: seed))
            mutation.apply(to: &altered.proof)
            let refusal = altered.refusal()
            let isAccepted = fixture.violation(altered) == nil
            // The circuit reads no lists beyond its shape, and no heights. Indices say for it only
            // which rows and nodes belong to a query: others may lead to the same.
            #expect(
                isAccepted == (refusal == nil) || Self.isOfForm(refusal),
                "\(seed) \(String(describing: refusal))")
            count += isAccepted ? 0 : 1
        }
        #expect(count > 100)
    }

    /// Whether a refusal is for parts of a proof that the circuit does not have.
    private static func isOfForm(_ refusal: StarkError?) -> Bool {
        switch refusal {
        case .heightCount, .missingChip, .height, .tableLimit, .openingCount, .openingWidth,
            .quotientCount, .capCount, .terminalSumCount:
            true
        case .fri(.layerCount), .fri(.layerCap), .fri(.finalCount), .fri(.queryCount),
            .fri(.batchCount), .fri(.layerOpeningCount), .fri(.queryIndices):
            true
        default: false
        }
    }

    /// Traces with one false cell, proven as they are.
    @Test func falseTracesAreRefused() throws {
        for (chip, row, column) in [(0, 1, 0), (0, 7, 2), (1, 3, 0), (2, 3, 1), (3, 0, 1)] {
            var traces = fixture.proven.traces
            traces[chip]?[row, column] += .one
            let forged = fixture.proven.proving(traces, fixture.proven.statement)
            #expect(forged.refusal() != nil)
            #expect(fixture.violation(forged) != nil, "\(chip) \(row) \(column)")
        }
    }

    /// Proofs of other keys and of other questions are valid ones, but not of this circuit.
    @Test func proofsOfOtherKeysAndStatementsAreRefused() throws {
        let parameters = fixture.proven.key.parameters
        for other in [
            try Proven(parameters: parameters, identity: [Goldilocks(1), Goldilocks(3)]),
            try Proven(questions: [3, 77, 78], parameters: parameters),
        ] {
            #expect(other.refusal() == nil)
            #expect(fixture.violation(other) != nil)
        }
    }
}
