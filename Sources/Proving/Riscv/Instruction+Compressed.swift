/// Expansion of compressed instructions: every parcel decodes, undefined ones to `illegal`.
///
/// Source: The RISC-V Instruction Set Manual, volume I, chapter "C" (RV32C, without floating point),
/// tables "Instruction listing for RVC, Quadrant 0" to "Quadrant 2". Reserved encodings are
/// illegal; hints do nothing because what they expand to does nothing.
extension Instruction {
    /// Expands a 16-bit parcel whose two lowest bits are not both set.
    public init(parcel: UInt16) {
        let bits = UInt32(parcel)
        let expansion: Instruction? =
            switch bits & 3 {
            case 0: Instruction.quadrant0(bits)
            case 1: Instruction.quadrant1(bits)
            case 2: Instruction.quadrant2(bits)
            default: nil
            }
        self.init(compressed: expansion ?? Instruction(.illegal))
    }

    private init(compressed instruction: Instruction) {
        self.init(
            instruction.opcode, destination: instruction.destination,
            source1: instruction.source1, source2: instruction.source2,
            immediate: instruction.immediate, isCompressed: true)
    }

    /// C.ADDI4SPN, C.LW, C.SW.
    private static func quadrant0(_ bits: UInt32) -> Instruction? {
        switch bits.kind {
        case 0:
            let offset =
                bits.field(12, 11, to: 4) | bits.field(10, 7, to: 6)
                | bits.field(6, 6, to: 2) | bits.field(5, 5, to: 3)
            guard offset != 0 else { return nil }
            return Instruction(.addi, destination: bits.low, source1: 2, immediate: offset)
        case 2:
            return Instruction(
                .lw, destination: bits.low, source1: bits.high, immediate: bits.wordOffset)
        case 6:
            return Instruction(
                .sw, source1: bits.high, source2: bits.low, immediate: bits.wordOffset)
        default: return nil
        }
    }

    /// C.ADDI, C.JAL, C.LI, C.ADDI16SP, C.LUI, arithmetic, C.J, C.BEQZ, C.BNEZ.
    private static func quadrant1(_ bits: UInt32) -> Instruction? {
        let (rd, immediate) = (bits.full, bits.immediate)
        switch bits.kind {
        case 0: return Instruction(.addi, destination: rd, source1: rd, immediate: immediate)
        case 1: return Instruction(.jal, destination: 1, immediate: bits.jumpOffset)
        case 2: return Instruction(.addi, destination: rd, immediate: immediate)
        case 3 where immediate == 0: return nil
        case 3 where rd == 2:
            let offset =
                bits.field(12, 12, to: 9) | bits.field(6, 6, to: 4)
                | bits.field(5, 5, to: 6) | bits.field(4, 3, to: 7) | bits.field(2, 2, to: 5)
            return Instruction(
                .addi, destination: 2, source1: 2, immediate: offset.signExtended(from: 9))
        case 3: return Instruction(.lui, destination: rd, immediate: immediate << 12)
        case 4: return arithmetic(bits)
        case 5: return Instruction(.jal, immediate: bits.jumpOffset)
        default:
            return Instruction(
                bits.kind == 6 ? .beq : .bne, source1: bits.high, immediate: bits.branchOffset)
        }
    }

    /// C.SRLI, C.SRAI, C.ANDI, C.SUB, C.XOR, C.OR, C.AND.
    private static func arithmetic(_ bits: UInt32) -> Instruction? {
        let rd = bits.high
        let hasHighBit = bits.field(12, 12, to: 0) == 1
        switch bits.field(11, 10, to: 0) {
        case 2:
            return Instruction(.andi, destination: rd, source1: rd, immediate: bits.immediate)
        // The sixth bit of a shift amount, and the word operations of RV64.
        case _ where hasHighBit: return nil
        case let shift where shift < 2:
            return Instruction(
                shift == 0 ? .srli : .srai, destination: rd, source1: rd,
                immediate: bits.immediate)
        default:
            let operations: [Opcode] = [.sub, .xor, .or, .and]
            return Instruction(
                operations[Int(bits.field(6, 5, to: 0))], destination: rd, source1: rd,
                source2: bits.low)
        }
    }

