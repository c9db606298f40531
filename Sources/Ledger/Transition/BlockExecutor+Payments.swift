import Ledger

// The form and the existence of everything named were checked before.
extension BlockExecutor {
    mutating func transfer(
        _ body: Transfer, _ operation: SignedOperation
    ) throws(Rejection) -> Receipt {
        try state.debit(operation.account, operation.subAccount, body.token, body.amount)
        let (account, isNew): (AccountID, Bool)
        switch body.destination {
        case .account(let existing): (account, isNew) = (existing, false)
        case .owner(let owner): (account, isNew) = try state.accountOrNew(of: owner)
        }
        try state.credit(account, body.destinationSubAccount, body.token, body.amount)
        return .transferred(to: account, isNew: isNew)
    }

    mutating func withdraw(
        _ body: Withdraw, _ operation: SignedOperation
    ) throws(Rejection) -> Receipt {
        guard let onChain = state.tokenOnChain(body.token, body.chain) else { throw .notFound }
        let units = body.amount.floorDivided(by: onChain.scale)
        guard let debit = units.multiplied(by: onChain.scale) else { throw .overflow }
        try state.debit(operation.account, operation.subAccount, body.token, debit)
        try state.shrinkReserve(body.chain, body.token, by: debit)
        let payout = Payout(
            kind: .withdrawal, account: operation.account,
            subAccount: operation.subAccount.rawValue,
            nonce: UInt64(operation.slot.rawValue) << 32 | UInt64(operation.nonce),
            receiver: body.receiver, token: body.token, chainAmount: units.units,
            fastFeeRate: body.fastFeeRate)
        return .withdrawn(debit: debit, chain: body.chain, payout)
    }
}
