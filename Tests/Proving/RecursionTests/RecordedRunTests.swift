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
                return ProgramRun(program, advice).failure == nil
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
        var (elements, steps) = (0, 0)
        for commitment in all {
            elements += commitment.widths.reduce(0, +)
            // One compression a level, and one where rows join.
            steps += commitment.pathCount + Set(commitment.heightsLog2).count - 1
        }
        #expect(counts.rowElements == queries * elements)
        #expect(counts.compressions == queries * steps)
        // A look-up of each cap, and of a value in each row that is folded.
        #expect(counts.lookups == queries * (all.count + sizes.layers.count))
        #expect(counts.bitRows == queries + 2)
        #expect(counts.cells > 0)
    }
}
