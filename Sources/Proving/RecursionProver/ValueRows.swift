import Recursion
import RecursionCircuits

/// The public cell, constants and advice.
struct ValueRows: ChipRows {
    private enum Value {
        /// The public cell of a program without one: zero.
        case none
        case constant(VerifierProgram.Cell, Int)
        case advice(Int)
    }

    private var rows: [Value] = [.none]

    init(_ program: VerifierProgram) {
        for operation in program.operations {
            switch operation {
            case .constant(let cell, let address): rows.append(.constant(cell, address))
            case .advice(_, let address) where address == program.publicAddress:
                rows[0] = .advice(address)
            case .advice(_, let address): rows.append(.advice(address))
            default: break
            }
        }
    }

    var count: Int { rows.count }

    func writeFixed(_ row: Int, reads: [Int], to cells: Row) {
        typealias Fixed = ValueChip.Fixed
        let columns = (address: Fixed.address, multiplicity: Fixed.reads)
        switch rows[row] {
        case .none: break
        case .advice(let address): cells.write(address, reads[address], to: columns)
        case .constant(let cell, let address):
            cells.write(address, reads[address], to: columns)
            cells.write(1, to: Fixed.isConstant)
            cells.write(cell, to: Fixed.elements)
        }
    }

    func write(_ row: Int, _ values: ProgramValues, to cells: Row) {
        switch rows[row] {
        case .none: break
        case .constant(_, let address), .advice(let address):
            cells.write(values.memory[address], to: ValueChip.Column.elements)
        }
    }
}
