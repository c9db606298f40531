/// Result of a run of a program: exit code and output.
public struct RunResult: Equatable, Sendable {
    /// The argument of the exit call; zero means success.
    public var exitCode: UInt32
    /// The words that the program wrote.
    public var output: [UInt32]

    /// The result of the given parts.
    public init(exitCode: UInt32, output: [UInt32]) {
        self.exitCode = exitCode
        self.output = output
    }
}

/// The claim of a proof: a run from the entry gave the result.
///
/// The program itself is not part of the claim, as it is in the fixed columns.
public struct RunClaim: Equatable, Sendable {
    /// The address of the first instruction.
    public var entry: UInt32
    /// The words of memory and of the image.
    public var memory: MemoryBounds
    /// Exit code and output.
    public var result: RunResult

    /// The claim of the given parts.
    public init(entry: UInt32, memory: MemoryBounds, result: RunResult) {
        self.entry = entry
        self.memory = memory
        self.result = result
    }
}
