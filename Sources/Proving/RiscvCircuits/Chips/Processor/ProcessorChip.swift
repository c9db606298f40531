public import Constraints
public import Fields

/// The processor: one row for each instruction, in the order of execution.
///
/// Three accesses to memory a row: rs1, then rs2 or the loaded word, then rd or the stored word.
/// Additions, comparisons without signs, branches, jumps, and word loads and stores are completed
/// here; other operations go over the operation bus.
public enum ProcessorChip: MachineChip {
    /// The columns.
    public enum Column: Int, ChipColumn {
        /// The address of the instruction and its time.
        case pc, clock
        /// The registers of the instruction: 0 where it has none.
        case source1, source2, destination
        /// Address offset, jump or branch target, constant result, or return address of JALR.
        case immediate
        /// Summand that makes the operand from rs2: the immediate where there is no rs2, the return
        /// address of JAL.
        case operandImmediate
        /// `OperationCode`, 0 for none.
        case code
        /// The value of rs1.
        case first
        /// The value of rs2, or the loaded word.
        case second
        /// The destination before; in branches on equality the inverse of the difference.
        case before
        /// The destination after; the result even when x0 discards it.
        case result
        /// The cells of the second and third access.
        case secondCell, thirdCell
        /// The sum or difference: limbs of 16 bits; in accesses to memory 14 and 16 bits of the
        /// word's index.
        case low, high
        /// The carry or borrow; in branches on equality whether rs1 = rs2.
        case carry
        /// The two low bits of an address; in branches the first is 1 if the branch is taken.
        case offset0, offset1
        /// The limbs of the gaps since the accesses before.
        case gap1Low, gap1High, gap2Low, gap2High, gap3Low, gap3High
        /// A host call that no chip receives: exit and log.
        case isSilent
        /// `ProcessorFlag`, in its order.
        case add, subtract, lessThan, constant, jump, jumpRegister
        case branchEqual, branchLess, branchSigned
        case loadWord, loadSubword, storeWord, storeSubword, operate, hostCall, negate,
            writesRegister, compressed
    }

    /// Public values: the address of the first instruction and the exit code.
    public enum Public: Int, CaseIterable, Sendable {
        case entry, exitCode
    }

    /// The size.
    public static let shape = ChipShape(
        name: "processor", mainWidth: Column.allCases.count,
        publicCount: Public.allCases.count)

    /// The entry and the exit code.
    public static func publicValues(_ claim: RunClaim) -> [Goldilocks] {
        [Goldilocks(claim.entry), Goldilocks(claim.result.exitCode)]
    }

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let row = ProcessorRow(builder)
        describeFlags(row, to: &builder)
        describeSums(row, to: &builder)
        describeResults(row, to: &builder)
        describeFlow(row, to: &builder)
        describeEnd(row, to: &builder)
        describeMemory(row, to: &builder)
        describeTraffic(row, to: &builder)
    }
}

/// Expressions that several constraints of a row use.
struct ProcessorRow<Value: ConstraintValue> {
    typealias Column = ProcessorChip.Column

    private let cells: [Value]
    /// Whether the row is an instruction, that is, has one of the fifteen classes.
    let isReal: Value
    /// Whether the next row is an instruction.
    let isNextReal: Value
    /// Whether the instruction accesses memory.
    let isMemory: Value
    /// The two limbs of a sum or difference.
    let sum: Value
    /// The index of the accessed word.
    let wordIndex: Value

    init<Builder: ConstraintBuilder>(_ builder: Builder) where Builder.Value == Value {
        cells = (0..<ProcessorChip.shape.mainWidth).map { builder.this($0) }
        let flags = Column.add.rawValue..<Column.add.rawValue + ProcessorFlag.classCount
        isReal = flags.reduce(.zero) { $0 + builder.this($1) }
        isNextReal = flags.reduce(.zero) { $0 + builder.next($1) }
        isMemory =
            builder.this(Column.loadWord) + builder.this(Column.loadSubword)
            + builder.this(Column.storeWord) + builder.this(Column.storeSubword)
        let (low, high) = (builder.this(Column.low), builder.this(Column.high))
        sum = builder.word(low, high)
        wordIndex = low + high * builder.power(14)
    }

    subscript(_ column: Column) -> Value { cells[column.rawValue] }

    /// The column of a flag.
    func flag(_ flag: ProcessorFlag) -> Value { cells[Column.add.rawValue + flag.rawValue] }

    /// The sum of flags.
    func sum(_ flags: ProcessorFlag...) -> Value {
        flags.reduce(.zero) { $0 + flag($1) }
    }

    /// rs2 or the immediate.
    var operand: Value { self[.second] + self[.operandImmediate] }

    /// The two low bits of an address.
    var offset: Value { self[.offset0] + self[.offset1] + self[.offset1] }
}
