/// How long the instructions of a program are: a type, so that the executor's inner loop of a
/// program without compressed code has the length as a constant.
///
/// Public because observers of other modules specialise that loop.
public protocol InstructionLength {
    /// Bits that are zero in the addresses of instructions.
    static var alignmentMask: UInt32 { get }
    /// Number of parcels of an instruction.
    static func parcelCount(_ instruction: Instruction) -> UInt32
    /// The register of the second operand.
    static func source2(_ instruction: Instruction) -> UInt8
}

/// Every instruction is a word.
public enum WordLength: InstructionLength {
    /// Instructions start at multiples of four.
    public static var alignmentMask: UInt32 { 3 }

    /// Always 2.
    @inline(__always)
    public static func parcelCount(_ instruction: Instruction) -> UInt32 { 2 }

    /// The register, whose byte has no mark of a compressed instruction.
    @inline(__always)
    public static func source2(_ instruction: Instruction) -> UInt8 {
        instruction.source2AndLength
    }
}

/// Instructions are one parcel or two.
public enum MixedLength: InstructionLength {
    /// Instructions start at multiples of two.
    public static var alignmentMask: UInt32 { 1 }

    /// 1 or 2.
    @inline(__always)
    public static func parcelCount(_ instruction: Instruction) -> UInt32 {
        instruction.parcelCount
    }

    /// The register, without the mark of a compressed instruction.
    @inline(__always)
    public static func source2(_ instruction: Instruction) -> UInt8 { instruction.source2 }
}
