public import Ledger

/// The amounts that a broker risks: a prepaid payout that never executes is a loss.
public struct BrokerLimits: Equatable, Sendable {
    /// The most for one payout, in layer-2 units.
    public var perPayout: Amount
    /// The most that may await repayment at one time, in layer-2 units.
    public var outstanding: Amount

    public init(perPayout: Amount, outstanding: Amount) {
        self.perPayout = perPayout
        self.outstanding = outstanding
    }
}
