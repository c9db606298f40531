public import Ledger

/// Limits of how much worse than its quote an execution may be, in parts of 10,000.
///
/// Never traps: a quote comes from a node, which may be hostile.
public enum Slippage {
    /// The amount less `parts` of it, rounded up; zero from 10,000 parts on.
    public static func less(_ amount: Amount, by parts: UInt16) -> Amount {
        amount.subtracting(part(amount, parts)) ?? .zero
    }

    /// The amount plus `parts` of it, rounded down; the maximum when that does not fit.
    public static func more(_ amount: Amount, by parts: UInt16) -> Amount {
        amount.adding(part(amount, parts)) ?? .maximum
    }

    private static func part(_ amount: Amount, _ parts: UInt16) -> Amount {
        let (factor, whole) = (Amount(UInt128(parts)), Amount(10_000))
        return Amount.floorOfProduct(amount, factor, dividedBy: whole) ?? .maximum
    }
}
