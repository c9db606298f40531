#if !hasFeature(Embedded)
    import Fields
    public import Polynomials

    /// Checks the traces of a machine row by row and names faults, for authors and tests.
    public struct RowChecker: Sendable {
        /// A failed constraint or check.
        public enum Fault: Equatable, Sendable {
            /// A constraint fails in a row.
            case constraint(chip: Int, row: Int, name: String)
            /// A tuple was sent more often than received, or less.
            case imbalance(bus: UInt32, tuple: [UInt64])
            /// A chip that may not be left out has no trace.
            case missingChip(chip: Int)
            /// A message of the statement is on a bus that is not public.
            case messageBus(message: Int)
        }

        /// All faults of the traces, one trace for each chip, `nil` for one that is left out.
        ///
        /// Fixed tables may have no columns.
        public static func faults<Chips: Machine>(
            _ machine: Chips, main: [Matrix?], fixed: [Matrix?], statement: Statement
        ) -> [Fault] {
            var faults = [Fault]()
            var balance = [[UInt64]: Goldilocks]()
            for (chip, shape) in machine.chips.enumerated() {
                guard let trace = main[chip] else {
                    if !shape.isOptional { faults.append(.missingChip(chip: chip)) }
                    continue
                }
                for row in 0..<trace.height {
                    var builder = RowBuilder(
                        this: Array(trace.row(row)),
                        next: Array(trace.row((row + 1) % trace.height)),
                        fixed: fixed[chip].map { Array($0.row(row)) } ?? [],
                        publicValues: statement.publicValues[chip], row: row,
                        height: trace.height)
                    machine.describe(chip: chip, to: &builder)
                    faults += builder.failed.map {
                        .constraint(chip: chip, row: row, name: $0)
                    }
                    for (tuple, count) in builder.transfers {
                        balance[tuple, default: .zero] += count
                    }
                }
            }
            for (index, message) in statement.messages.enumerated() {
                if !machine.publicBuses.contains(message.bus) {
                    faults.append(.messageBus(message: index))
                }
                let tuple = [UInt64(message.bus.number)] + message.tuple.map(\.value)
                balance[tuple, default: .zero] += message.side == .send ? .one : -.one
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
            _ side: BusSide, _ tuple: [Goldilocks], on bus: Bus, multiplicity: Goldilocks
        ) {
            transfers.append(
                (
                    [UInt64(bus.number)] + tuple.map(\.value),
                    side == .send ? multiplicity : -multiplicity
                ))
        }
    }
#endif
