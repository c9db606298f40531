import Constraints
import Fields
public import Polynomials
public import Riscv
public import RiscvCircuits

extension ScheduleChip: ProvableChip {
    /// The rows of each schedule at their places.
    public static func fixedTable(_ program: Program) -> Matrix? {
        var table = Matrix(zeros: 1 << heightLog2, width: shape.fixedWidth)
        for row in 0..<table.height { table[row, 0] = Goldilocks(UInt32(row)) }
        for schedule in schedules {
            for (step, members) in schedule.rows.enumerated() {
                for (index, member) in members.enumerated() {
                    table[schedule.start + step, 1 + index] = Goldilocks(member)
                }
            }
        }
        return table
    }

    /// Each call looks up each row of its schedule once.
    public static func trace(_ run: RecordedRun, _ filling: inout TraceFilling) -> Matrix? {
        var table = Matrix(zeros: 1 << heightLog2, width: Column.allCases.count)
        for schedule in schedules {
            let count = run.record.calls[schedule.call]?.count ?? 0
            for step in schedule.rows.indices {
                table[schedule.start + step, 0] = Goldilocks(UInt32(count))
            }
        }
        return table
    }
}
