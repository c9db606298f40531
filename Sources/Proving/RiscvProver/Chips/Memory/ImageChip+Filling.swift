import Constraints
import Fields
public import Polynomials
public import Riscv
public import RiscvCircuits

extension ImageChip: ProvableChip {
    /// The fixed columns, rows by address.
    public static func fixedTable(_ program: Program) -> Matrix? {
        let bounds = MemoryBounds(program)
        let words = bounds.image(of: program)
        var table = Matrix(
            zeros: 1 << ceilingLog2(words.count), width: Fixed.allCases.count)
        for (index, word) in words.enumerated() {
            let cell = bounds.imageStart + UInt32(index)
            table[index, Fixed.cell.rawValue] = Goldilocks(cell)
            table[index, Fixed.value.rawValue] = Goldilocks(word)
            table[index, Fixed.isWord.rawValue] = .one
        }
        return table
    }

    /// The value of each word at the end.
    public static func trace(_ run: RecordedRun, _ filling: inout TraceFilling) -> Matrix? {
        let bounds = MemoryBounds(run.program)
        let words = bounds.image(of: run.program)
        var table = Matrix(
            zeros: 1 << ceilingLog2(words.count), width: Column.allCases.count)
        for (index, word) in words.enumerated() {
            let cell = UInt64(bounds.imageStart) + UInt64(index)
            let last = run.record.memory.last(word: cell) ?? (value: word, time: 0)
            table[index, Column.final.rawValue] = Goldilocks(last.value)
            table[index, Column.finalTime.rawValue] = Goldilocks(last.time)
        }
        return table
    }
}
