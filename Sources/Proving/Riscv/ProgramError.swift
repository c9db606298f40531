/// Reasons why bytes are not a program for the machine.
public enum ProgramError: Error, Equatable, Sendable {
    /// The file does not begin with the four bytes of an ELF file.
    case notELF
    /// A table or segment reaches beyond the end of the file.
    case truncated(needed: Int, available: Int)
    /// The file is for another machine, word size, byte order or version.
    case wrongTarget(ELFField, value: UInt32)
    /// The file needs a loader feature that the machine does not have.
    case unsupportedSegment(type: UInt32)
    /// A count or size exceeds its limit.
    case limitExceeded(ELFField, limit: Int, actual: Int)
    /// A field has a value that contradicts the rest of the file.
    case inconsistent(ELFField)
    /// No segment is executable.
    case noCode
    /// The entry address is not that of an instruction.
    case invalidEntry(UInt32)
    /// The segments need more memory than the limits give the machine.
    case memoryTooSmall(needed: Int, limit: Int)
}

/// The fields of an ELF file that an error can name.
public enum ELFField: Equatable, Sendable {
    case fileSize, wordSize, byteOrder, version, fileType, machine, flags
    case segmentTable, segmentSize, segmentAddress, segmentOverlap, codeSize, codeAlignment
    case sectionTable, symbolTable, stringTable
}
