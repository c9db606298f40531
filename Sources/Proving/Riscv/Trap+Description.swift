/// Traps in words, with addresses in hexadecimal.
extension Trap: CustomStringConvertible {
    /// The word that compilers emit where a program must not continue: an access to a counter, which
    /// the machine does not have.
    private static let unimplemented: UInt32 = 0xc000_1073

    /// What happened, and where.
    public var description: String {
        switch self {
        case .illegalInstruction(let pc, let word) where word == Self.unimplemented || word == 0:
            "the program stopped itself at \(hex(pc)): a check failed"
        case .illegalInstruction(let pc, let word):
            "illegal instruction \(hex(word)) at \(hex(pc))"
        case .outsideCode(let pc): "jump out of the code, to \(hex(pc))"
        case .misalignedJump(let pc, let target):
            "jump between instructions, to \(hex(target)) at \(hex(pc))"
        case .misalignedAccess(let pc, let address):
            "misaligned access to \(hex(address)) at \(hex(pc))"
        case .outsideMemory(let pc, let address):
            "access outside of memory, to \(hex(address)) at \(hex(pc))"
        case .breakpoint(let pc): "breakpoint at \(hex(pc))"
        case .hostCall(let pc, let refusal): "host call refused at \(hex(pc)): \(refusal)"
        }
    }
}

extension HostCallRefusal: CustomStringConvertible {
    /// Why the call was refused.
    public var description: String {
        switch self {
        case .unknownNumber(let number): "there is no call \(number)"
        case .misalignedRegion(let address): "words at \(hex(address)), no multiple of four"
        case .regionOutsideMemory(let address, let byteCount):
            "\(byteCount) bytes at \(hex(address)) are not all in memory"
        case .inputExhausted(let needed, let available):
            "it reads \(needed) words of input, \(available) are left"
        case .limitExceeded(let limit, let actual):
            "it moves \(actual) words or bytes, at most \(limit) are allowed"
        case .totalExceeded(let limit): "all output or log would exceed \(limit) words or bytes"
        case .noResult(let call): "call \(call) has no result for the words that it reads"
        }
    }
}

extension Outcome: CustomStringConvertible {
    /// How the run ended.
    public var description: String {
        switch self {
        case .exited(let code): "exited with code \(code)"
        case .trapped(let trap): "trapped: \(trap)"
        case .cycleLimitReached: "reached the limit of cycles"
        }
    }
}

/// A word as eight hexadecimal digits with their prefix.
private func hex(_ word: UInt32) -> String {
    let digits = String(word, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.utf8.count) + digits
}
