import Constraints
import Fields
import Parallel
import Polynomials

/// The quotient of a chip: folded constraints over x^n - 1, on the 2n points at which the
/// extended columns begin.
struct Quotient<Chips: Machine> {
    let machine: CheckedMachine<Chips>
    let chip: Int
    let heightLog2: Int
    let shift: Goldilocks
    let powers: [CubicExtension]
    let challenges: BusChallenges
    let publicValues: [Goldilocks]
    let total: CubicExtension

    /// Extended columns; rows in bit-reversed order.
    struct Columns {
        let main: Matrix
        let fixed: Matrix?
        let bus: Matrix?
    }

    /// The two parts, each a table of three columns on the whole extended domain.
    ///
    /// Part c agrees with the quotient on rows c * n and on, a coset of the trace domain.
    func parts(_ columns: Columns, blowupLog2: Int, workers: Workers) -> [Matrix] {
        let values = evaluate(columns, workers: workers)
        let height = 1 << heightLog2
        return (0..<2).map { part in
            var natural = [Goldilocks]()
            natural.reserveCapacity(3 * height)
            for row in 0..<height {
                let value = values[part * height + bitReversed(row, bitCount: heightLog2)]
                natural += [value.c0, value.c1, value.c2]
            }
            // On coset s * v^c the part is a trace in x / (s * v^c), so shift / that remains.
            let root = Goldilocks.rootOfUnity(orderLog2: heightLog2 + 1)
            let rest = part == 0 ? Goldilocks.one : root.inverseOrZero
            return LowDegreeExtension(
                heightLog2: heightLog2, blowupLog2: blowupLog2, shift: rest
            ).extend(Matrix(width: 3, elements: natural), workers: workers)
        }
    }

    private func evaluate(_ columns: Columns, workers: Workers) -> [CubicExtension] {
        let count = 2 << heightLog2
        let domain = Domain(heightLog2: heightLog2, shift: shift)
        let chunkSize = 1 << 8
        let chunks = workers.map((count + chunkSize - 1) / chunkSize) { chunk in
            evaluate(
                columns, domain, rows: chunk * chunkSize..<min((chunk + 1) * chunkSize, count))
        }
        return Array(chunks.joined())
    }

    private func evaluate(
        _ columns: Columns, _ domain: Domain, rows: Range<Int>
    ) -> [CubicExtension] {
        let layout = machine.layouts[chip]
        var folder = ConstraintFolder<Goldilocks>(
            view: ChipView(
                this: [], next: [], fixed: [], publicValues: publicValues, isFirst: .zero,
                isLast: .zero, isTransition: .zero),
            powers: powers, challenges: challenges)
        let average = total.scaled(
            by: Goldilocks(reducing: 1 << UInt64(heightLog2)).inverseOrZero)
        return rows.map { row in
            let next = domain.next(row)
            folder.reset()
            folder.view.this.replaceSubrange(0..., with: columns.main.row(row))
            folder.view.next.replaceSubrange(0..., with: columns.main.row(next))
            if let fixed = columns.fixed {
                folder.view.fixed.replaceSubrange(0..., with: fixed.row(row))
            }
            folder.view.isFirst = domain.isFirst[row]
            folder.view.isLast = domain.isLast[row]
            folder.view.isTransition = domain.isTransition[row]
            machine.machine.describe(chip: chip, to: &folder)
            if let bus = columns.bus {
                let here = Self.cubics(bus.row(row))
                let last = here.count - 1
                folder.requireBusTraffic(
                    BusView(
                        helpers: Array(here[..<last]), sum: here[last],
                        nextSum: Self.cubics(bus.row(next))[last], average: average),
                    layout: layout)
            }
            return folder.folded.scaled(by: domain.inverseVanishing[row >> heightLog2])
        }
    }

    private static func cubics(_ row: ArraySlice<Goldilocks>) -> [CubicExtension] {
        stride(from: row.startIndex, to: row.endIndex, by: 3).map {
            CubicExtension(row[$0], row[$0 + 1], row[$0 + 2])
        }
    }
}

/// The 2n points of a quotient, in bit-reversed order.
private struct Domain {
    let sizeLog2: Int
    let isFirst: [Goldilocks]
    let isLast: [Goldilocks]
    let isTransition: [Goldilocks]
    /// 1 / (x^n - 1) on each half.
    let inverseVanishing: [Goldilocks]

    init(heightLog2: Int, shift: Goldilocks) {
        let sizeLog2 = heightLog2 + 1
        self.sizeLog2 = sizeLog2
        let natural = Goldilocks.rootOfUnity(orderLog2: sizeLog2).powers(1 << sizeLog2)
        let points = natural.indices.map {
            natural[bitReversed($0, bitCount: sizeLog2)] * shift
        }
        let power = shift.squared(times: heightLog2)
        let vanishing = [power - .one, -power - .one]
        let last = Goldilocks.rootOfUnity(orderLog2: heightLog2).inverseOrZero
        var first = points.map { $0 - .one }
        isTransition = points.map { $0 - last }
        var end = isTransition
        Goldilocks.invertAll(&first)
        Goldilocks.invertAll(&end)
        isFirst = first.indices.map { first[$0] * vanishing[$0 >> heightLog2] }
        isLast = end.indices.map { end[$0] * vanishing[$0 >> heightLog2] }
        inverseVanishing = vanishing.map(\.inverseOrZero)
    }

    /// The place of w * x for the x of a place.
    func next(_ row: Int) -> Int {
        let natural = bitReversed(row, bitCount: sizeLog2)
        return bitReversed((natural + 2) & ((1 << sizeLog2) - 1), bitCount: sizeLog2)
    }
}
