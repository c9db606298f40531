import Network
import Riscv
import RiscvCircuits

/// A run of a guest program from the command line: input, limits, and files for output and log.
struct GuestRun {
    /// The options of every command that runs a program.
    static let options = [
        OptionDescription(
            "input", "FILE",
            "a frame of input ('-': standard input); several are read in this order",
            isRepeatable: true),
        OptionDescription(
            "output", "FILE", "file for the output words, as bytes ('-': standard output)"),
        OptionDescription(
            "log", "FILE", "file for the log (default: standard error, its beginning)"),
        OptionDescription("exit-code", "N", "the exit code expected (default 0)"),
    ]

    let program: Program
    let input: WordStream
    /// Most instructions to run.
    let cycleLimit: UInt64
    /// The exit code with which the program must end.
    let exitCode: UInt32
    /// Where the report goes: to standard error when a file goes to standard output.
    let console: Console
    private let output: OutputFile?
    private let log: OutputFile?

    /// Reads program and input, and checks that all files can be written.
    ///
    /// `files` are files that the command writes besides output and log.
    init(_ session: Session, cycleLimit: UInt64, files: [OutputFile] = []) throws {
        output = try session.optional("output").map(OutputFile.init)
        log = try session.optional("log").map(OutputFile.init)
        console = try session.console.leavingRoom(for: files + [output, log].compactMap { $0 })
        let inputs = session.all("input")
        guard inputs.filter({ $0 == "-" }).count <= 1 else {
            throw UsageError("standard input can be one frame only")
        }
        program = try GuestFiles.program(session.invocation.arguments[0])
        input = WordStream(
            frames: try inputs.map { try InputFile.bytes($0, limit: MemoryBounds.byteCount) })
        self.cycleLimit = cycleLimit
        exitCode = try Self.exitCode(session)
    }

    /// The exit code expected by `--exit-code`.
    static func exitCode(_ session: Session) throws -> UInt32 {
        UInt32(try session.integer("exit-code", in: 0...Int(UInt32.max), default: 0))
    }

    /// Runs the program and counts cycles by function.
    func profile() throws -> (execution: Execution, profile: ExecutionProfile) {
        try program.profile(input: input, limits: limits, precompiles: RiscvMachine.precompiles)
    }

    /// Runs the program.
    func execute() throws -> Execution {
        try program.execute(input: input, limits: limits, precompiles: RiscvMachine.precompiles)
    }

    private var limits: ExecutionLimits { ExecutionLimits(cycleCount: cycleLimit) }

    /// Refuses a run that did not end with the exit code expected.
    func check(_ execution: Execution, findings: JSON? = nil) throws(CommandFailure) {
        switch execution.outcome {
        case .exited(exitCode): return
        case .exited(let code):
            throw CommandFailure(
                "exitCode",
                "the program exits with code \(code), not \(exitCode) ('--exit-code \(code)' expects that)",
                result: findings)
        case .trapped(let trap):
            throw CommandFailure(
                "trapped", "the program trapped: \(trap)\(place)", result: findings)
        case .cycleLimitReached:
            throw CommandFailure(
                "cycleLimit",
                "the program has not ended after \(cycleLimit) instructions ('--cycles' sets the limit)",
                result: findings)
        }
    }

    /// The functions that led to the trap, a line each.
    private var place: String {
        let place = try? program.trapPlace(
            input: input, limits: limits, precompiles: RiscvMachine.precompiles)
        return (place?.frames ?? []).map { "\n  \(SymbolName.text(of: $0))" }.joined()
    }

    /// Writes the log to its file, or its beginning to standard error.
    func writeLog(_ bytes: [UInt8]) throws {
        if let log { try log.write(bytes) } else { console.note(log: bytes) }
    }

    /// Writes the output words to the file of `--output`.
    func write(output words: [UInt32]) throws {
        try output?.write(GuestOutput(words).bytes)
    }
}

extension Console {
    /// This console, on standard error if one of the files is standard output.
    func leavingRoom(for files: [OutputFile]) throws -> Console {
        let count = files.filter(\.isStandardOutput).count
        guard count <= 1 else { throw UsageError("only one file can go to standard output") }
        return count == 1 ? reportingToStandardError : self
    }
}
