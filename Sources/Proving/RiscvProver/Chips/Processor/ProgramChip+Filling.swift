import Constraints
import Fields
public import Polynomials
public import Riscv
public import RiscvCircuits

extension ProgramChip: ProvableChip {
    /// The pc of padding: odd, so that no instruction has it.
    private static let fillerPC = Goldilocks(1)

    /// The fixed columns, rows by address.
    public static func fixedTable(_ program: Program) -> Matrix? {
        let rows = program.programRows.compactMap { $0 }
        var table = Matrix(
            zeros: 1 << ceilingLog2(rows.count), width: Fixed.allCases.count)
        for (index, row) in rows.enumerated() {
            let members: [(Fixed, UInt32)] = [
                (.pc, row.pc), (.flags, row.flags), (.source1, row.source1),
                (.source2, row.source2), (.destination, row.destination),
                (.immediate, row.immediate), (.operandImmediate, row.operandImmediate),
                (.code, row.code?.rawValue ?? 0),
            ]
            for (column, value) in members {
                table[index, column.rawValue] = Goldilocks(value)
            }
        }
        for index in rows.count..<table.height {
            table[index, Fixed.pc.rawValue] = fillerPC
        }
        return table
    }

    /// The counts; a cycle at a pc without a row is not counted.
    public static func trace(_ run: RecordedRun, _ filling: inout TraceFilling) -> Matrix? {
        let rows = run.programRows
        var counts = [UInt32](repeating: 0, count: rows.count)
        for cycle in run.record.cycles {
            let index = run.parcelIndex(of: cycle.pc)
            if index < counts.count { counts[index] &+= 1 }
        }
        let executed = zip(rows, counts).compactMap { row, count in row == nil ? nil : count }
        var table = Matrix(
            zeros: 1 << ceilingLog2(executed.count), width: Column.allCases.count)
        for (index, count) in executed.enumerated() {
            table[index, Column.count.rawValue] = Goldilocks(count)
        }
        return table
    }
}
