import Constraints
import FRI
import Parallel
import Recursion
import RecursionCircuits
import RecursionProver
import Riscv
import RiscvCircuits
import RiscvProver
import StarkVerifier

/// The proof that a chunk's proof verifies: a run of the token ledger in a profile of block parts,
/// verified in the recursion machine.
struct RecursionProofMeasurement {
    private(set) var report: [String: Any]

    init(cyclesLog2: Int) throws {
        let workers = Workers.allProcessors
        let workload = try LedgerWorkload()
        let prover = try RunProver<RiscvMachine>(
            workload.program, parameterSet: .chunk, workers: workers)
        let (chunk, chunkTime) = try Self.timed {
            try prover.prove(
                input: workload.input(cyclesLog2: cyclesLog2).input,
                profiles: RiscvMachine.profiles)
        }
        let key = prover.key.starkKey(for: try RiscvMachine.checked())
        let proof = try ProofReader(key: key).read(chunk.machineProof)
        let statement = RiscvMachine.statement(chunk.claim)
        let program = try VerifierProgram(
            key: key, heightsLog2: proof.heightsLog2,
            messages: statement.messages.map { MessageForm($0.side, on: $0.bus) })
        let (recursion, keyTime) = try Self.timed {
            try RecursionProver(
                program, parameters: ParameterSet.chunk.parameters, workers: workers)
        }
        let advice = ProgramAdvice(proofs: [
            try ProofAdvice(key: key, statement: statement, proof: proof)
        ])
        let (run, runTime) = Self.timed { ProgramRun(program, advice) }
        let (_, traceTime) = Self.timed {
            recursion.tables.traces(run, advice, workers: workers)
        }
        let (result, proofTime) = Self.timed { recursion.prove(advice, run: run) }
        let (_, verificationTime) = try Self.timed {
            try Verifier(key: recursion.verifyingKey).verify(
                result.proof, statement: result.statement)
        }
        let bytes = try ProofWriter(key: recursion.verifyingKey).write(result.proof)
        report = [
            "chunk_heights_log2": proof.heightsLog2.map { $0 ?? -1 },
            "chunk_seconds": chunkTime.wall, "chunk_bytes": chunk.machineProof.count,
            "program_accepts": run.failure == nil, "operations": program.operations.count,
            "heights_log2": recursion.tables.heightsLog2, "rows": recursion.tables.rowCounts,
            "million_cells": try Double(Self.cells(recursion.tables.heightsLog2)) / 1e6,
            "key_seconds": keyTime.wall, "run_seconds": runTime.wall,
            "trace_seconds": traceTime.wall, "proof_seconds": proofTime.wall,
            "proof_processor_seconds": proofTime.busy,
            "verification_seconds": verificationTime.wall, "proof_bytes": bytes.count,
        ]
    }

    private static func timed<Result>(
        _ body: () throws -> Result
    ) rethrows -> (Result, ProcessTime) {
        let start = ProcessTime.now
        let result = try body()
        return (result, ProcessTime.now - start)
    }

    /// Cells of main, bus and quotient columns.
    private static func cells(_ heightsLog2: [Int]) throws -> Int {
        let layouts = try RecursionMachine.checked(.three).layouts
        let columns = zip(layouts, heightsLog2).reduce(0) { sum, chip in
            sum + (chip.0.shape.mainWidth + chip.0.busWidth) << chip.1
        }
        return columns + 6 << (heightsLog2.max() ?? 0)
    }
}
