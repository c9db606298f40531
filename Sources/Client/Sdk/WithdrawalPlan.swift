public import Ledger
public import RpcApi
import Transition

/// What a withdrawal would pay now, computed from the chain's reserve by the function that executes it.
public struct WithdrawalPlan: Hashable, Sendable {
    /// The most to take, the fee included.
    public let amount: Amount
    /// What reaches the chain.
    public let paid: Amount
    /// The fee of the chain's reserve.
    public let fee: Amount
    /// What the chain can pay at most.
    public let reserve: Amount
    /// Whether the reserve cannot pay the whole amount.
    public let isPartial: Bool

    /// A plan for an amount of a token; `nil` when it does not fit.
    ///
    /// - Parameter reserve: What the chain holds; `Amount.maximum` for an issued token.
    public init?(_ amount: Amount, _ contract: TokenContractInfo, reserve: Amount) {
        let fees = ReserveFees(target: contract.reserveTarget, reserve: reserve)
        guard contract.decimals <= LedgerLimits.decimals,
            contract.reserveTarget <= LedgerLimits.maximumReserveTarget,
            let payment = try? ReservePayment(
                of: amount, fees, scale: Amount.scale(decimals: contract.decimals), atMost: reserve)
        else { return nil }
        (self.amount, self.reserve) = (amount, reserve)
        isPartial = amount.subtracting(fees.fee(taking: amount)) ?? .zero > reserve
        (paid, fee) = (payment.paid, payment.fee)
    }

    /// The least to accept for the whole amount: the fee may double until the withdrawal is executed.
    public var minimum: Amount { paid.subtracting(fee) ?? .zero }
}
