/// The RV32IM user-level instructions, in the order of the manual's listing tables.
///
/// A compressed instruction has the opcode of the instruction that it expands to.
/// Source: The RISC-V Instruction Set Manual, volume I (unprivileged), chapters "RV32I" and "M",
/// and the table "RV32/64G Instruction Set Listings".
public enum Opcode: UInt8, CaseIterable, Sendable {
    case lui, auipc, jal, jalr
    case beq, bne, blt, bge, bltu, bgeu
    case lb, lh, lw, lbu, lhu
    case sb, sh, sw
    case addi, slti, sltiu, xori, ori, andi, slli, srli, srai
    case add, sub, sll, slt, sltu, xor, srl, sra, or, and
    case mul, mulh, mulhsu, mulhu, div, divu, rem, remu
    case fence, ecall, ebreak
    /// An encoding that RV32IMC does not define.
    case illegal
    /// An address without a whole instruction of the executable segments.
    case outside
}

extension Opcode {
    /// Whether the instruction reads memory.
    public var isLoad: Bool { Opcode.lb.rawValue...Opcode.lhu.rawValue ~= rawValue }

    /// Whether the instruction writes memory.
    public var isStore: Bool { Opcode.sb.rawValue...Opcode.sw.rawValue ~= rawValue }

    /// Whether both operands of the computation are registers.
    public var isRegisterRegister: Bool { Opcode.add.rawValue...Opcode.remu.rawValue ~= rawValue }

    /// Number of bytes that a load or store moves; zero for every other instruction.
    public var accessByteCount: Int {
        switch self {
        case .lb, .lbu, .sb: 1
        case .lh, .lhu, .sh: 2
        case .lw, .sw: 4
        default: 0
        }
    }
}
