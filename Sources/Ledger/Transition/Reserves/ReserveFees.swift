public import Ledger

/// What it costs to take from a chain's reserve of a token below its target, and what bringing it
/// back earns.
///
/// With a target t, a reserve R is short by `q(R) = max(0, t - R)`. Fees are differences of the
/// potential `q^2 / (200 t)` and rebates of four fifths of it, so that neither splitting nor circling
/// gains; see `docs/design/0030-yield-and-reserves.md`.
public struct ReserveFees: Sendable {
    private let target: Amount
    private let reserve: Amount

    /// The fees of a reserve with a target, at most `LedgerLimits.maximumReserveTarget`; 0 for none.
    public init(target: Amount, reserve: Amount) {
        (self.target, self.reserve) = (target, reserve)
    }

    /// The fee of taking an amount, or all that there is.
    public func fee(taking amount: Amount) -> Amount {
        let (before, after) = (
            shortage(of: reserve), shortage(of: reserve.subtracting(amount) ?? .zero)
        )
        guard let growth = after.subtracting(before), !growth.isZero,
            let sum = after.adding(before), let divisor = target.multiplied(by: 200)
        else { return .zero }
        // At most a hundredth of the growth, rounded up.
        return Amount.ceilOfProduct(growth, sum, dividedBy: divisor) ?? growth
    }

    /// The rebate for bringing an amount, before what the pot holds limits it.
    public func rebate(bringing amount: Amount) -> Amount {
        let (before, after) = (
            shortage(of: reserve), shortage(of: reserve.adding(amount) ?? .maximum)
        )
        guard let fall = before.subtracting(after), !fall.isZero,
            let sum = before.adding(after), let divisor = target.multiplied(by: 250)
        else { return .zero }
        return Amount.floorOfProduct(fall, sum, dividedBy: divisor) ?? .zero
    }

    private func shortage(of reserve: Amount) -> Amount { target.subtracting(reserve) ?? .zero }
}
