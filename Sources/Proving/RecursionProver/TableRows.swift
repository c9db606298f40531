import Fields
import Recursion
import RecursionCircuits

/// Entries of tables.
struct TableRows: ChipRows {
    private let rows: [(table: Int, number: Int, address: Int)]

    init(_ program: VerifierProgram) {
        rows = program.operations.flatMap {
            operation -> [(table: Int, number: Int, address: Int)] in
            guard case .table(let entries, let table) = operation else { return [] }
            return entries.enumerated().map { (table, $0.offset, $0.element) }
        }
    }

    var count: Int { rows.count }

    func writeFixed(_ row: Int, reads: [Int], to cells: Row) {
        typealias Fixed = TableChip.Fixed
        let (table, number, address) = rows[row]
        cells.write(address, 1, to: (Fixed.address, Fixed.isReal))
        cells.write(table, to: Fixed.table)
        cells.write(number, to: Fixed.number)
    }

    func write(_ row: Int, _ values: ProgramValues, to cells: Row) {
        let (table, number, address) = rows[row]
        cells.write(values.memory[address], to: TableChip.Column.elements)
        cells.write(values.lookups[table - 1][number], to: TableChip.Column.lookups)
    }
}

/// Look-ups in tables.
struct LookupRows: ChipRows {
    private let rows: [VerifierProgram.Lookup]

    init(_ program: VerifierProgram) {
        rows = program.operations.compactMap {
            if case .lookup(let lookup) = $0 { lookup } else { nil }
        }
    }

    var count: Int { rows.count }

    func writeFixed(_ row: Int, reads: [Int], to cells: Row) {
        typealias Fixed = LookupChip.Fixed
        let lookup = rows[row]
        cells.write(lookup.cell, to: Fixed.address)
        cells.write(lookup.integer, to: Fixed.integerAddress)
        cells.write(lookup.dropped, to: Fixed.droppedAddress)
        cells.write(1 << lookup.bitCount, to: Fixed.power)
        cells.write(lookup.table, to: Fixed.table)
        cells.write(1, to: Fixed.isReal)
    }

    func write(_ row: Int, _ values: ProgramValues, to cells: Row) {
        typealias Column = LookupChip.Column
        let lookup = rows[row]
        cells.write(values.memory[lookup.cell], to: Column.elements)
        cells[Column.integer] = values.memory[lookup.integer][0]
        cells[Column.dropped] = values.memory[lookup.dropped][0]
        cells.write(lookup.index(in: values.memory), to: Column.number)
    }
}
