import Bytes
import Commitments
import Constraints
import FRI
import Fields
import Parallel
import Recursion
import Riscv
import RiscvCircuits
import RiscvPrograms
import RiscvProver
import StarkVerifier
import Testing

/// The recorded verifier of proofs of runs, for the whole machine and with the profiles of parts.
@Suite struct RecordedRunTests {
    private typealias Proof = StarkProof<Poseidon2Tree>

    private let prover: RunProver<RiscvMachine>
    private let machine: CheckedMachine<RiscvMachine>

    init() throws {
        prover = try RunProver<RiscvMachine>(
            Program(
                words: Assembly.call(1, Place.data, 2) + Assembly.call(2, Place.data, 2)
                    + Assembly.call(0)),
            parameterSet: .test, workers: .serial)
        machine = try RiscvMachine.checked()
    }

    private func program(_ heightsLog2: [Int?], _ statement: Statement) throws -> VerifierProgram {
        let program = try VerifierProgram(
            key: prover.key.starkKey(for: machine), heightsLog2: heightsLog2,
            messages: statement.messages.map { MessageForm($0.side, on: $0.bus) })
        try program.check()
        return program
    }

    @Test func acceptsRunsOfOneShapeAndRefusesOthers() throws {
        let key = prover.key.starkKey(for: machine)
        var recorded: VerifierProgram?
        for words in [[5, 8], [1_000_000, 0]] as [[UInt32]] {
            let run = try prover.prove(input: WordStream(words: words))
            let proof = try ProofReader(key: key).read(run.machineProof)
            let statement = RiscvMachine.statement(run.claim)
            let program = try recorded ?? self.program(proof.heightsLog2, statement)
            recorded = program
            func accepts(_ proof: Proof, _ statement: Statement) throws -> Bool {
                let advice = try ProofAdvice(key: key, statement: statement, proof: proof)
                return ProgramRun(program, ProgramAdvice(proofs: [advice])).failure == nil
            }
            #expect(try accepts(proof, statement))
            var claim = run.claim
            claim.result.output[0] ^= 1
            #expect(try !accepts(proof, RiscvMachine.statement(claim)))
            for chip in proof.openings.indices {
                var changed = proof
                changed.openings[chip].main[0] += .one
                #expect(try !accepts(changed, statement))
            }
            var changed = proof
            changed.fri.batches[1].rows[0][0][3] += .one
            #expect(try !accepts(changed, statement))
        }
    }

    /// All queries and all work of the parameters in use, not those of tests.
    @Test func acceptsAProofWithTheParametersInUse() throws {
        let prover = try RunProver<RiscvMachine>(
            Program(words: Assembly.call(0)), parameterSet: .chunk, workers: .allProcessors)
        let run = try prover.prove(input: WordStream())
        let key = prover.key.starkKey(for: machine)
        let proof = try ProofReader(key: key).read(run.machineProof)
        let statement = RiscvMachine.statement(run.claim)
        let program = try VerifierProgram(
            key: key, heightsLog2: proof.heightsLog2,
            messages: statement.messages.map { MessageForm($0.side, on: $0.bus) })
        try program.check()
        let advice = try ProofAdvice(key: key, statement: statement, proof: proof)
        #expect(ProgramRun(program, ProgramAdvice(proofs: [advice])).failure == nil)
        // Rows of other places than those drawn.
        var changed = proof
        changed.fri.queryIndices.swapAt(0, 218)
        let other = try ProofAdvice(key: key, statement: statement, proof: changed)
        #expect(ProgramRun(program, ProgramAdvice(proofs: [other])).failure != nil)
    }

    /// The price of a verification: the number of rows of each kind follows from the shape.
    @Test func countsTheOperationsOfAShape() throws {
        let run = try prover.prove(input: WordStream(words: [5, 8]))
        let key = prover.key.starkKey(for: machine)
        let proof = try ProofReader(key: key).read(run.machineProof)
        let program = try program(proof.heightsLog2, RiscvMachine.statement(run.claim))
        let counts = OperationCounts(program)
        let shape = try ProofShape(key: key, heightsLog2: proof.heightsLog2)
        let sizes = shape.fri(key.parameters)
        let (queries, all) = (sizes.queryCount, sizes.commitments + sizes.layers)
        var (blocks, steps, entries) = (0, 0, 0)
        for commitment in all {
            for height in Set(commitment.heightsLog2) {
                let widths = zip(commitment.heightsLog2, commitment.widths)
                let width = widths.reduce(0) { $0 + ($1.0 == height ? $1.1 : 0) }
                blocks += (width + 7) / 8
            }
            // One compression a level, and one where rows join.
            steps += commitment.pathCount + Set(commitment.heightsLog2).count - 1
            entries += commitment.capCount
        }
        let permutations = program.operations.reduce(0) { count, operation in
            if case .permute = operation { count + 1 } else { count }
        }
        #expect(counts.spongeRows == queries * blocks + permutations)
        #expect(counts.compressionRows == queries * steps)
        // A look-up of each cap, and of a value in each row that is folded.
        #expect(counts.lookupRows == queries * (all.count + sizes.layers.count))
        let folded = sizes.layers.reduce(0) { $0 + $1.widths[0] / 3 }
        #expect(counts.tableRows == entries + queries * folded)
        #expect(counts.bitRows == 64 * (queries + 2))
    }
}
