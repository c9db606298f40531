public import Polynomials
public import Riscv
public import RiscvCircuits

/// A chip with its fixed table and its trace of a run, as a prover needs them.
public protocol ProvableChip: MachineChip {
    /// The fixed columns for a program, `nil` for a chip without any.
    static func fixedTable(_ program: Program) -> Matrix?

    /// The trace of a run, `nil` for a chip that the run does not need.
    ///
    /// Never traps, whatever the record: verifiers refuse the trace of a run that did not happen.
    static func trace(_ run: RecordedRun, _ filling: inout TraceFilling) -> Matrix?

    /// The trace of a chip of tables, from the lookups of all traces; `nil` for other chips.
    static func trace(of lookups: LookupTally) -> Matrix?

    /// The rows that the trace of a run with the given events needs; 0 when it has none.
    ///
    /// Not asked of chips with another height than `ChipHeight.run`.
    static func rowCount(_ counts: EventCounts) -> Int
}

extension ProvableChip {
    /// No fixed columns.
    public static func fixedTable(_ program: Program) -> Matrix? { nil }
    /// No trace.
    public static func trace(_ run: RecordedRun, _ filling: inout TraceFilling) -> Matrix? { nil }
    /// No table.
    public static func trace(of lookups: LookupTally) -> Matrix? { nil }
    /// No row.
    public static func rowCount(_ counts: EventCounts) -> Int { 0 }
}

/// A recorded run of a program.
public struct RecordedRun: Sendable {
    /// The program.
    public let program: Program
    /// Its instructions as rows of the program table.
    public let programRows: [ProgramRow?]
    /// Events of the run.
    public let record: ExecutionRecord

    /// The record of a run with its program.
    public init(_ record: ExecutionRecord, of program: Program) {
        self.program = program
        self.record = record
        programRows = program.programRows
    }

    /// The index of a pc in the program's parcels; out of range for a pc outside of the code.
    func parcelIndex(of pc: UInt32) -> Int { program.parcelIndex(of: pc) }
}

/// A chip with a row for each operation of some codes, in the order of execution.
public protocol OperationChip: ProvableChip {
    /// The codes that the chip proves.
    static var codes: [OperationCode] { get }

    /// Fills a row from an operation of one of the codes.
    static func fill(
        _ operation: OperationRecord, _ row: TraceRow<Column>, _ tally: inout LookupTally)
}

extension OperationChip {
    /// The index of the operation's code in `codes`, `nil` for one of another chip.
    static func kind(of operation: OperationRecord) -> UInt32? {
        codes.firstIndex(of: operation.code).map { UInt32($0) }
    }

    /// A row for each operation.
    public static func trace(_ run: RecordedRun, _ filling: inout TraceFilling) -> Matrix? {
        let codes = codes
        let operations = run.record.operations.filter { codes.contains($0.code) }
        return filling.trace(of: Self.self, operations, fill)
    }

    /// A row for each operation.
    public static func rowCount(_ counts: EventCounts) -> Int {
        codes.reduce(0) { $0 + (counts.operations[$1] ?? 0) }
    }
}
