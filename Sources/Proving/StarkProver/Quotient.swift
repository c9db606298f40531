import Constraints
import Fields
import Parallel
import Polynomials

/// The quotient of all chips: for each height n their folded constraints over x^n - 1, added up.
///
/// Held as evaluations on the first p n points of the extended columns, p the number of parts and n
/// the greatest height so far. As a polynomial of degree below p n it is the same on the points of
/// any greater height.
struct Quotient {
    private let shift: Goldilocks
    private let workers: Workers
    /// The logarithm of the number of parts.
    private let partsLog2: Int
    private var heightLog2 = 0
    /// Three columns on p n points in bit-reversed order.
    private var values: Matrix

    private static var chunkLog2: Int { 8 }

    /// Zero, on the points of one row.
    init(partCount: Int, shift: Goldilocks, workers: Workers) {
        self.shift = shift
        self.workers = workers
        partsLog2 = partCount.trailingZeroBitCount
        values = Matrix(zeros: partCount, width: 3)
    }

    /// Evaluates the sum so far on the points of a height that is not below those before.
    mutating func raise(to height: Int) {
        precondition(height >= heightLog2)
        guard height > heightLog2 else { return }
        // On coset shift * <v> the sum is a trace in x / shift.
        values = LowDegreeExtension(
            heightLog2: heightLog2 + partsLog2, blowupLog2: height - heightLog2, shift: .one
        ).extend(natural(rows: 0..<values.height), workers: workers)
        heightLog2 = height
    }

    /// Adds the folded constraints of a chip of the present height, over x^n - 1.
    ///
    /// Columns are extended, with rows in bit-reversed order.
    mutating func add(_ program: RowProgram, of columns: RowTables) {
        let domain = QuotientDomain(
            heightLog2: heightLog2, partsLog2: partsLog2, shift: shift, runLog2: Self.chunkLog2)
        let height = 1 << heightLog2
        let workers = workers
        values.elements.withUnsafeMutableBufferPointer { target in
            // Each chunk changes its own rows.
            nonisolated(unsafe) let target = target
            for part in domain.vanishing.indices {
                let inverse = domain.vanishing[part].inverseOrZero
                workers.forEachChunk(of: height, chunkSize: 1 << Self.chunkLog2) { rows in
                    let here = part * height + rows.lowerBound..<part * height + rows.upperBound
                    let folded = program.run(
                        columns, here: Array(here), next: here.map(domain.next),
                        locals: domain.selectors(here, vanishing: domain.vanishing[part]))
                    let stride = RowProgram.stride(rowCount: rows.count)
                    folded.withUnsafeBufferPointer { folded in
                        for (index, row) in here.enumerated() {
                            for place in 0..<3 {
                                target[3 * row + place] +=
                                    folded[place * stride + index] * inverse
                            }
                        }
                    }
                }
            }
        }
    }

    /// The parts, each a table of three columns on the whole extended domain.
    ///
    /// Part c agrees with the quotient on rows c * n and on, the coset shift * v^e of the trace
    /// domain, v of order p n and e the bits of c reversed.
    consuming func parts(blowupLog2: Int) -> [Matrix] {
        (0..<1 << partsLog2).map { part in
            // There the part is a trace in x / (shift * v^e), so shift / that remains.
            let root = Goldilocks.rootOfUnity(orderLog2: heightLog2 + partsLog2).inverseOrZero
            return LowDegreeExtension(
                heightLog2: heightLog2, blowupLog2: blowupLog2,
                shift: root.power(UInt64(bitReversed(part, bitCount: partsLog2)))
            ).extend(natural(rows: part << heightLog2..<(part + 1) << heightLog2), workers: workers)
        }
    }

    /// A power of two of rows, aligned, in natural order.
    private func natural(rows: Range<Int>) -> Matrix {
        let bitCount = exactLog2(rows.count) ?? 0
        let workers = workers
        return Matrix(height: rows.count, width: 3) { target in
            // Every row is written once.
            nonisolated(unsafe) let target = target
            values.elements.withUnsafeBufferPointer { values in
                nonisolated(unsafe) let values = values
                workers.forEachChunk(of: rows.count, chunkSize: 1 << 12) { chunk in
                    for row in chunk {
                        let source = 3 * (rows.lowerBound + bitReversed(row, bitCount: bitCount))
                        for place in 0..<3 { target[3 * row + place] = values[source + place] }
                    }
                }
            }
        }
    }
}

/// The points of a quotient, 2^k for each row, in bit-reversed order.
private struct QuotientDomain {
    /// Values of x^n - 1 on the points of each part.
    let vanishing: [Goldilocks]
    private let points: CosetPoints
    private let partsLog2: Int
    /// The point of the last row.
    private let last: Goldilocks

    init(heightLog2: Int, partsLog2: Int, shift: Goldilocks, runLog2: Int) {
        points = CosetPoints(sizeLog2: heightLog2 + partsLog2, shift: shift, runLog2: runLog2)
        self.partsLog2 = partsLog2
        last = Goldilocks.rootOfUnity(orderLog2: heightLog2).inverseOrZero
        // x^n = shift^n r^e, r of order 2^k and e the bits of the part reversed.
        let power = shift.squared(times: heightLog2)
        let root = Goldilocks.rootOfUnity(orderLog2: partsLog2)
        vanishing = (0..<1 << partsLog2).map {
            power * root.power(UInt64(bitReversed($0, bitCount: partsLog2))) - .one
        }
    }

    /// Row of w * x for the x of a row.
    func next(_ row: Int) -> Int {
        let sizeLog2 = points.sizeLog2
        let natural = bitReversed(row, bitCount: sizeLog2)
        return bitReversed((natural + (1 << partsLog2)) & ((1 << sizeLog2) - 1), bitCount: sizeLog2)
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
