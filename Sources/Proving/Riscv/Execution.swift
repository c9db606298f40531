/// The result of a whole run.
public struct Execution: Equatable, Sendable {
    /// End of the run.
    public let outcome: Outcome
    /// Number of completed instructions.
    public let cycleCount: UInt64
    /// The words that the program wrote.
    public let output: WordStream
    /// The bytes that the program logged.
    public let log: [UInt8]
    /// Words of the input that the program did not read.
    public let unreadInputWordCount: Int

    /// Whether the program ended itself with exit code zero.
    public var isSuccess: Bool { outcome == .exited(code: 0) }
}

extension Program {
    /// Runs the program from its entry.
    public func execute(
        input: WordStream = WordStream(), limits: ExecutionLimits = ExecutionLimits(),
        precompiles: [Precompile] = []
    ) throws(ProgramError) -> Execution {
        var observer = NoObserver()
        return try execute(
            input: input, limits: limits, precompiles: precompiles, observer: &observer)
    }

    /// Runs the program from its entry under an observer.
    public func execute<Observer: ExecutionObserver>(
        input: WordStream = WordStream(), limits: ExecutionLimits = ExecutionLimits(),
        precompiles: [Precompile] = [], observer: inout Observer
    ) throws(ProgramError) -> Execution {
        var executor = try Executor(
            self, input: input, limits: limits, precompiles: precompiles)
        let outcome = executor.run(observer: &observer)
        return Execution(
            outcome: outcome, cycleCount: executor.cycleCount, output: executor.output,
            log: executor.log,
            unreadInputWordCount: input.words.count - executor.inputPosition)
    }

    /// Runs the program from its entry and counts cycles by function.
    public func profile(
        input: WordStream = WordStream(), limits: ExecutionLimits = ExecutionLimits(),
        precompiles: [Precompile] = []
    ) throws(ProgramError) -> (execution: Execution, profile: ExecutionProfile) {
        var profiler = Profiler(self)
        let execution = try execute(
            input: input, limits: limits, precompiles: precompiles, observer: &profiler)
        return (execution, profiler.profile)
    }
}
