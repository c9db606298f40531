#if !hasFeature(Embedded)
    import Fields
    import Polynomials

    /// Compiles the description of a chip into a program, once for a proof.
    ///
    /// Public values and challenges are constants of the program.
    struct RowCompiler {
        private(set) var assembler = RowAssembler()
        private let publicValues: [Goldilocks]
        private let challenges: BusChallenges<CubicExtension>
        private let layout: ChipLayout
        private let description: ChipDescription
        /// Value of each node that has been needed.
        private var lowered: [RowAssembler.Base?]
        /// Powers of the base of the buses, as many as the longest tuple needs.
        private let basePowers: [CubicExtension]

        /// Number of terms that closes a sum, so that few registers wait for it.
        private static let termLimit = 24

        init(
            description: ChipDescription, layout: ChipLayout, publicValues: [Goldilocks],
            challenges: BusChallenges<CubicExtension>
        ) {
            self.description = description
            lowered = [RowAssembler.Base?](repeating: nil, count: description.nodes.count)
            self.layout = layout
            self.publicValues = publicValues
            self.challenges = challenges
            let longest = description.transfers.reduce(0) { max($0, $1.tuple.count) }
            basePowers = challenges.base.powers(longest + 1)
        }

        /// Compiles the fraction of each partial sum: six lists, numerator before denominator.
        mutating func compileBusFractions() {
            var first = 0
            for (index, size) in layout.partialSumSizes.enumerated() {
                let (numerator, denominator) = fraction(first, size)
                for part in 0..<3 {
                    store(numerator, part: part, list: 6 * index + part)
                    assembler.store(
                        denominator.value, part: UInt32(part), list: 6 * index + 3 + part)
                }
                first += size
            }
        }

        /// Compiles all constraints, folded: three lists.
        mutating func compileQuotient(
            powers: [CubicExtension], terminalSumPerRow: CubicExtension
        ) {
            var sum = FoldedSum()
            for (index, constraint) in description.constraints.enumerated() {
                switch lower(constraint) {
                case .constant(let constant):
                    sum.start += powers[index].scaled(by: constant)
                case .value(let value):
                    sum.terms.append(.init(value: value, part: 0, factor: powers[index]))
                }
                if sum.terms.count >= Self.termLimit { close(&sum) }
            }
            if layout.cubicWidth > 0 {
                foldBusSums(
                    into: &sum, powers[description.constraints.count...], terminalSumPerRow)
            }
            let total = close(&sum).value
            for part in 0..<3 { assembler.store(total, part: UInt32(part), list: part) }
        }
    }

    extension RowCompiler {
        /// A fraction with a numerator of the base field where there is only one transfer.
        private enum Numerator {
            case base(RowAssembler.Base)
            case cubic(RowAssembler.Cubic)
        }

        /// Constraints times powers: finished sums, and terms still to be added.
        private struct FoldedSum {
            var total: RowAssembler.Cubic?
            var start = CubicExtension.zero
            var terms: [RowAssembler.Term] = []
        }

        @discardableResult
        private mutating func close(_ sum: inout FoldedSum) -> RowAssembler.Cubic {
            let part = assembler.dot(sum.start, sum.terms)
            let total = sum.total.map { assembler.add($0, part) } ?? part
            sum = FoldedSum(total: total)
            return total
        }

        private func fold(
            _ value: RowAssembler.Cubic, _ power: CubicExtension, into sum: inout FoldedSum
        ) {
            var factor = power
            for part in 0..<3 as Range<UInt32> {
                sum.terms.append(.init(value: value.value, part: part, factor: factor))
                factor *= CubicExtension(.zero, .one, .zero)
            }
        }

        /// Folds the constraints of `ConstraintFolder.requireBusSums`, with the same powers.
        private mutating func foldBusSums(
            into sum: inout FoldedSum, _ powers: ArraySlice<CubicExtension>,
            _ terminalSumPerRow: CubicExtension
        ) {
            let last = layout.partialSumSizes.count - 1
            var rest = assembler.subtract(
                assembler.cubic(.bus, 3 * last, isNext: true), assembler.cubic(.bus, 3 * last))
            var first = 0
            for (index, size) in layout.partialSumSizes.enumerated() {
                let power = powers[powers.startIndex + index]
                let partialSum = index < last ? assembler.cubic(.bus, 3 * index) : rest
                let (numerator, denominator) = fraction(first, size)
                fold(assembler.multiply(partialSum, denominator), power, into: &sum)
                switch numerator {
                case .base(.constant(let constant)): sum.start -= power.scaled(by: constant)
                case .base(.value(let value)):
                    sum.terms.append(.init(value: value, part: 0, factor: -power))
                case .cubic(let value): fold(value, -power, into: &sum)
                }
                if index < last {
                    rest = assembler.subtract(rest, partialSum)
                } else {
                    // The last partial sum is the rest and T / n.
                    fold(denominator, power * terminalSumPerRow, into: &sum)
                }
                first += size
                if sum.terms.count >= Self.termLimit { close(&sum) }
            }
        }

        /// The sum of some transfers' fractions: (m1 * d2 + m2 * d1) / (d1 * d2) of two.
        private mutating func fraction(
            _ first: Int, _ size: Int
        ) -> (numerator: Numerator, denominator: RowAssembler.Cubic) {
            var numerator = Numerator.base(multiplicity(first))
            var denominator = fingerprint(first)
            for transfer in first + 1..<first + size {
                let (times, other) = (multiplicity(transfer), fingerprint(transfer))
                let sum: RowAssembler.Cubic
                switch numerator {
                case .base(let base): sum = combination(base, other, times, denominator)
                case .cubic(let cubic):
                    sum = combination(
                        times, denominator, .constant(.one), assembler.multiply(cubic, other))
                }
                numerator = .cubic(sum)
                denominator = assembler.multiply(denominator, other)
            }
            return (numerator, denominator)
        }

        /// a * x + b * y.
        private mutating func combination(
            _ a: RowAssembler.Base, _ x: RowAssembler.Cubic, _ b: RowAssembler.Base,
            _ y: RowAssembler.Cubic
        ) -> RowAssembler.Cubic {
            switch (a, b) {
            case (.constant(.one), .constant(-.one)): assembler.subtract(x, y)
            case (.constant(-.one), .constant(.one)): assembler.subtract(y, x)
            case (.constant(-.one), _): assembler.subtract(scaled(y, by: b), x)
            case (_, .constant(-.one)): assembler.subtract(scaled(x, by: a), y)
            default: assembler.add(scaled(x, by: a), scaled(y, by: b))
            }
        }

        private mutating func scaled(
            _ value: RowAssembler.Cubic, by factor: RowAssembler.Base
        ) -> RowAssembler.Cubic {
            factor == .constant(.one) ? value : assembler.scale(value, factor)
        }

        private mutating func multiplicity(_ transfer: Int) -> RowAssembler.Base {
            let transfer = description.transfers[transfer]
            let times = lower(transfer.multiplicity)
            return transfer.side == .send ? times : assembler.subtract(.constant(.zero), times)
        }

        /// offset - (bus + t1 * b + t2 * b^2 + ...).
        private mutating func fingerprint(_ transfer: Int) -> RowAssembler.Cubic {
            let transfer = description.transfers[transfer]
            var start = challenges.offset - CubicExtension(Goldilocks(transfer.bus.number))
            var terms = [RowAssembler.Term]()
            for (index, element) in transfer.tuple.enumerated() {
                let power = basePowers[index + 1]
                switch lower(element) {
                case .constant(let constant): start -= power.scaled(by: constant)
                case .value(let value):
                    terms.append(.init(value: value, part: 0, factor: -power))
                }
            }
            return assembler.dot(start, terms)
        }

        private mutating func store(_ numerator: Numerator, part: Int, list: Int) {
            switch numerator {
            case .cubic(let value):
                assembler.store(value.value, part: UInt32(part), list: list)
            case .base(let base):
                let value = assembler.register(part == 0 ? base : .constant(.zero))
                assembler.store(value, list: list)
            }
        }

        /// The value of a node; each is visited once.
        private mutating func lower(_ node: Int) -> RowAssembler.Base {
            if let value = lowered[node] { return value }
            let value: RowAssembler.Base
            switch description.nodes[node] {
            case .constant(let constant): value = .constant(constant)
            case .publicValue(let index): value = .constant(publicValues[index])
            case .this(let column): value = assembler.column(.main, column)
            case .next(let column): value = assembler.column(.main, column, isNext: true)
            case .fixed(let column): value = assembler.column(.fixed, column)
            case .selector(let selector): value = assembler.local(selector.rawValue)
            case .sum(let left, let right): value = assembler.add(lower(left), lower(right))
            case .difference(let left, let right):
                value = assembler.subtract(lower(left), lower(right))
            case .product(let left, let right):
                value = assembler.multiply(lower(left), lower(right))
            }
            lowered[node] = value
            return value
        }
    }
#endif
