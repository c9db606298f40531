import Bytes
import FRI
import Foundation
import Network
import Parallel
import Riscv
import RiscvCircuits
import RiscvProver

/// Runs a guest program and proves the run.
enum ProveCommand {
    static let command = CommandDescription(
        "prove", "Proves the output of a guest program on an input",
        arguments: ["PROGRAM.elf"],
        options: [
            OptionDescription("out", "PROOF", "file for the proof ('-': standard output)")
        ] + GuestRun.options + [
            OptionDescription(
                "parameters", "NAME", "parameter set: \(ParameterName.list) (default chunk)"),
            OptionDescription("cycles", "LIMIT", "most instructions to run (default 2^26)"),
            OptionDescription("threads", "N", "threads (default one for each processor)"),
        ],
        examples: [
            "zklink prove build/guests/Fibonacci.elf --input Examples/Fibonacci/input --out build/fibonacci.proof",
            "zklink prove build/guests/MerklePath.elf --input root --input leaf --input path --input index --out proof --threads 2",
        ]
    ) { session in
        let out = try OutputFile(session.required("out"))
        let set = try ParameterName.parse(session.optional("parameters") ?? "chunk")
        let limit = UInt64(
            try session.integer(
                "cycles", in: 1...Int(Clock.cycleLimit), default: Int(Clock.cycleLimit)))
        let threads = try session.integer(
            "threads", in: 1...1024, default: Workers.allProcessors.count)
        let run = try GuestRun(session, cycleLimit: limit, files: [out])
        // A run without a proof takes a thousandth of the time: what cannot be proven fails here.
        let execution = try run.execute()
        try run.writeLog(execution.log)
        try run.check(execution)
        let progress = ProvingProgress(console: session.console)
        defer { progress.finish() }
        let prover = try GuestFiles.prover(run.program, set, workers: Workers(count: threads))
        let proof = try prove(run.input, with: prover, limit: limit, progress)
        let seconds = progress.seconds
        progress.finish()
        let bytes = proof.bytes
        try out.write(bytes)
        try run.write(output: proof.result.output)
        let report = try ProofReport(
            bytes, cycleCount: execution.cycleCount, seconds: seconds, path: out.path)
        run.console.show(report.json, text: report.text)
    }

    private static func prove(
        _ input: WordStream, with prover: RunProver<RiscvMachine>, limit: UInt64,
        _ progress: ProvingProgress
    ) throws(CommandFailure) -> RiscvProof {
        do {
            return try prover.prove(input: input, cycleLimit: limit, progress: progress.observe)
        } catch {
            throw CommandFailure("proving", "no proof could be made: \(ErrorText.words(error))")
        }
    }
}
