import Recursion
import RecursionCircuits

/// Equations a b + c = d, some to a row.
struct EquationRows: ChipRows {
    private let equations: [VerifierProgram.MultiplyAdd]

    init(_ program: VerifierProgram) {
        equations = program.operations.compactMap {
            if case .multiplyAdd(let equation) = $0 { equation } else { nil }
        }
    }

    var count: Int {
        (equations.count + EquationChip.equationCount - 1) / EquationChip.equationCount
    }

    /// The equations of a row by their places in it.
    private func row(_ row: Int) -> EnumeratedSequence<ArraySlice<VerifierProgram.MultiplyAdd>> {
        let first = row * EquationChip.equationCount
        return equations[first..<min(first + EquationChip.equationCount, equations.count)]
            .enumerated()
    }

    func writeFixed(_ row: Int, reads: [Int], to cells: Row) {
        typealias Fixed = EquationChip.Fixed
        for (number, equation) in self.row(row) {
            for (place, address) in equation.members.enumerated() {
                let multiplicity = place == equation.writtenIndex ? reads[address] : -1
                cells.write(
                    address, multiplicity,
                    to: (Fixed.address(number, place), Fixed.multiplicity(number, place)))
            }
        }
    }

    func write(_ row: Int, _ values: ProgramValues, to cells: Row) {
        for (number, equation) in self.row(row) {
            for (place, address) in equation.members.enumerated() {
                cells.write(
                    values.memory[address], to: EquationChip.Column.member(number, place))
            }
        }
    }
}

/// Cells divided into their elements or made of them.
struct ElementRows: ChipRows {
    private let rows: [VerifierProgram.Elements]

    init(_ program: VerifierProgram) {
        rows = program.operations.compactMap {
            if case .elements(let elements) = $0 { elements } else { nil }
        }
    }

    var count: Int { rows.count }

    func writeFixed(_ row: Int, reads: [Int], to cells: Row) {
        let elements = rows[row]
        for (place, address) in ([elements.cell] + elements.parts).enumerated() {
            guard let address else { continue }
            let isWritten = elements.written == (place == 0 ? .cell : .parts)
            cells.write(
                address, isWritten ? reads[address] : -1,
                to: (ElementChip.Fixed.address(place), ElementChip.Fixed.multiplicity(place)))
        }
    }

    func write(_ row: Int, _ values: ProgramValues, to cells: Row) {
        cells.write(values.memory[rows[row].cell], to: ElementChip.Column.elements)
    }
}
