public import Riscv
public import RiscvCircuits

/// An instruction's row of the program table.
public struct ProgramRow: Equatable, Sendable {
    /// The address.
    public let pc: UInt32
    /// `ProcessorFlag` as bits, the first the lowest.
    public private(set) var flags: UInt32 = 0
    /// The register of the first access; 0 for none.
    public private(set) var source1: UInt32 = 0
    /// The register of the second access; 0 for none.
    public private(set) var source2: UInt32 = 0
    /// The register of the third access; 0 for none.
    public private(set) var destination: UInt32 = 0
    /// Address offset, jump or branch target, constant result, or return address of JALR.
    public private(set) var immediate: UInt32 = 0
    /// The operand of instructions without a second register; the return address of JAL.
    public private(set) var operandImmediate: UInt32 = 0
    /// Code of the operation sent to another chip, `nil` for none.
    public private(set) var code: OperationCode?

    /// The row of an instruction, `nil` for one that cannot be completed.
    ///
    /// An instruction that only computes a result for x0 is a constant that is not written.
    public init?(_ instruction: Instruction, pc: UInt32) {
        self.pc = pc
        let opcode = instruction.opcode
        guard var kind = ProcessorFlag(opcode) else { return nil }
        destination = UInt32(instruction.destination)
        if destination == 0, kind.onlyComputes { kind = .constant }
        insert(kind)
        if destination != 0 { insert(.writesRegister) }
        if instruction.isCompressed { insert(.compressed) }
        let after = pc &+ 2 &* instruction.parcelCount
        switch kind {
        case .constant:
            if destination != 0 { immediate = Self.constant(instruction, pc: pc) }
        case .jump: (immediate, operandImmediate) = (pc &+ instruction.immediate, after)
        case .jumpRegister:
            setSources(instruction)
            (immediate, operandImmediate) = (after, instruction.immediate)
        case .branchEqual, .branchLess, .branchSigned:
            setSources(instruction)
            immediate = pc &+ instruction.immediate
            if opcode == .bne || opcode == .bgeu { insert(.negate) }
        case .loadWord, .loadSubword, .storeWord, .storeSubword:
            setSources(instruction)
            immediate = instruction.immediate
        case .hostCall:
            (source1, source2, destination) = (17, 10, 11)
            insert(.writesRegister)
        default:
            setSources(instruction)
            if !opcode.isRegisterRegister { operandImmediate = instruction.immediate }
        }
        if kind != .constant { code = OperationCode(opcode) }
    }

    /// Whether the instruction has the class or property.
    @inline(__always)
    public func has(_ flag: ProcessorFlag) -> Bool { flags >> UInt32(flag.rawValue) & 1 == 1 }

    /// Whether the instruction accesses memory.
    @inline(__always)
    var isMemory: Bool {
        has(.loadWord) || has(.loadSubword) || has(.storeWord) || has(.storeSubword)
    }

    private mutating func insert(_ flag: ProcessorFlag) {
        flags |= 1 << UInt32(flag.rawValue)
    }

    private mutating func setSources(_ instruction: Instruction) {
        source1 = UInt32(instruction.source1)
        source2 = UInt32(instruction.source2)
    }

    private static func constant(_ instruction: Instruction, pc: UInt32) -> UInt32 {
        switch instruction.opcode {
        case .lui: instruction.immediate
        case .auipc: pc &+ instruction.immediate
        default: 0
        }
    }
}

extension ProcessorFlag {
    /// The class of an instruction, `nil` for one that cannot be completed.
    init?(_ opcode: Opcode) {
        switch opcode {
        case .lui, .auipc, .fence: self = .constant
        case .jal: self = .jump
        case .jalr: self = .jumpRegister
        case .beq, .bne: self = .branchEqual
        case .bltu, .bgeu: self = .branchLess
        case .blt, .bge: self = .branchSigned
        case .lw: self = .loadWord
        case .lb, .lh, .lbu, .lhu: self = .loadSubword
        case .sw: self = .storeWord
        case .sb, .sh: self = .storeSubword
        case .addi, .add: self = .add
        case .sub: self = .subtract
        case .sltiu, .sltu: self = .lessThan
        case .ecall: self = .hostCall
        case .ebreak, .illegal, .outside: return nil
        default: self = .operate
        }
    }

    /// Whether instructions of the class only write a register.
    var onlyComputes: Bool {
        switch self {
        case .add, .subtract, .lessThan, .constant, .operate: true
        default: false
        }
    }
}

extension Program {
    /// The rows of the program table by parcel, `nil` where no instruction can be completed.
    public var programRows: [ProgramRow?] {
        parcels.indices.map { index in
            ProgramRow(instructions[index], pc: codeAddress &+ UInt32(index) &* 2)
        }
    }
}
