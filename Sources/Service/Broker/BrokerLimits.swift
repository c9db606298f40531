public import Ledger

/// Amounts that a broker risks: a payout that it prepays and that never executes is its loss.
public struct BrokerLimits: Equatable, Sendable {
    /// The most for one payout, in layer-2 units.
    public var perPayout: Amount
    /// The most that may wait for repayment at one time, in layer-2 units.
    public var outstanding: Amount

    /// Limits of one token.
    public init(perPayout: Amount, outstanding: Amount) {
        self.perPayout = perPayout
        self.outstanding = outstanding
    }
}
