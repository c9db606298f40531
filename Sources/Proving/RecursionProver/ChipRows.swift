import Fields
import Parallel
import Polynomials
import Recursion
import RecursionCircuits

/// The rows of a chip for a program.
protocol ChipRows: Sendable {
    /// Number of rows with operations; those behind them are padding.
    var count: Int { get }

    /// Writes the fixed columns of a row, which are zero before; `reads` says how often each
    /// address is read.
    func writeFixed(_ row: Int, reads: [Int], to cells: Row)

    /// Writes what the fixed columns of the last row of the table say about the first.
    func writeLastFixed(to cells: Row)

    /// Writes the main columns of a row, which are zero before.
    func write(_ row: Int, _ values: ProgramValues, to cells: Row)

    /// The rows that can be written independently of others, in their order.
    ///
    /// A row behind the first of a group may read the row before it.
    var groups: [Range<Int>] { get }

    /// Writes the main columns of a padding row, which are zero before.
    func writePadding(to cells: Row)
}

extension ChipRows {
    var groups: [Range<Int>] {
        stride(from: 0, to: count, by: 256).map { $0..<min($0 + 256, count) }
    }

    func writeLastFixed(to cells: Row) {}

    func writePadding(to cells: Row) {}

    /// The fixed columns, with padding up to a height.
    func fixedTable(height: Int, width: Int, reads: [Int]) -> Matrix {
        Matrix(height: height, width: width) { target in
            target.initialize(repeating: .zero)
            for row in 0..<count { writeFixed(row, reads: reads, to: Row(target, row, width)) }
            writeLastFixed(to: Row(target, height - 1, width))
        }
    }

    /// The main columns, with padding up to a height.
    func trace(height: Int, width: Int, _ values: ProgramValues, workers: Workers) -> Matrix {
        Matrix(height: height, width: width) { target in
            target.initialize(repeating: .zero)
            // Every group has rows of its own.
            nonisolated(unsafe) let target = target
            let groups = groups
            workers.forEach(groups.count) { group in
                for row in groups[group] { write(row, values, to: Row(target, row, width)) }
            }
            guard count < height else { return }
            writePadding(to: Row(target, count, width))
            let padding = UnsafeMutableBufferPointer(
                rebasing: target[count * width..<(count + 1) * width])
            workers.forEachChunk(of: height - count - 1, chunkSize: 256) { rows in
                for row in rows {
                    let first = (count + 1 + row) * width
                    for column in 0..<width { target[first + column] = padding[column] }
                }
            }
        }
    }
}

/// The cells of a program's memory, with the advice that does not reach it.
struct ProgramValues: Sendable {
    let memory: [VerifierProgram.Cell]
    let advice: ProgramAdvice
    /// How often each entry of each table is looked up.
    let lookups: [[Int]]
}

/// The columns of a row of a table.
struct Row {
    /// The columns.
    let cells: UnsafeMutableBufferPointer<Goldilocks>
    /// Those of the row before; empty in the first row.
    let before: UnsafeMutableBufferPointer<Goldilocks>

    init(_ table: UnsafeMutableBufferPointer<Goldilocks>, _ row: Int, _ width: Int) {
        cells = UnsafeMutableBufferPointer(rebasing: table[row * width..<(row + 1) * width])
        before = UnsafeMutableBufferPointer(
            rebasing: table[max(0, row - 1) * width..<row * width])
    }

    subscript(column: Int) -> Goldilocks {
        get { cells[column] }
        nonmutating set { cells[column] = newValue }
    }

    /// Writes an integer of absolute value below 2^63.
    func write(_ integer: Int, to column: Int) {
        let magnitude = Goldilocks(reducing: UInt64(integer.magnitude))
        cells[column] = integer < 0 ? -magnitude : magnitude
    }

    /// Writes the first elements of a cell, one to each column.
    func write(_ cell: VerifierProgram.Cell, to columns: Range<Int>) {
        for (place, column) in columns.enumerated() { cells[column] = cell[place] }
    }

    /// Writes an element of the extension to three columns.
    func write(_ cubic: CubicExtension, to columns: Range<Int>) {
        write(VerifierProgram.Cell(cubic), to: columns)
    }

    /// Writes where a cell is and how often it is read, -1 if it is read here.
    func write(_ address: Int, _ multiplicity: Int, to columns: (address: Int, multiplicity: Int)) {
        write(address, to: columns.address)
        write(multiplicity, to: columns.multiplicity)
    }
}
