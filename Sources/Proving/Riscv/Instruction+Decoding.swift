/// Decoding of instruction words; every word decodes, undefined ones to `illegal`.
///
/// Source: The RISC-V Instruction Set Manual, volume I, "RV32/64G Instruction Set Listings".
/// FENCE ignores its fields, as the manual asks of implementations that order all accesses.
extension Instruction {
    /// Decodes one 32-bit instruction word.
    public init(word: UInt32) {
        switch word & 0x7f {
        case 0x37: self.init(.lui, destination: word.rd, immediate: word & 0xffff_f000)
        case 0x17: self.init(.auipc, destination: word.rd, immediate: word & 0xffff_f000)
        case 0x6f: self.init(.jal, destination: word.rd, immediate: word.jumpImmediate)
        case 0x67: self.init(load: word.funct3 == 0 ? .jalr : .illegal, word)
        case 0x63: self.init(branch: word)
        case 0x03: self.init(load: Instruction.loads[Int(word.funct3)], word)
        case 0x23: self.init(store: word)
        case 0x13: self.init(immediateOperation: word)
        case 0x33: self.init(registerOperation: word)
        case 0x0f: self.init(word.funct3 == 0 ? .fence : .illegal)
        case 0x73: self.init(system: word)
        default: self.init(.illegal)
        }
    }

    private static let loads: [Opcode] = [
        .lb, .lh, .lw, .illegal, .lbu, .lhu, .illegal, .illegal,
    ]

    private static let branches: [Opcode] = [
        .beq, .bne, .illegal, .illegal, .blt, .bge, .bltu, .bgeu,
    ]

    private static let immediateOperations: [Opcode] = [
        .addi, .slli, .slti, .sltiu, .xori, .srli, .ori, .andi,
    ]

    private static let registerOperations: [Opcode] = [
        .add, .sll, .slt, .sltu, .xor, .srl, .or, .and,
    ]

    private static let multiplications: [Opcode] = [
        .mul, .mulh, .mulhsu, .mulhu, .div, .divu, .rem, .remu,
    ]

    /// Decodes the I format of JALR and loads.
    private init(load opcode: Opcode, _ word: UInt32) {
        guard opcode != .illegal else {
            self.init(.illegal)
            return
        }
        self.init(
            opcode, destination: word.rd, source1: word.rs1, immediate: word.shortImmediate)
    }

    private init(branch word: UInt32) {
        let opcode = Instruction.branches[Int(word.funct3)]
        guard opcode != .illegal else {
            self.init(.illegal)
            return
        }
        self.init(
            opcode, source1: word.rs1, source2: word.rs2, immediate: word.branchImmediate)
    }

    private init(store word: UInt32) {
        let opcode: Opcode
        switch word.funct3 {
        case 0: opcode = .sb
        case 1: opcode = .sh
        case 2: opcode = .sw
        default:
            self.init(.illegal)
            return
        }
        self.init(opcode, source1: word.rs1, source2: word.rs2, immediate: word.storeImmediate)
    }

    private init(immediateOperation word: UInt32) {
        var opcode = Instruction.immediateOperations[Int(word.funct3)]
        var immediate = word.shortImmediate
        if opcode == .slli || opcode == .srli {
            // Bit 25 is the sixth bit of the shift amount, which RV32 reserves.
            switch (opcode, word.funct7) {
            case (_, 0): break
            case (.srli, 0x20): opcode = .srai
            default: opcode = .illegal
            }
            immediate = UInt32(word.rs2)
        }
        guard opcode != .illegal else {
            self.init(.illegal)
            return
        }
        self.init(opcode, destination: word.rd, source1: word.rs1, immediate: immediate)
    }

    private init(registerOperation word: UInt32) {
        let opcode: Opcode
        switch (word.funct7, word.funct3) {
        case (0x00, let operation): opcode = Instruction.registerOperations[Int(operation)]
        case (0x01, let operation): opcode = Instruction.multiplications[Int(operation)]
        case (0x20, 0): opcode = .sub
        case (0x20, 5): opcode = .sra
        default:
            self.init(.illegal)
            return
        }
        self.init(opcode, destination: word.rd, source1: word.rs1, source2: word.rs2)
    }

    private init(system word: UInt32) {
        switch word {
        case 0x0000_0073: self.init(.ecall)
        case 0x0010_0073: self.init(.ebreak)
        default: self.init(.illegal)
        }
    }
}

/// The fields of an instruction word.
extension UInt32 {
    fileprivate var rd: UInt8 { UInt8(truncatingIfNeeded: self >> 7 & 31) }
    fileprivate var rs1: UInt8 { UInt8(truncatingIfNeeded: self >> 15 & 31) }
    fileprivate var rs2: UInt8 { UInt8(truncatingIfNeeded: self >> 20 & 31) }
    fileprivate var funct3: UInt32 { self >> 12 & 7 }
    fileprivate var funct7: UInt32 { self >> 25 }

    /// The word shifted right with copies of its sign.
    private func signed(shiftedRight count: UInt32) -> UInt32 {
        UInt32(bitPattern: Int32(bitPattern: self) >> Int32(bitPattern: count))
    }

    fileprivate var shortImmediate: UInt32 { signed(shiftedRight: 20) }

    fileprivate var storeImmediate: UInt32 {
        signed(shiftedRight: 20) & 0xffff_ffe0 | self >> 7 & 0x1f
    }

    fileprivate var branchImmediate: UInt32 {
        let sign = signed(shiftedRight: 19) & 0xffff_f000
        return sign | self << 4 & 0x800 | self >> 20 & 0x7e0 | self >> 7 & 0x1e
    }

    fileprivate var jumpImmediate: UInt32 {
        let sign = signed(shiftedRight: 11) & 0xfff0_0000
        return sign | self & 0xf_f000 | self >> 9 & 0x800 | self >> 20 & 0x7fe
    }
}
