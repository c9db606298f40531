public import Ledger

/// Limits for what may get worse between a quote and its execution, in parts of 10,000.
///
/// Never traps: a quote comes from a node that may say anything.
public enum Slippage {
    /// The amount less some parts of it, rounded up; zero from 10,000 parts on.
    public static func less(_ amount: Amount, by parts: UInt16) -> Amount {
        amount.subtracting(part(amount, parts)) ?? .zero
    }

    /// The amount and some parts of it more, rounded down; the maximum when that does not fit.
    public static func more(_ amount: Amount, by parts: UInt16) -> Amount {
        amount.adding(part(amount, parts)) ?? .maximum
    }

    private static func part(_ amount: Amount, _ parts: UInt16) -> Amount {
        let (factor, whole) = (Amount(UInt128(parts)), Amount(10_000))
        return Amount.floorOfProduct(amount, factor, dividedBy: whole) ?? .maximum
    }
}
