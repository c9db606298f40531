import Ledger

// Reserves of chains (`docs/protocol/transition.md`, "Chains"). A movement of nothing writes nothing.
extension LedgerView {
    mutating func reserve(_ chain: ChainID, _ token: TokenID) -> Amount {
        let index = records.index(of: .reserve(chain, token))
        return records.amount(at: index)
    }

    /// Counts what a chain took: its reserve grows, or fewer vouchers of an issued token are out.
    mutating func arrive(
        _ amount: Amount, of token: TokenID, on chain: ChainID
    ) throws(Rejection) {
        try changeReserve(of: token, on: chain, by: amount, grows: !token.isIssued)
    }

    /// Counts what a chain is to pay: its reserve falls, or more vouchers of an issued token are out.
    mutating func leave(
        _ amount: Amount, of token: TokenID, on chain: ChainID
    ) throws(Rejection) {
        try changeReserve(of: token, on: chain, by: amount, grows: token.isIssued)
    }

    /// The fees of a chain's reserve, which is not looked at without a target.
    mutating func reserveFees(
        of token: TokenID, on chain: ChainID, target: Amount
    ) -> ReserveFees {
        ReserveFees(target: target, reserve: target.isZero ? .zero : reserve(chain, token))
    }

    /// An amount with the rebate for bringing it to a chain, which leaves the pot.
    @inline(never)
    mutating func addRebate(
        to amount: Amount, of token: TokenID, on chain: ChainID, target: Amount
    ) throws(Rejection) -> Amount {
        guard !target.isZero else { return amount }
        let fees = reserveFees(of: token, on: chain, target: target)
        let pot = balance(Holder.pot.account, Holder.pot.subAccount, token)
        let rebate = min(pot, fees.rebate(bringing: amount))
        try debit(rebate, of: token, from: .pot)
        guard let sum = amount.adding(rebate) else { throw .overflow }
        return sum
    }

    /// Takes a payment with its fee, which goes to the pot, from a holder; returns their sum.
    @inline(never)
    mutating func pay(
        _ payment: ReservePayment, of token: TokenID, on chain: ChainID, from holder: Holder
    ) throws(Rejection) -> Amount {
        guard let sum = payment.paid.adding(payment.fee) else { throw .overflow }
        try debit(sum, of: token, from: holder)
        try leave(payment.paid, of: token, on: chain)
        try credit(payment.fee, of: token, to: .pot)
        return sum
    }

    @inline(never)
    private mutating func changeReserve(
        of token: TokenID, on chain: ChainID, by amount: Amount, grows: Bool
    ) throws(Rejection) {
        guard !amount.isZero else { return }
        let index = records.index(of: .reserve(chain, token))
        let before = records.amount(at: index)
        if grows {
            guard let after = before.adding(amount) else { throw .overflow }
            records.write(after, at: index)
        } else {
            guard let after = before.subtracting(amount) else { throw .reserve }
            records.write(after, at: index)
        }
    }
}
