import Constraints
import Fields
import Parallel
import Polynomials

/// Fills the columns of bus traffic of a chip: helpers, then the running sum.
struct BusTrace {
    /// The columns, three for each of the extension; rows in natural order.
    let table: Matrix
    /// What the chip adds to all buses.
    let total: CubicExtension

    init<Chips: Machine>(
        _ machine: CheckedMachine<Chips>, chip: Int, main: Matrix, fixed: Matrix?,
        publicValues: [Goldilocks], challenges: BusChallenges, workers: Workers
    ) {
        let layout = machine.layouts[chip]
        let (height, chunkSize) = (main.height, 1 << 8)
        let chunks = workers.map((height + chunkSize - 1) / chunkSize) { chunk in
            Self.helpers(
                machine, chip, main, fixed, publicValues, challenges,
                rows: chunk * chunkSize..<min((chunk + 1) * chunkSize, height))
        }
        let helpers = Array(chunks.joined())
        let helperCount = layout.helperSizes.count
        let total = helpers.reduce(.zero) { $0 + $1 }
        let average = total.scaled(
            by: Goldilocks(reducing: UInt64(height)).inverseOrZero)
        var elements = [Goldilocks]()
        elements.reserveCapacity(height * layout.busWidth)
        var sum = CubicExtension.zero
        for row in 0..<height {
            var next = sum - average
            for helper in helpers[row * helperCount..<(row + 1) * helperCount] {
                elements += [helper.c0, helper.c1, helper.c2]
                next += helper
            }
            elements += [sum.c0, sum.c1, sum.c2]
            sum = next
        }
        table = Matrix(width: layout.busWidth, elements: elements)
        self.total = total
    }

    /// The helpers of some rows, row after row.
    private static func helpers<Chips: Machine>(
        _ machine: CheckedMachine<Chips>, _ chip: Int, _ main: Matrix, _ fixed: Matrix?,
        _ publicValues: [Goldilocks], _ challenges: BusChallenges, rows: Range<Int>
    ) -> [CubicExtension] {
        let layout = machine.layouts[chip]
        var folder = ConstraintFolder<Goldilocks>(
            view: ChipView(
                this: [], next: [], fixed: [], publicValues: publicValues, isFirst: .zero,
                isLast: .zero, isTransition: .one),
            powers: [CubicExtension](repeating: .zero, count: layout.foldedCount),
            challenges: challenges)
        var numerators = [CubicExtension]()
        var inverses = [CubicExtension]()
        for row in rows {
            folder.reset()
            folder.view.this = Array(main.row(row))
            folder.view.next = Array(main.row((row + 1) % main.height))
            folder.view.fixed = fixed.map { Array($0.row(row)) } ?? []
            folder.view.isFirst = row == 0 ? .one : .zero
            folder.view.isLast = row == main.height - 1 ? .one : .zero
            folder.view.isTransition = row == main.height - 1 ? .zero : .one
            machine.machine.describe(chip: chip, to: &folder)
            for fraction in folder.fractions {
                numerators.append(fraction.numerator)
                inverses.append(fraction.denominator)
            }
        }
        CubicExtension.invertAll(&inverses)
        var result = [CubicExtension]()
        var index = 0
        for _ in rows {
            for size in layout.helperSizes {
                var helper = CubicExtension.zero
                for place in index..<index + size { helper += numerators[place] * inverses[place] }
                result.append(helper)
                index += size
            }
        }
        return result
    }
}
