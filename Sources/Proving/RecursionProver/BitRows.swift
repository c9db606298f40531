import Fields
import Recursion
import RecursionCircuits

/// Elements in bits, 64 rows for each.
struct BitRows: ChipRows {
    private enum Division {
        case bits(VerifierProgram.Bits)
        case zeroBits(element: Int, count: Int)

        var element: Int {
            switch self {
            case .bits(let bits): bits.element
            case .zeroBits(let element, _): element
            }
        }
    }

    private let divisions: [Division]

    init(_ program: VerifierProgram) {
        divisions = program.operations.compactMap { operation in
            switch operation {
            case .bits(let bits): .bits(bits)
            case .requireZeroBits(let element, let count):
                .zeroBits(element: element, count: count)
            default: nil
            }
        }
    }

    var count: Int { BitChip.rowCount * divisions.count }

    func writeFixed(_ row: Int, reads: [Int], to cells: Row) {
        typealias Fixed = BitChip.Fixed
        let (division, bit) = (divisions[row / BitChip.rowCount], row % BitChip.rowCount)
        cells.write(1, to: bit == 63 ? Fixed.isLast : bit >= 32 ? Fixed.isMiddle : Fixed.isLow)
        let upper = (address: Fixed.upperAddress, multiplicity: Fixed.upperMultiplicity)
        if bit == 0 { cells.write(division.element, -1, to: upper) }
        switch division {
        case .zeroBits(_, let count):
            if bit < count { cells.write(1, to: Fixed.isZero) }
        case .bits(let bits):
            if bit < bits.bits.count {
                let address = bits.bits[bit]
                cells.write(address, reads[address], to: (Fixed.bitAddress, Fixed.bitReads))
            }
            if let address = bits.upper[bit] { cells.write(address, reads[address], to: upper) }
        }
    }

    func write(_ row: Int, _ values: ProgramValues, to cells: Row) {
        typealias Column = BitChip.Column
        let bit = UInt64(row % BitChip.rowCount)
        let value = values.memory[divisions[row / BitChip.rowCount].element][0].value
        let upper = value >> bit
        cells[Column.bit] = Goldilocks(UInt32(truncatingIfNeeded: upper & 1))
        cells[Column.upper] = Goldilocks(reducing: upper)
        let lowest = max(bit, 32)
        cells[Column.isFull] = value >> lowest == UInt64.max >> lowest ? .one : .zero
    }
}
