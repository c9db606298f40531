public import Ledger

/// A payment of a chain's reserve (`docs/protocol/transition.md`, "Chains").
public struct ReservePayment: Sendable {
    /// Units of the token on its chain.
    public let units: Amount
    /// The same in layer-2 units.
    public let paid: Amount
    /// What the payment costs besides.
    public let fee: Amount

    /// The payment of an amount, its fee included.
    ///
    /// - Parameters:
    ///   - scale: Layer-2 units of one unit on the chain.
    ///   - limit: The most to pay.
    @inline(never)
    public init(
        of amount: Amount, _ fees: ReserveFees, scale: UInt64, atMost limit: Amount
    ) throws(Rejection) {
        // A fee is never above the amount.
        let left = amount.subtracting(fees.fee(taking: amount)) ?? .zero
        units = min(left, limit).floorDivided(by: scale)
        guard let paid = units.multiplied(by: scale) else { throw .overflow }
        self.paid = paid
        fee = fees.fee(taking: paid)
    }
}
