/// A host call of the machine: the action of ECALL, chosen by register a7.
///
/// The calls below move words in and out; each `Precompile` adds one. Together they are the
/// interface of guest programs. Arguments are in a0 and a1; no call changes a register. A region of
/// words must start at a multiple of four and lie in memory; a call that moves no words checks only
/// the count. `GuestRuntime` wraps each call, and its header has the same numbers.
public struct HostCall: RawRepresentable, Hashable, Sendable {
    /// The number in a7.
    public let rawValue: UInt32

    /// The call of a number.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Ends the run; a0 is the exit code, zero for success.
    public static let exit = HostCall(rawValue: 0)
    /// Moves the next a1 words of input to the region at a0.
    public static let readInput = HostCall(rawValue: 1)
    /// Appends the a1 words at a0 to the output.
    public static let writeOutput = HostCall(rawValue: 2)
    /// Appends the a1 bytes at a0 to the log, which is not part of the program's result.
    ///
    /// With `regionMark` added to a1 nothing is logged: the bytes name a region of the program that
    /// begins, no bytes end the innermost one, and profiles count its cycles.
    ///
    /// With `quotientMark` added to a1, which is 48, nothing is logged either: the bytes are three
    /// integers a, b, d of 128 bits, least significant first, and the next four words that `readInput`
    /// gives are floor(a b / d), or zeros when it has more or d is zero.
    ///
    /// Proofs do not constrain the region: a call that the executor refuses here can still be part
    /// of a proven run, as if it were absent. Words of input may be any, so a program checks them.
    public static let debugLog = HostCall(rawValue: 3)

    /// The bit of a1 by which a log call marks a region.
    public static let regionMark: UInt32 = 1 << 31
    /// The bit of a1 by which a log call asks for a quotient as input.
    public static let quotientMark: UInt32 = 1 << 30
    /// The bytes that go with `quotientMark`.
    public static let quotientByteCount: UInt32 = 48
}

/// Limits of the executor, not of the machine: proofs do not cover them.
extension HostCall {
    /// Greatest number of words that one call may read or write.
    public static let wordLimit: UInt32 = 1 << 20
    /// Greatest number of bytes that one call may log.
    public static let logByteLimit: UInt32 = 1 << 12
}

/// Bounds on one run; proofs do not cover them.
public struct ExecutionLimits: Equatable, Sendable {
    /// Bytes of memory from the program's first page on; a multiple of 4096, at most 1 GiB.
    public let memoryByteCount: Int
    /// Instructions that may be executed.
    public let cycleCount: UInt64
    /// Words that may be written to the output.
    public let outputWordCount: Int
    /// Bytes that may be written to the log.
    public let logByteCount: Int

    /// Limits of a run; memory is rounded up to pages and cut to 1 GiB.
    ///
    /// By default memory and output are those that a proof covers.
    public init(
        memoryByteCount: Int = 1 << 30, cycleCount: UInt64 = 1 << 36,
        outputWordCount: Int = 1 << 18, logByteCount: Int = 1 << 20
    ) {
        let bounded = min(max(memoryByteCount, 4096), 1 << 30)
        self.memoryByteCount = (bounded + 4095) & ~4095
        self.cycleCount = cycleCount
        self.outputWordCount = outputWordCount
        self.logByteCount = logByteCount
    }
}
