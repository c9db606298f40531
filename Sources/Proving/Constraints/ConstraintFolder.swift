public import Fields

/// The columns of a chip at one place: a row of the domain or a point.
public struct ChipView<Value: FoldableValue>: Sendable {
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

/// The columns of bus traffic of a chip at one place.
public struct BusView: Sendable {
    /// Helper columns here.
    public var helpers: [CubicExtension]
    /// The running sum here.
    public var sum: CubicExtension
    /// The running sum one row further.
    public var nextSum: CubicExtension
    /// What the chip adds to all buses, over its number of rows.
    public var average: CubicExtension

    /// The columns at one place.
    public init(
        helpers: [CubicExtension], sum: CubicExtension, nextSum: CubicExtension,
        average: CubicExtension
    ) {
        self.helpers = helpers
        self.sum = sum
        self.nextSum = nextSum
        self.average = average
    }
}

/// Folds all constraints of a chip at one place with powers of a challenge.
///
/// The prover does so on every row of its domain, the verifier at one point.
public struct ConstraintFolder<Value: FoldableValue>: ConstraintBuilder {
    /// The columns; the owner changes them and calls `reset` to go to another place.
    public var view: ChipView<Value>
    /// The sum so far.
    public private(set) var folded = CubicExtension.zero
    /// The fractions of the bus argument in the order of the description.
    public private(set) var fractions: [BusFraction] = []

    private let powers: [CubicExtension]
    private let challenges: BusChallenges
    private var count = 0

    /// A folder with the powers of the folding challenge: one for each constraint of the layout.
    public init(view: ChipView<Value>, powers: [CubicExtension], challenges: BusChallenges) {
        self.view = view
        self.powers = powers
        self.challenges = challenges
    }

    /// Starts anew.
    public mutating func reset() {
        folded = .zero
        fractions.removeAll(keepingCapacity: true)
        count = 0
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
        folded += value.weighted(by: powers[count])
        count += 1
    }

    /// Notes the fraction.
    public mutating func transfer(
        _ side: BusSide, _ tuple: [Value], on bus: Bus, multiplicity: Value
    ) {
        let numerator = multiplicity.weighted(by: .one)
        fractions.append(
            BusFraction(
                numerator: side == .send ? numerator : -numerator,
                denominator: challenges.fingerprint(bus, tuple)))
    }

    /// Adds the constraints of the bus traffic: h * d = m, or h * d1 * d2 = m1 * d2 + m2 * d1,
    /// for each helper, and next sum = sum + all helpers - average.
    ///
    /// Around the whole domain the sums cancel, so the helpers of all rows add up to the total.
    public mutating func requireBusTraffic(_ bus: BusView, layout: ChipLayout) {
        guard layout.cubicWidth > 0 else { return }
        var first = 0
        var total = bus.sum - bus.nextSum - bus.average
        for (helper, size) in zip(bus.helpers, layout.helperSizes) {
            let left = fractions[first]
            var value = helper * left.denominator - left.numerator
            if size == 2 {
                let right = fractions[first + 1]
                value = value * right.denominator - right.numerator * left.denominator
            }
            folded += powers[count] * value
            count += 1
            total += helper
            first += size
        }
        folded += powers[count] * total
        count += 1
    }
}
