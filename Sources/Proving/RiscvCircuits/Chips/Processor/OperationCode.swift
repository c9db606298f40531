/// Operations that the processor sends to other chips.
///
/// Codes of loads and stores of less than a word are multiples of four, plus the two bits of the
/// address below the word index.
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