    /// C.SLLI, C.LWSP, C.JR, C.MV, C.EBREAK, C.JALR, C.ADD, C.SWSP.
    private static func quadrant2(_ bits: UInt32) -> Instruction? {
        let (rd, source) = (bits.full, bits.second)
        let hasHighBit = bits.field(12, 12, to: 0) == 1
        switch bits.kind {
        case 0 where !hasHighBit:
            return Instruction(.slli, destination: rd, source1: rd, immediate: bits.immediate)
        case 2 where rd != 0:
            let offset =
                bits.field(12, 12, to: 5) | bits.field(6, 4, to: 2)
                | bits.field(3, 2, to: 6)
            return Instruction(.lw, destination: rd, source1: 2, immediate: offset)
        case 4 where source != 0:
            return Instruction(
                .add, destination: rd, source1: hasHighBit ? rd : 0, source2: source)
        case 4 where rd != 0:
            return Instruction(.jalr, destination: hasHighBit ? 1 : 0, source1: rd)
        case 4 where hasHighBit: return Instruction(.ebreak)
        case 6:
            let offset = bits.field(12, 9, to: 2) | bits.field(8, 7, to: 6)
            return Instruction(.sw, source1: 2, source2: source, immediate: offset)
        default: return nil
        }
    }
}

/// The fields of a parcel.
extension UInt32 {
    /// The bits from the first down to the last, moved so that the last is at `position`.
    fileprivate func field(_ first: UInt32, _ last: UInt32, to position: UInt32) -> UInt32 {
        (self >> last & ((1 << (first - last + 1)) - 1)) << position
    }

    /// The value with copies of the bit above it.
    fileprivate func signExtended(from bit: UInt32) -> UInt32 {
        let shift = 31 - bit
        return UInt32(bitPattern: Int32(bitPattern: self << shift) >> Int32(shift))
    }

    /// funct3.
    fileprivate var kind: UInt32 { field(15, 13, to: 0) }

    /// rd or rs1 of all registers, and rs2.
    fileprivate var full: UInt8 { UInt8(truncatingIfNeeded: field(11, 7, to: 0)) }
    fileprivate var second: UInt8 { UInt8(truncatingIfNeeded: field(6, 2, to: 0)) }

    /// The registers x8 to x15 of three bits: rd' or rs1', and rd' or rs2'.
    fileprivate var high: UInt8 { UInt8(truncatingIfNeeded: field(9, 7, to: 0)) + 8 }
    fileprivate var low: UInt8 { UInt8(truncatingIfNeeded: field(4, 2, to: 0)) + 8 }

    /// The immediate of six bits with its sign; a shift amount where bit 12 is zero.
    fileprivate var immediate: UInt32 {
        (field(12, 12, to: 5) | field(6, 2, to: 0)).signExtended(from: 5)
    }

    /// The offset of C.LW and C.SW.
    fileprivate var wordOffset: UInt32 {
        field(12, 10, to: 3) | field(6, 6, to: 2) | field(5, 5, to: 6)
    }

    /// The offset of C.J and C.JAL.
    fileprivate var jumpOffset: UInt32 {
        let high =
            field(12, 12, to: 11) | field(11, 11, to: 4) | field(10, 9, to: 8)
            | field(8, 8, to: 10)
        let low =
            field(7, 7, to: 6) | field(6, 6, to: 7) | field(5, 3, to: 1)
            | field(2, 2, to: 5)
        return (high | low).signExtended(from: 11)
    }

    /// The offset of C.BEQZ and C.BNEZ.
    fileprivate var branchOffset: UInt32 {
        let high = field(12, 12, to: 8) | field(11, 10, to: 3)
        let low = field(6, 5, to: 6) | field(4, 3, to: 1) | field(2, 2, to: 5)
        return (high | low).signExtended(from: 8)
    }
}
