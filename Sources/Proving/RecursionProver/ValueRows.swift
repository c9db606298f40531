import Recursion
import RecursionCircuits

/// Constants and advice.
struct ValueRows: ChipRows {
    private struct Value {
        let address: Int
        var constant: VerifierProgram.Cell?
    }

    private let rows: [Value]

    init(_ program: VerifierProgram) {
        rows = program.operations.compactMap { operation in
            switch operation {
            case .constant(let cell, let address): Value(address: address, constant: cell)
            case .advice(_, let address): Value(address: address)
            default: nil
            }
        }
    }

    var count: Int { rows.count }

    func writeFixed(_ row: Int, reads: [Int], to cells: Row) {
        typealias Fixed = ValueChip.Fixed
        let address = rows[row].address
        cells.write(address, reads[address], to: (Fixed.address, Fixed.reads))
        if let constant = rows[row].constant {
            cells.write(1, to: Fixed.isConstant)
            cells.write(constant, to: Fixed.elements)
        }
    }

    func write(_ row: Int, _ values: ProgramValues, to cells: Row) {
        cells.write(values.memory[rows[row].address], to: ValueChip.Column.elements)
    }
}
