import Commitments
import Constraints
import FRI
import Fields
import Hashing
import Polynomials
import ProofFixtures
import Recursion
import StarkVerifier
import TestSupport
import Testing

/// The recorded verifier, run on proofs: it accepts and refuses as the verifier that runs natively.
@Suite struct RecordedVerifierTests {
    private typealias Fixture = FixtureProof<Poseidon2Hashing>
    private let fixture: Fixture
    private let program: VerifierProgram

    init() throws {
        fixture = try Fixture()
        program = try Self.program(fixture)
    }

    private static func program(_ fixture: Fixture) throws -> VerifierProgram {
        try VerifierProgram(
            key: fixture.key, heightsLog2: fixture.proof.heightsLog2,
            messages: fixture.statement.messages.map { MessageForm($0.side, on: $0.bus) })
    }

    private static func accepts(_ fixture: Fixture, _ program: VerifierProgram) -> Bool {
        run(fixture, program).map { $0.failure == nil } ?? false
    }

    /// A run on a proof, `nil` when its openings have another form.
    private static func run(_ fixture: Fixture, _ program: VerifierProgram) -> ProgramRun? {
        let advice = try? ProofAdvice(
            key: fixture.key, statement: fixture.statement, proof: fixture.proof)
        return advice.map { ProgramRun(program, ProgramAdvice(proofs: [$0])) }
    }

    private func refuses(_ change: (inout Fixture) -> Void) -> Bool {
        var copy = fixture
        change(&copy)
        #expect(copy.refusal() != nil)
        return !Self.accepts(copy, program)
    }

    @Test func acceptsHonestProofs() throws {
        try program.check()
        #expect(fixture.refusal() == nil)
        #expect(Self.accepts(fixture, program))
    }

    /// One program for every statement and every proof of the same shape.
    @Test func servesAllProofsOfOneShape() throws {
        for questions in [[3, 4, 5], [77, 77, 1_000_000]] as [[UInt32]] {
            let other = try Fixture(questions: questions)
            #expect(other.refusal() == nil)
            #expect(Self.accepts(other, program))
        }
        let renamed = try Fixture(identity: [Goldilocks(9), Goldilocks(8)])
        #expect(Self.accepts(renamed, program))
    }

