/// Properties of an instruction in the processor's row: bits fixed by the program table.
///
/// The first fifteen are classes, of which each instruction has exactly one.
public enum ProcessorFlag: Int, CaseIterable, Sendable {
    /// The result is rs1 + operand.
    case add
    /// The result is rs1 - operand.
    case subtract
    /// The result is 1 when rs1 < operand without signs.
    case lessThan
    /// The result is the immediate: LUI, AUIPC, FENCE.
    case constant
    /// Jump to the immediate: JAL.
    case jump
    /// Jump to rs1 + operand: JALR.
    case jumpRegister
    /// Branch when rs1 = rs2.
    case branchEqual
    /// Branch when rs1 < rs2 without signs.
    case branchLess
    /// Branch when the operation's result is 1: comparison with signs.
    case branchSigned
    /// LW.
    case loadWord
    /// Loads of less than a word.
    case loadSubword
    /// SW.
    case storeWord
    /// Stores of less than a word.
    case storeSubword
    /// The result is that of an operation on the operation bus.
    case operate
    /// ECALL.
    case hostCall
    /// The branch, on equality or without signs, is taken when its condition does not hold.
    case negate
    /// A register is written: rd is not x0.
    case writesRegister
    /// The instruction is compressed: the next one is at pc + 2.
    case compressed

    /// The number of classes.
    static let classCount = 15
}
