/// Reasons why a run ended before the program ended it.
///
/// A trapped run has no proof: the machine has no trap handlers.
public enum Trap: Equatable, Sendable {
    /// RV32IMC does not define the encoding: a word, or a parcel of 16 bits.
    case illegalInstruction(pc: UInt32, word: UInt32)
    /// Execution left the executable segments, by a jump or over the end.
    case outsideCode(pc: UInt32)
    /// A taken branch or jump of a program without compressed code goes to an address that is not a
    /// multiple of four.
    case misalignedJump(pc: UInt32, target: UInt32)
    /// A word or half-word access is not at a multiple of its size.
    case misalignedAccess(pc: UInt32, address: UInt32)
    /// An access is outside the memory of the machine.
    case outsideMemory(pc: UInt32, address: UInt32)
    /// An EBREAK instruction.
    case breakpoint(pc: UInt32)
    /// An ECALL instruction that the machine refuses.
    case hostCall(pc: UInt32, HostCallRefusal)
}

/// Reasons to refuse a host call.
public enum HostCallRefusal: Error, Equatable, Sendable {
    /// No host call has the number.
    case unknownNumber(UInt32)
    /// A region of words does not start at a multiple of four.
    case misalignedRegion(address: UInt32)
    /// A region reaches outside the memory of the machine.
    case regionOutsideMemory(address: UInt32, byteCount: UInt32)
    /// The call needs more input than is left.
    case inputExhausted(needed: UInt32, available: UInt32)
    /// The call asks for more words or bytes than one call may move.
    case limitExceeded(limit: UInt32, actual: UInt32)
    /// All output, or all log text, together would exceed its limit.
    case totalExceeded(limit: Int)
    /// The precompile has no result for the words that it reads.
    case noResult(call: UInt32)
}

/// End of a run.
public enum Outcome: Equatable, Sendable {
    /// The program called exit; zero means success.
    case exited(code: UInt32)
    /// The machine refused an instruction.
    case trapped(Trap)
    /// The program had not ended when the cycles were used up.
    case cycleLimitReached
}
