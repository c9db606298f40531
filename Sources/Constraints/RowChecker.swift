#if !hasFeature(Embedded)
    public import Fields
    public import Polynomials

    /// Checks the traces of a machine row by row and names what is wrong: for whoever writes a
    /// chip, and for tests.
    public struct RowChecker: Sendable {
        /// Something that does not hold.
        public enum Fault: Equatable, Sendable {
            /// A constraint fails in a row.
            case constraint(chip: Int, row: Int, name: String)
            /// A tuple was sent more often than received, or less.
            case imbalance(bus: UInt32, tuple: [UInt64])
        }

        /// All faults of the traces, one trace for each chip; fixed tables may be of no width.
        public static func faults<Chips: Machine>(
            _ machine: Chips, main: [Matrix], fixed: [Matrix?], publicValues: [[Goldilocks]]
        ) -> [Fault] {
            var faults = [Fault]()
            var balance = [[UInt64]: Goldilocks]()
            for chip in machine.chips.indices {
                let height = main[chip].height
                for row in 0..<height {
                    var builder = RowBuilder(
                        this: Array(main[chip].row(row)),
                        next: Array(main[chip].row((row + 1) % height)),
                        fixed: fixed[chip].map { Array($0.row(row)) } ?? [],
                        publicValues: publicValues[chip], row: row, height: height)
                    machine.describe(chip: chip, to: &builder)
                    faults += builder.failed.map {
                        .constraint(chip: chip, row: row, name: $0)
                    }
                    for (tuple, count) in builder.transfers {
                        balance[tuple, default: .zero] += count
                    }
                }
            }
            let open = balance.filter { $0.value != .zero }.keys
            faults += open.sorted { $0.lexicographicallyPrecedes($1) }.map {
                .imbalance(bus: UInt32($0[0]), tuple: Array($0.dropFirst()))
            }
            return faults
        }
    }

    /// One row of one chip.
    private struct RowBuilder: ConstraintBuilder {
        let this: [Goldilocks]
        let next: [Goldilocks]
        let fixed: [Goldilocks]
        let publicValues: [Goldilocks]
        let row: Int
        let height: Int
        var failed: [String] = []
        var transfers: [(tuple: [UInt64], count: Goldilocks)] = []

        func this(_ column: Int) -> Goldilocks { this[column] }
        func next(_ column: Int) -> Goldilocks { next[column] }
        func fixed(_ column: Int) -> Goldilocks { fixed[column] }
        func publicValue(_ index: Int) -> Goldilocks { publicValues[index] }
        var isFirst: Goldilocks { row == 0 ? .one : .zero }
        var isLast: Goldilocks { row == height - 1 ? .one : .zero }
        var isTransition: Goldilocks { row == height - 1 ? .zero : .one }

        mutating func require(_ name: StaticString, zero value: Goldilocks) {
            if value != .zero { failed.append(name.description) }
        }

        mutating func transfer(
            _ side: BusSide, on bus: Bus, _ tuple: [Goldilocks], times: Goldilocks
        ) {
            transfers.append(
                ([UInt64(bus.number)] + tuple.map(\.value), side == .send ? times : -times))
        }
    }
#endif
