import Constraints
import Fields
public import Polynomials
public import Riscv
public import RiscvCircuits

extension TableChip: ProvableChip {
    /// The fixed columns.
    public static func fixedTable(_ program: Program) -> Matrix? {
        var table = Matrix(zeros: 1 << heightLog2, width: Fixed.allCases.count)
        for row in 0..<table.height {
            let value = UInt32(row)
            let members: [(Fixed, UInt32)] = [
                (.value, value), (.low14, value & 0x3fff), (.low15, value & 0x7fff),
                (.x, value & 0xff), (.y, value >> 8), (.and, value & 0xff & value >> 8),
                (.power, 1 << (value & 31)),
            ]
            for (column, member) in members {
                table[row, column.rawValue] = Goldilocks(member)
            }
        }
        return table
    }

    /// The multiplicities.
    public static func trace(of lookups: LookupTally) -> Matrix? {
        var table = Matrix(zeros: 1 << heightLog2, width: Column.allCases.count)
        for row in 0..<table.height {
            for column in Column.allCases {
                table[row, column.rawValue] = lookups.count(of: column, row: row)
            }
        }
        return table
    }
}
