public import Fields

/// The columns of a chip at one place: a row of the domain or a point.
public struct ChipView<Value: ConstraintValue>: Sendable {
    /// Main columns here.
    public var this: [Value]
    /// Main columns one row further.
    public var next: [Value]
    /// Fixed columns here.
    public var fixed: [Value]
    /// Public values.
    public var publicValues: [Value]
    /// Non-zero in the first row only.
    public var isFirst: Value
    /// Non-zero in the last row only.
    public var isLast: Value
    /// Zero in the last row only.
    public var isTransition: Value

    /// The columns at one place.
    public init(
        this: [Value], next: [Value], fixed: [Value], publicValues: [Value], isFirst: Value,
        isLast: Value, isTransition: Value
    ) {
        self.this = this
        self.next = next
        self.fixed = fixed
        self.publicValues = publicValues
        self.isFirst = isFirst
        self.isLast = isLast
        self.isTransition = isTransition
    }
}

/// The bus columns of a chip at one row or point.
public struct BusView<Cubic: CubicValue>: Sendable {
    /// Partial sums here, without the last.
    public var partialSums: [Cubic]
    /// Cumulative sum here.
    public var cumulativeSum: Cubic
    /// Cumulative sum one row further.
    public var nextCumulativeSum: Cubic
    /// Terminal sum of the chip over its number of rows.
    public var terminalSumPerRow: Cubic

    /// The columns at one row or point.
    public init(
        partialSums: [Cubic], cumulativeSum: Cubic,
        nextCumulativeSum: Cubic, terminalSumPerRow: Cubic
    ) {
        self.partialSums = partialSums
        self.cumulativeSum = cumulativeSum
        self.nextCumulativeSum = nextCumulativeSum
        self.terminalSumPerRow = terminalSumPerRow
    }
}

/// Folds all constraints of a chip at one row or point with powers of alpha.
///
/// The verifier does so at one point; for the rows of the prover it is the reference of
/// `RowProgram`.
public struct ConstraintFolder<Value: FoldableValue>: ConstraintBuilder {
    /// Challenges and sums.
    public typealias Cubic = Value.Challenge

    /// The columns at the row or point.
    public let view: ChipView<Value>
    /// Sum of the constraints so far, each times its power of alpha.
    public private(set) var folded = Cubic(constant: .zero)
    /// Fractions of the bus argument in the order of the description.
    public private(set) var fractions: [BusFraction<Cubic>] = []

    private let powers: [Cubic]
    private let challenges: BusChallenges<Cubic>
    private var count = 0

    /// A folder with the powers of alpha, one for each constraint of the layout.
    public init(view: ChipView<Value>, powers: [Cubic], challenges: BusChallenges<Cubic>) {
        self.view = view
        self.powers = powers
        self.challenges = challenges
    }

    /// A main column here.
    public func this(_ column: Int) -> Value { view.this[column] }
    /// A main column one row further.
    public func next(_ column: Int) -> Value { view.next[column] }
    /// A fixed column.
    public func fixed(_ column: Int) -> Value { view.fixed[column] }
    /// A public value.
    public func publicValue(_ index: Int) -> Value { view.publicValues[index] }
    /// Non-zero in the first row only.
    public var isFirst: Value { view.isFirst }
    /// Non-zero in the last row only.
    public var isLast: Value { view.isLast }
    /// Zero in the last row only.
    public var isTransition: Value { view.isTransition }

    /// Adds the value with the next power.
    public mutating func require(_ name: StaticString, zero value: Value) {
        folded = folded + value.weighted(by: powers[count])
        count += 1
    }

    /// Adds the fraction of a transfer to `fractions`.
    public mutating func transfer(
        _ side: BusSide, _ tuple: [Value], on bus: Bus, multiplicity: Value
    ) {
        let numerator = multiplicity.weighted(by: Cubic(constant: .one))
        fractions.append(
            BusFraction(
                numerator: side == .send ? numerator : -numerator,
                denominator: challenges.fingerprint(bus, tuple)))
    }

    /// Adds the constraints of the bus columns.
    ///
    /// They are h * d = m, h * d1 * d2 = m1 * d2 + m2 * d1 and so on, for each partial sum h. The
    /// last has no column: with the cumulative sum S it is next S - S + T / n less the others.
    /// Around the whole domain S cancels, so the partial sums of all rows add up to T.
    public mutating func requireBusSums(_ bus: BusView<Cubic>, layout: ChipLayout) {
        guard layout.cubicWidth > 0 else { return }
        var first = 0
        var rest = bus.nextCumulativeSum - bus.cumulativeSum + bus.terminalSumPerRow
        for (index, size) in layout.partialSumSizes.enumerated() {
            let partialSum = index < bus.partialSums.count ? bus.partialSums[index] : rest
            // With h d1 - m1 for one, (h d1 - m1) d2 - m2 d1 for two, and so on.
            var value = partialSum * fractions[first].denominator - fractions[first].numerator
            var denominators = fractions[first].denominator
            for fraction in fractions[first + 1..<first + size] {
                value = value * fraction.denominator - fraction.numerator * denominators
                denominators = denominators * fraction.denominator
            }
            folded = folded + powers[count] * value
            count += 1
            rest = rest - partialSum
            first += size
        }
    }
}
