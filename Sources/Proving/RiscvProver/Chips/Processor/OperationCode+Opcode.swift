public import Riscv
public import RiscvCircuits

extension OperationCode {
    /// The code of an instruction, `nil` for those that the processor's row completes.
    public init?(_ opcode: Opcode) {
        switch opcode {
        case .andi, .and: self = .and
        case .ori, .or: self = .or
        case .xori, .xor: self = .xor
        case .slli, .sll: self = .sll
        case .srli, .srl: self = .srl
        case .srai, .sra: self = .sra
        case .slti, .slt, .blt: self = .slt
        case .bge: self = .sge
        case .mul: self = .mul
        case .mulh: self = .mulh
        case .mulhsu: self = .mulhsu
        case .mulhu: self = .mulhu
        case .div: self = .div
        case .divu: self = .divu
        case .rem: self = .rem
        case .remu: self = .remu
        case .lb: self = .lb
        case .lbu: self = .lbu
        case .lh: self = .lh
        case .lhu: self = .lhu
        case .sb: self = .sb
        case .sh: self = .sh
        case .ecall: self = .host
        default: return nil
        }
    }
}
