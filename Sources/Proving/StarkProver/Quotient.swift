import Constraints
import Fields
import Parallel
import Polynomials

/// The quotient of a chip: folded constraints over x^n - 1.
///
/// Evaluated on the first 2n points of the extended columns.
struct Quotient {
    /// The folded constraints.
    let program: RowProgram
    let heightLog2: Int
    let shift: Goldilocks

    private static var chunkLog2: Int { 8 }

    /// The two parts, each a table of three columns on the whole extended domain.
    ///
    /// Part c agrees with the quotient on rows c * n and on, a coset of the trace domain.
    /// Columns are extended, with rows in bit-reversed order.
    func parts(_ columns: RowTables, blowupLog2: Int, workers: Workers) -> [Matrix] {
        let domain = QuotientDomain(
            heightLog2: heightLog2, shift: shift, runLog2: Self.chunkLog2)
        return (0..<2).map { part in
            let natural = Matrix(height: 1 << heightLog2, width: 3) { target in
                evaluate(part, columns, domain, into: target, workers: workers)
            }
            // On coset s * v^c the part is a trace in x / (s * v^c), so shift / that remains.
            let root = Goldilocks.rootOfUnity(orderLog2: heightLog2 + 1)
            let rest = part == 0 ? Goldilocks.one : root.inverseOrZero
            return LowDegreeExtension(
                heightLog2: heightLog2, blowupLog2: blowupLog2, shift: rest
            ).extend(natural, workers: workers)
        }
    }

    /// Writes the quotient on one half of the points in natural order.
    private func evaluate(
        _ part: Int, _ columns: RowTables, _ domain: QuotientDomain,
        into target: UnsafeMutableBufferPointer<Goldilocks>, workers: Workers
    ) {
        // Every row is written once.
        nonisolated(unsafe) let target = target
        let height = 1 << heightLog2
        let inverse = domain.vanishing[part].inverseOrZero
        workers.forEachChunk(of: height, chunkSize: 1 << Self.chunkLog2) { rows in
            let here = part * height + rows.lowerBound..<part * height + rows.upperBound
            let values = program.run(
                columns, here: Array(here), next: here.map(domain.next),
                locals: domain.selectors(here, vanishing: domain.vanishing[part]))
            let stride = RowProgram.stride(rowCount: rows.count)
            values.withUnsafeBufferPointer { values in
                for (index, row) in rows.enumerated() {
                    let start = 3 * bitReversed(row, bitCount: heightLog2)
                    for coefficient in 0..<3 {
                        target[start + coefficient] = values[coefficient * stride + index] * inverse
                    }
                }
            }
        }
    }
}

/// The 2n points of a quotient, in bit-reversed order.
private struct QuotientDomain {
    /// Values of x^n - 1 on each half.
    let vanishing: [Goldilocks]
    private let points: CosetPoints
    /// The point of the last row.
    private let last: Goldilocks

    init(heightLog2: Int, shift: Goldilocks, runLog2: Int) {
        points = CosetPoints(sizeLog2: heightLog2 + 1, shift: shift, runLog2: runLog2)
        last = Goldilocks.rootOfUnity(orderLog2: heightLog2).inverseOrZero
        let power = shift.squared(times: heightLog2)
        vanishing = [power - .one, -power - .one]
    }

    /// Row of w * x for the x of a row.
    func next(_ row: Int) -> Int {
        let sizeLog2 = points.sizeLog2
        let natural = bitReversed(row, bitCount: sizeLog2)
        return bitReversed((natural + 2) & ((1 << sizeLog2) - 1), bitCount: sizeLog2)
    }

    /// The selectors `isFirst`, `isLast` and `isTransition` for the rows of a chunk.
    func selectors(_ rows: Range<Int>, vanishing: Goldilocks) -> [[Goldilocks]] {
        let points = points.run(rows)
        var first = points.map { $0 - .one }
        let transition = points.map { $0 - last }
        var end = transition
        Goldilocks.invertAll(&first)
        Goldilocks.invertAll(&end)
        return [first.map { $0 * vanishing }, end.map { $0 * vanishing }, transition]
    }
}
