#if !hasFeature(Embedded)
    public import Riscv
#endif

/// What the processor asks of another chip.
///
/// Codes of loads and stores of less than a word are multiples of four: the two bits of the
/// address below the word index are added to them.
public enum OperationCode: UInt32, CaseIterable, Sendable {
    case and = 1
    case or, xor, sll, srl, sra
    /// 1 when first < second with signs.
    case slt
    /// 1 when first >= second with signs.
    case sge
    case mul, mulh, mulhsu, mulhu
    case div, divu, rem, remu
    case lb = 20
    case lbu = 24
    case lh = 28
    case lhu = 32
    case sb = 36
    case sh = 40
    /// A host call: first is its number (a7), second is a0, before and result are a1.
    case host = 44
}

#if !hasFeature(Embedded)
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
#endif
