import Constraints
import Fields
import Parallel
import Polynomials

/// The bus columns of a chip: partial sums but the last, then the cumulative sum.
///
/// LogUp; Haböck, eprint 2022/1530, section 3.
struct BusTrace {
    /// Columns, three for one of the extension; rows in natural order.
    let table: Matrix
    /// Sum of the bus fractions of all rows.
    let terminalSum: CubicExtension

    private static let chunkSize = 1 << 8

    /// A fingerprint of zero, of which a tuple has a chance of about 2^-160, gives a partial sum
    /// that the constraints refuse.
    init<Chips: Machine>(
        _ machine: CheckedMachine<Chips>, chip: Int, main: Matrix, fixed: Matrix?,
        publicValues: [Goldilocks], challenges: BusChallenges<CubicExtension>, workers: Workers
    ) {
        let layout = machine.layouts[chip]
        let program = RowProgram.busFractions(
            machine, chip: chip, publicValues: publicValues, challenges: challenges)
        let tables = RowTables(main: main, fixed: fixed, bus: nil)
        var sums = [CubicExtension]()
        table = Matrix(height: main.height, width: layout.busWidth) { target in
            // Each chunk writes its own rows.
            nonisolated(unsafe) let target = target
            let chunkCount = (main.height + Self.chunkSize - 1) / Self.chunkSize
            sums = workers.map(chunkCount) { chunk in
                let rows = Self.rows(chunk, of: main.height)
                let cells =
                    rows.lowerBound * layout.busWidth..<rows.upperBound * layout.busWidth
                return Self.fill(
                    UnsafeMutableBufferPointer(rebasing: target[cells]), rows: rows,
                    of: tables, program: program)
            }
            Self.addUp(sums, in: target, shape: (main.height, layout.busWidth), workers: workers)
        }
        terminalSum = sums.reduce(.zero) { $0 + $1 }
    }

    private static func rows(_ chunk: Int, of height: Int) -> Range<Int> {
        chunk * chunkSize..<min((chunk + 1) * chunkSize, height)
    }

    /// Writes partial sums, and cumulative sums that start from zero in the chunk; returns the sum
    /// of the chunk.
    private static func fill(
        _ target: UnsafeMutableBufferPointer<Goldilocks>, rows: Range<Int>, of tables: RowTables,
        program: RowProgram
    ) -> CubicExtension {
        let height = tables.main.height
        let lists = program.run(
            tables, here: Array(rows), next: rows.map { $0 + 1 == height ? 0 : $0 + 1 })
        let (stride, partialSumCount) = (
            RowProgram.stride(rowCount: rows.count), program.outputCount / 6
        )
        var fractions = CubicFractions(lists: lists, stride: stride)
        fractions.divide()
        var sum = CubicExtension.zero
        fractions.lists.withUnsafeBufferPointer { lists in
            var next = 0
            for row in 0..<rows.count {
                let before = sum
                for index in 0..<partialSumCount {
                    let list = 6 * index * stride + row
                    let value = CubicExtension(
                        lists[list], lists[list + stride], lists[list + 2 * stride])
                    sum += value
                    // The last partial sum has no column.
                    if index + 1 == partialSumCount { break }
                    write(value, target, at: next)
                    next += 3
                }
                write(before, target, at: next)
                next += 3
            }
        }
        return sum
    }

    private static func write(
        _ value: CubicExtension, _ target: UnsafeMutableBufferPointer<Goldilocks>, at start: Int
    ) {
        target[start] = value.c0
        target[start + 1] = value.c1
        target[start + 2] = value.c2
    }

    /// Adds the sums of the chunks before to the cumulative sums of each chunk.
    ///
    /// Less 1 / n of the terminal sum for every row before.
    private static func addUp(
        _ sums: [CubicExtension], in target: UnsafeMutableBufferPointer<Goldilocks>,
        shape: (height: Int, width: Int), workers: Workers
    ) {
        nonisolated(unsafe) let target = target
        let (height, width) = shape
        let terminalSum = sums.reduce(CubicExtension.zero) { $0 + $1 }
        let rowShare = terminalSum.scaled(by: Goldilocks(reducing: UInt64(height)).inverseOrZero)
        var starts = [CubicExtension]()
        starts.reserveCapacity(sums.count)
        var start = CubicExtension.zero
        for sum in sums {
            starts.append(start)
            start += sum
        }
        workers.forEach(sums.count) { chunk in
            let rows = rows(chunk, of: height)
            var offset =
                starts[chunk] - rowShare.scaled(by: Goldilocks(reducing: UInt64(rows.lowerBound)))
            for row in rows {
                let start = (row + 1) * width - 3
                let sum = CubicExtension(target[start], target[start + 1], target[start + 2])
                write(sum + offset, target, at: start)
                offset -= rowShare
            }
        }
    }
}
