public import Fields

/// Challenges of the buses, drawn after the commitment to the main columns.
///
/// A tuple's fingerprint is offset - (bus + t1 * b + t2 * b^2 + ...).
public struct BusChallenges<Cubic: CubicValue>: Sendable {
    /// Element from which fingerprints are subtracted.
    public let offset: Cubic
    /// Base b of the powers.
    public let base: Cubic

    /// The given challenges.
    public init(offset: Cubic, base: Cubic) {
        self.offset = offset
        self.base = base
    }

    /// The fingerprint of a tuple.
    public func fingerprint<Value: FoldableValue>(
        _ bus: Bus, _ tuple: [Value]
    ) -> Cubic where Value.Challenge == Cubic {
        var sum = offset - Cubic(constant: CubicExtension(Goldilocks(bus.number)))
        var power = base
        for (index, value) in tuple.enumerated() {
            if index > 0 { power = power * base }
            sum = sum - value.weighted(by: power)
        }
        return sum
    }
}

/// A fraction of the bus argument.
public struct BusFraction<Cubic: CubicValue>: Sendable {
    /// Multiplicity, negative for a receipt.
    public let numerator: Cubic
    /// Fingerprint of the tuple.
    public let denominator: Cubic

    /// The given fraction.
    public init(numerator: Cubic, denominator: Cubic) {
        self.numerator = numerator
        self.denominator = denominator
    }
}