    @Test(arguments: [0, 1, 6], [1, 2, 4])
    func acceptsOtherShapes(heightLog2: Int, foldingLog2: Int) throws {
        let parameters = try #require(
            FRIParameters(
                blowupLog2: 1 + foldingLog2 % 2, queryCount: 3, grindingBits: 2,
                foldingLog2: foldingLog2, finalCountLog2: heightLog2 % 3, capLog2: heightLog2))
        let other = try Fixture(
            heightLog2: heightLog2, questions: heightLog2 == 1 ? [5] : [],
            parameters: parameters, identity: [])
        #expect(other.refusal() == nil)
        let program = try Self.program(other)
        try program.check()
        #expect(Self.accepts(other, program))
    }

    /// Every element and hash of the encoding, changed in turn.
    @Test func refusesEveryChangedElementAndHash() throws {
        let bytes = try ProofWriter(key: fixture.key).write(fixture.proof)
        let start = 18 + fixture.proof.heightsLog2.count
        var (count, failures) = (0, Set<Int>())
        for offset in stride(from: start, to: bytes.count, by: 8) {
            var changed = bytes
            changed[offset + 7] ^= 1
            guard let proof = try? ProofReader(key: fixture.key).read(changed) else { continue }
            count += 1
            var altered = fixture
            altered.proof = proof
            #expect(altered.refusal() != nil, "\(offset)")
            let run = try #require(Self.run(altered, program))
            failures.insert(try #require(run.failure, "\(offset)"))
        }
        #expect(count > 1_300)
        try expectEveryRequirement(in: failures)
    }

    /// The balance of the buses, both proofs of work, and paths of every commitment.
    private func expectEveryRequirement(in failures: Set<Int>) throws {
        var (equal, zeroBits, paths) = (0, 0, 0)
        for number in failures {
            switch program.operations[number] {
            case .multiplyAdd: equal += 1
            case .requireZeroBits: zeroBits += 1
            case .lookup: paths += 1
            default: Issue.record("\(program.operations[number])")
            }
        }
        let commitments = fixture.proof.fri.batches.count + fixture.proof.fri.layers.count
        #expect(equal == 1 && zeroBits == 2 && paths >= commitments)
    }

    /// One query without work: some change leaves the drawn index as it was, so the paths are valid
    /// and only the folds fail.
    @Test func refusesFalseFolds() throws {
        let parameters = try #require(
            FRIParameters(
                blowupLog2: 1, queryCount: 1, grindingBits: 0, finalCountLog2: 2, capLog2: 1))
        let small = try Fixture(parameters: parameters)
        let program = try Self.program(small)
        #expect(Self.accepts(small, program))
        let changes: [(StarkError, (inout Fixture, CubicExtension) -> Void)] = [
            (
                .fri(.foldMismatch(query: 0, layer: 0)),
                { $0.proof.openings[0].main[1] += $1 }
            ),
            (.fri(.finalMismatch(query: 0)), { $0.proof.fri.finalPolynomial[1] += $1 }),
        ]
        for (refusal, change) in changes {
            var found = 0
            for step in 1..<20_000 as Range<UInt32> where found < 2 {
                var altered = small
                change(&altered, CubicExtension(Goldilocks(step)))
                guard altered.refusal() == refusal else { continue }
                found += 1
                let failure = try #require(Self.run(altered, program)?.failure)
                switch program.operations[failure] {
                case .lookup(let lookup): #expect(lookup.bitCount == 3)
                case .multiplyAdd: #expect(refusal == .fri(.finalMismatch(query: 0)))
                default: Issue.record("\(program.operations[failure])")
                }
            }
            #expect(found == 2)
        }
    }

    /// Altered proofs from a seed, as `hostile-proofs` makes them.
    @Test func agreesOnAlteredProofs() throws {
        let bytes = try ProofWriter(key: fixture.key).write(fixture.proof)
        let others = try ([[77, 3, 3], [3, 77, 76]] as [[UInt32]]).map { questions in
            let other = try Fixture(questions: questions)
            return try ProofWriter(key: other.key).write(other.proof)
        }
        var count = 0
        for seed in 0..<1_500 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            var altered = fixture
            if seed % 3 == 0 {
                var mutation = ValueMutation<Poseidon2Tree>(random: random)
                mutation.apply(to: &altered.proof)
            } else {
                let mutation = ByteMutation.allCases[Int(seed) % ByteMutation.allCases.count]
                let changed = mutation.apply(
                    to: bytes, other: others[Int(seed) % 2], random: &random)
                guard let proof = try? ProofReader(key: fixture.key).read(changed) else {
                    continue
                }
                altered.proof = proof
            }
            // The program is that of one shape.
            guard altered.proof.heightsLog2 == fixture.proof.heightsLog2 else { continue }
            let isAccepted = Self.accepts(altered, program)
            #expect(isAccepted == (altered.refusal() == nil) || hasOtherForm(altered), "\(seed)")
            count += isAccepted ? 0 : 1
        }
        #expect(count > 400)
    }

    /// Whether the native verifier refuses a proof for lists that the program does not read.
    private func hasOtherForm(_ altered: Fixture) -> Bool {
        switch altered.refusal() {
        case .openingCount, .openingWidth, .quotientCount, .capCount, .terminalSumCount: true
        case .fri(.layerCount), .fri(.layerCap), .fri(.finalCount), .fri(.queryCount),
            .fri(.batchCount), .fri(.layerOpeningCount):
            true
        default: false
        }
    }

    @Test func refusesOtherStatementsAndKeys() throws {
        for index in 0..<3 {
            #expect(refuses { $0.statement.publicValues[0][index] += .one })
        }
        for index in fixture.statement.messages.indices {
            #expect(refuses { $0.statement.messages[index].tuple[0] += .one })
        }
        #expect(refuses { $0.statement.messages.swapAt(0, 2) })
        let key = fixture.key
        func replaced(
            identity: [Goldilocks]? = nil, cap: [Digest]? = nil
        ) -> StarkKey<FixtureMachine, Poseidon2Hashing> {
            StarkKey(
                checked: key.checked, parameters: key.parameters,
                identity: identity ?? key.identity, fixedHeightsLog2: key.fixedHeightsLog2,
                fixedCap: cap ?? key.fixedCap)
        }
        #expect(refuses { $0.key = replaced(identity: [Goldilocks(1), Goldilocks(3)]) })
        #expect(refuses { $0.key = replaced(cap: key.fixedCap.reversed()) })
    }

    /// Traces with one false cell, proven as they are.
    @Test func refusesFalseTraces() throws {
        for (chip, row, column) in [(0, 1, 0), (0, 7, 2), (1, 3, 0), (2, 3, 1), (3, 0, 1)] {
            var traces = fixture.traces
            traces[chip]?[row, column] += .one
            let forged = fixture.proving(traces, fixture.statement)
            #expect(forged.refusal() != nil)
            let failure = try #require(Self.run(forged, program)?.failure)
            // The equation at the point is the last requirement of all.
            if forged.refusal() == .constraints {
                #expect(failure == program.operations.count - 1, "\(chip) \(row) \(column)")
            }
        }
    }

    @Test func recordsOnlyShapesOfTheKey() {
        let messages = fixture.statement.messages.map { MessageForm($0.side, on: $0.bus) }
        #expect(throws: StarkError.height(chip: 0, heightLog2: 27)) {
            try VerifierProgram(
                key: fixture.key, heightsLog2: [27, 8, 4, 2], messages: messages)
        }
        #expect(throws: StarkError.messageBus(message: 0)) {
            try VerifierProgram(
                key: fixture.key, heightsLog2: fixture.proof.heightsLog2,
                messages: [MessageForm(.send, on: FixtureMachine.bytes)])
        }
    }
}
