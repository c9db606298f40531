/// One decoded instruction, eight bytes, ready for the executor.
public struct Instruction: Equatable, Sendable {
    /// Operation of the instruction.
    public let opcode: Opcode
    /// Slot of the result: a register, or `discardSlot` in place of x0.
    let destinationSlot: UInt8
    /// The register of the first operand; x0 where the format has none.
    public let source1: UInt8
    /// The register of the second operand, and bit 7 if the instruction is compressed: no other
    /// byte is free.
    let source2AndLength: UInt8
    /// The immediate as the instruction uses it: sign-extended, upper immediates shifted.
    public let immediate: UInt32

    /// The slot of results with destination x0, so that slot zero stays zero without a test.
    static let discardSlot: UInt8 = 32

    /// An instruction from its fields; registers are taken modulo 32.
    public init(
        _ opcode: Opcode, destination: UInt8 = 0, source1: UInt8 = 0, source2: UInt8 = 0,
        immediate: UInt32 = 0, isCompressed: Bool = false
    ) {
        self.opcode = opcode
        let register = destination & 31
        destinationSlot = register == 0 ? Instruction.discardSlot : register
        self.source1 = source1 & 31
        source2AndLength = source2 & 31 | (isCompressed ? 0x80 : 0)
        self.immediate = immediate
    }

    /// The register that takes the result; x0 where nothing is written.
    public var destination: UInt8 { destinationSlot & 31 }

    /// The register of the second operand; x0 where the format has none.
    @inline(__always)
    public var source2: UInt8 { source2AndLength & 31 }

    /// Number of 16-bit parcels that the instruction occupies: 1 if it is compressed, otherwise 2.
    @inline(__always)
    public var parcelCount: UInt32 { 2 &- UInt32(source2AndLength &>> 7) }

    /// Whether the instruction is compressed.
    public var isCompressed: Bool { parcelCount == 1 }
}
