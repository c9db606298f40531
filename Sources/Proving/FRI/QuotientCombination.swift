import Commitments
import Fields
import Polynomials

/// The quotients of all claims, combined to one value for each height at one row.
struct QuotientCombination<Tree: TreeHasher> {
    /// One claimed point of one table.
    private struct Term {
        let opened: OpenedPoint
        /// The claimed values combined with powers of the challenge.
        let value: CubicExtension
        /// The power with which the whole term enters the sum of its height.
        let weight: CubicExtension
    }

    private struct Table {
        let batch: Int
        let index: Int
        let heightLog2: Int
        let terms: [Term]
    }

    private let tables: [Table]
    private let powers: [CubicExtension]
    private let shift: Goldilocks
    /// Number of claims, counted by point.
    let termCount: Int

    init(_ claims: [BatchClaim<Tree>], batching: CubicExtension, shift: Goldilocks) {
        let widest = claims.flatMap { $0.shape.widths }.max() ?? 0
        powers = batching.powers(widest)
        self.shift = shift
        // Every column of every claim of one height has another power.
        var weights = [CubicExtension](repeating: .one, count: CommitmentShape.heightLog2Limit + 1)
        var tables = [Table]()
        for (batch, claim) in claims.enumerated() {
            for (index, points) in claim.tables.enumerated() {
                let height = claim.shape.heightsLog2[index]
                var terms = [Term]()
                for point in points {
                    var value = CubicExtension.zero
                    for (power, claimed) in zip(powers, point.values) { value += power * claimed }
                    terms.append(
                        Term(opened: point.opened, value: value, weight: weights[height]))
                    weights[height] *= batching.power(UInt64(point.values.count))
                }
                tables.append(
                    Table(batch: batch, index: index, heightLog2: height, terms: terms))
            }
        }
        self.tables = tables
        termCount = tables.reduce(0) { $0 + $1.terms.count }
    }

    /// Divisors z - x of the quotient of each claim in order, at one row of the longest codeword.
    ///
    /// That codeword has 2^`sizeLog2` values. Points of the domain have been refused, so no divisor
    /// is zero.
    func divisors(index: Int, sizeLog2: Int) -> [CubicExtension] {
        var divisors = [CubicExtension]()
        divisors.reserveCapacity(termCount)
        var last = (heightLog2: -1, point: CubicExtension.zero)
        for table in tables {
            let height = table.heightLog2
            if height != last.heightLog2 {
                let exponent = bitReversed(index >> (sizeLog2 - height), bitCount: height)
                let root = RootsOfUnity.root(orderLog2: height)
                last = (height, CubicExtension(shift * root.power(UInt64(exponent))))
            }
            for term in table.terms { divisors.append(term.opened.point - last.point) }
        }
        return divisors
    }

    /// The sum for each height that has a table, by logarithm.
    ///
    /// `inverses` are those of the divisors; `row` gives the row of a batch and table of a height, of
    /// the table's width.
    func values(
        inverses: ArraySlice<CubicExtension>,
        row: (_ batch: Int, _ table: Int, _ heightLog2: Int) -> [Goldilocks]
    ) -> [CubicExtension?] {
        var sums = [CubicExtension?](
            repeating: nil, count: CommitmentShape.heightLog2Limit + 1)
        var next = inverses.startIndex
        for table in tables {
            let row = row(table.batch, table.index, table.heightLog2)
            let all = combine(row)
            var sum = sums[table.heightLog2] ?? .zero
            for term in table.terms {
                let combined = term.opened.columns.map { combine(row, columns: $0) } ?? all
                sum += term.weight * (term.value - combined) * inverses[next]
                next += 1
            }
            sums[table.heightLog2] = sum
        }
        return sums
    }

    private func combine(_ row: [Goldilocks]) -> CubicExtension {
        var sum = CubicSum()
        for (power, element) in zip(powers, row) { sum.add(power, times: element) }
        return sum.reduced
    }

    private func combine(_ row: [Goldilocks], columns: [Int]) -> CubicExtension {
        var sum = CubicSum()
        for (power, column) in zip(powers, columns) { sum.add(power, times: row[column]) }
        return sum.reduced
    }
}
