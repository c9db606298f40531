public import Fields

/// Challenges of the buses, drawn after the commitment to the main columns.
///
/// A tuple's fingerprint is offset - (bus + t1 * b + t2 * b^2 + ...).
public struct BusChallenges: Sendable {
    /// Element from which fingerprints are subtracted.
    public let offset: CubicExtension
    /// Base b of the powers.
    public let base: CubicExtension

    /// The given challenges.
    public init(offset: CubicExtension, base: CubicExtension) {
        self.offset = offset
        self.base = base
    }

    /// The fingerprint of a tuple.
    public func fingerprint<Value: FoldableValue>(_ bus: Bus, _ tuple: [Value]) -> CubicExtension {
        var sum = offset - CubicExtension(Goldilocks(bus.number))
        var power = base
        for value in tuple {
            sum -= value.weighted(by: power)
            power *= base
        }
        return sum
    }
}

/// A fraction of the bus argument.
public struct BusFraction: Sendable {
    /// Multiplicity, negative for a receipt.
    public let numerator: CubicExtension
    /// Fingerprint of the tuple.
    public let denominator: CubicExtension

    /// The given fraction.
    public init(numerator: CubicExtension, denominator: CubicExtension) {
        self.numerator = numerator
        self.denominator = denominator
    }
}
