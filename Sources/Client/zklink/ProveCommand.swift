import Bytes
import FRI
import Foundation
import Network
import Parallel
import Riscv
import RiscvCircuits
import RiscvProver
import StarkProver

/// Runs a guest program and proves the run.
enum ProveCommand {
    static let command = CommandDescription(
        "prove", "Proves the output of a guest program on an input",
        arguments: ["PROGRAM.elf"],
        options: [
            OptionDescription("out", "PROOF", "file for the proof"),
            OptionDescription("input", "FILE", "a frame of input; several are read in this order"),
            OptionDescription("output", "FILE", "file for the output words, as bytes"),
            OptionDescription(
                "parameters", "NAME", "parameter set: \(ParameterName.list) (default chunk)"),
            OptionDescription("exit-code", "N", "the exit code to prove (default 0)"),
            OptionDescription("cycles", "LIMIT", "most instructions to run (default 2^26)"),
            OptionDescription("threads", "N", "threads (default one for each processor)"),
        ],
        examples: [
            "zklink prove build/guests/Fibonacci.elf --input Examples/Fibonacci/input --out build/fibonacci.proof",
            "zklink prove build/guests/MerklePath.elf --input root --input leaf --input path --input index --out proof --threads 2",
        ]
    ) { session in
        let program = try GuestFiles.program(session.invocation.arguments[0])
        let input = WordStream(frames: try session.all("input").map(GuestFiles.bytes))
        let out = try session.required("out")
        try ([out] + session.all("output")).forEach(GuestFiles.checkWritable)
        let set = try ParameterName.parse(session.optional("parameters") ?? "chunk")
        let limit = UInt64(
            try session.integer(
                "cycles", in: 1...Int(Clock.cycleLimit), default: Int(Clock.cycleLimit)))
        let threads = try session.integer(
            "threads", in: 1...1024, default: Workers.allProcessors.count)
        let code = try exitCode(session)
        let cycles = try cycleCount(program, input, limit: limit, exitCode: code)
        let progress = ProvingProgress(console: session.console)
        defer { progress.finish() }
        let prover = try GuestFiles.prover(program, set, workers: Workers(count: threads))
        let proof = try prove(input, with: prover, limit: limit, progress)
        let seconds = progress.seconds
        progress.finish()
        let bytes = proof.bytes
        try GuestFiles.write(bytes, to: out)
        if let path = session.optional("output") {
            try GuestFiles.write(GuestFiles.bytes(ofWords: proof.result.output), to: path)
        }
        let report = try ProofReport(bytes, cycleCount: cycles, seconds: seconds, path: out)
        session.console.show(report.json, text: report.text)
    }

    private static func prove(
        _ input: WordStream, with prover: RunProver<RiscvMachine>, limit: UInt64,
        _ progress: ProvingProgress
    ) throws(CommandFailure) -> RiscvProof {
        do {
            return try prover.prove(input: input, cycleLimit: limit, progress: progress.observe)
        } catch {
            throw CommandFailure("proving", "no proof could be made: \(error)")
        }
    }

    /// The exit code to be proven.
    static func exitCode(_ session: Session) throws -> UInt32 {
        UInt32(try session.integer("exit-code", in: 0...Int(UInt32.max), default: 0))
    }

    /// Runs the program without a proof first, which takes a thousandth of the time.
    ///
    /// A run that traps or exits with another code fails here, before the long proof.
    private static func cycleCount(
        _ program: Program, _ input: WordStream, limit: UInt64, exitCode: UInt32
    ) throws -> UInt64 {
        let limits = ExecutionLimits(
            memoryByteCount: MemoryBounds.byteCount, cycleCount: limit,
            outputWordCount: RiscvProof.outputWordLimit)
        let execution = try program.execute(
            input: input, limits: limits, precompiles: RiscvMachine.precompiles)
        switch execution.outcome {
        case .exited(let code) where code == exitCode:
            return execution.cycleCount
        case .exited(let code):
            throw CommandFailure(
                "exitCode",
                "the program exits with code \(code), not \(exitCode): '--exit-code \(code)' proves that, 'zklink execute' shows the run"
            )
        case .trapped:
            throw CommandFailure(
                "outcome", "the program ended with \(execution.outcome), which cannot be proven")
        case .cycleLimitReached:
            throw CommandFailure(
                "cycleLimit", "the program has not ended after \(limit) instructions")
        }
    }
}

/// Progress of a proof: named stages, weighted by measurements.
private struct ProvingProgress {
    private let stages: StageProgress

    init(console: Console) {
        let all: [RunStage] =
            [.execution, .filling] + ProofStage.allCases.map { .proof($0) }
        let setup = StageProgress.Stage(name: Self.setup, weight: 4)
        stages = StageProgress(
            [setup] + all.map { StageProgress.Stage(name: $0.title, weight: $0.weight) },
            console: console)
        stages.begin(Self.setup)
    }

    private static let setup = "program key"

    var seconds: Double { stages.seconds }

    func observe(_ event: StageEvent<RunStage>) {
        if case .began(let stage) = event { stages.begin(stage.title) }
    }

    func finish() { stages.finish() }
}

extension RunStage {
    /// The name for people.
    fileprivate var title: String {
        switch self {
        case .execution: "execution"
        case .filling: "traces"
        case .proof(let stage): Self.words(stage.name)
        }
    }

    /// The percentage of the time of a proof of 2^18 cycles, measured with `make bench-proving`.
    fileprivate var weight: Double {
        switch self {
        case .execution: 0.3
        case .filling: 1
        case .proof(.mainExtension): 9
        case .proof(.mainCommitment): 26
        case .proof(.busColumns): 2.3
        case .proof(.busExtension): 6
        case .proof(.busCommitment): 20
        case .proof(.quotient): 9.5
        case .proof(.quotientCommitment): 9
        case .proof(.opening(.evaluation)): 2.2
        case .proof(.opening(.combination)): 2.7
        case .proof(.opening(.folding)): 3.8
        case .proof(.opening(.grinding)): 7
        case .proof(.opening(.queries)): 0.2
        }
    }

    /// A name in camel case as separate words.
    private static func words(_ name: String) -> String {
        name.reduce(into: "") { text, character in
            text += character.isUppercase ? " \(character.lowercased())" : String(character)
        }
    }
}
