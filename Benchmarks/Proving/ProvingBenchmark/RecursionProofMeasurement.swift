import Commitments
import Constraints
import FRI
import Hashing
import Parallel
import Recursion
import RecursionCircuits
import RecursionProver
import Riscv
import RiscvCircuits
import RiscvProver
import StarkVerifier

/// The proof that proofs verify: two of a token ledger's run in a profile of block parts joined in
/// the recursion machine, and this proof compressed at blow-ups of 8 and 16.
struct RecursionProofMeasurement {
    private(set) var report: [String: Any]

    private typealias Key = StarkKey<RecursionMachine, Poseidon2Hashing>

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
        report = [
            "chunk_heights_log2": proof.heightsLog2.map { $0 ?? -1 },
            "chunk_seconds": chunkTime.wall, "chunk_bytes": chunk.machineProof.count,
        ]
        let child = try ProofAdvice(key: key, statement: statement, proof: proof)
        let recorder = ProgramRecorder()
        for number in 0..<2 {
            let recorded = try recorder.statement(
                key: key,
                messages: statement.messages.map { MessageForm($0.side, on: $0.bus) },
                proof: number)
            try recorder.verify(
                key: key, heightsLog2: proof.heightsLog2, recorded, proof: number)
        }
        var layer = try Layer(
            recorder.program(), [child, child], .three, ParameterSet.chunk.parameters)
        report["join"] = layer.report
        for (name, blowupLog2, queryCount) in [("compress_8", 3, 73), ("compress_16", 4, 55)] {
            guard
                let parameters = FRIParameters(
                    blowupLog2: blowupLog2, queryCount: queryCount, grindingBits: 20,
                    capLog2: 6, batchingGrindingBits: 12)
            else { continue }
            let heights = layer.key.fixedHeightsLog2
            let program = try VerifierProgram(key: layer.key, heightsLog2: heights, messages: [])
            let advice = try ProofAdvice(
                key: layer.key, statement: layer.statement, proof: layer.proof)
            layer = try Layer(program, [advice], .nine, parameters)
            report[name] = layer.report
        }
    }

    /// One proof of a recursion program.
    private struct Layer {
        let key: Key
        let statement: Statement
        let proof: StarkProof<Poseidon2Tree>
        let report: [String: Any]

        init(
            _ program: VerifierProgram, _ proofs: [ProofAdvice], _ degree: RecursionDegree,
            _ parameters: FRIParameters
        ) throws {
            let workers = Workers.allProcessors
            let (prover, keyTime) = try Self.timed {
                try RecursionProver<Poseidon2Hashing>(
                    program, degree: degree, parameters: parameters, workers: workers)
            }
            let advice = ProgramAdvice(proofs: proofs)
            let (run, runTime) = Self.timed { ProgramRun(program, advice) }
            let (result, proofTime) = Self.timed { prover.prove(advice, run: run) }
            key = prover.verifyingKey
            (statement, proof) = result
            let (_, verificationTime) = try Self.timed {
                try Verifier(key: prover.verifyingKey).verify(
                    result.proof, statement: result.statement)
            }
            let layouts = key.checked.layouts
            let height = prover.tables.heightLog2
            let columns = layouts.reduce(3 * (degree.rawValue - 1)) {
                $0 + $1.shape.mainWidth + $1.busWidth
            }
            let cells = columns << height
            report = [
                "accepts": run.failure == nil, "height_log2": height,
                "rows": prover.tables.rowCounts, "million_cells": Double(cells) / 1e6,
                "columns": layouts.reduce(0) {
                    $0 + $1.shape.mainWidth + $1.shape.fixedWidth + $1.busWidth
                },
                "key_seconds": keyTime.wall, "run_seconds": runTime.wall,
                "proof_seconds": proofTime.wall, "proof_processor_seconds": proofTime.busy,
                "verification_seconds": verificationTime.wall,
                "peak_gib": ProcessTime.peakGibibytes,
            ]
        }

        private static func timed<Result>(
            _ body: () throws -> Result
        ) rethrows -> (Result, ProcessTime) {
            try RecursionProofMeasurement.timed(body)
        }
    }

    private static func timed<Result>(
        _ body: () throws -> Result
    ) rethrows -> (Result, ProcessTime) {
        let start = ProcessTime.now
        let result = try body()
        return (result, ProcessTime.now - start)
    }
}
