import Constraints
import Fields
public import Polynomials
public import Riscv
public import RiscvCircuits

extension RegisterChip: ProvableChip {
    /// The fixed column.
    public static func fixedTable(_ program: Program) -> Matrix? {
        Matrix(
            width: 1,
            elements: (0..<1 << heightLog2).map {
                Goldilocks(reducing: MachineBus.registerBase + UInt64($0))
            })
    }

    /// The value of each register at the end.
    public static func trace(_ run: RecordedRun, _ filling: inout TraceFilling) -> Matrix? {
        let registers = run.record.registers
        precondition(registers.count == 1 << heightLog2)
        return Matrix(
            width: Column.allCases.count,
            elements: registers.flatMap { [Goldilocks($0.value), Goldilocks($0.time)] })
    }
}
