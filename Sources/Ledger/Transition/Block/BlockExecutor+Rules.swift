import Ledger

// The order of judgement is that of docs/protocol/transition.md.

extension BlockExecutor: SignedBodyVisitor {
    /// A signed operation beside its body.
    struct SignedInput {
        let authorization: Authorization
        let fee: TokenQuantity
        /// The whole operation if its signature is to be verified; copying it costs time otherwise.
        let unverified: SignedOperation?
    }

    mutating func visit<Rule: SignedRule>(
        _ rule: inout Rule, _ input: SignedInput
    ) throws(Rejection) -> Receipt {
        CycleRegion.begin(Rule.name)
        defer { CycleRegion.end() }
        let (authorization, fee) = (input.authorization, input.fee)
        guard authorization.subAccount.isValid, authorization.slot.isValid else {
            throw .malformed
        }
        try rule.checkForm(&ledger, authorization)
        guard let owner = ledger.owner(of: authorization.account),
            let key = ledger.key(authorization.account, authorization.slot),
            fee.amount.isZero || ledger.hasToken(fee.token)
        else { throw .notFound }
        try rule.checkNames(&ledger)
        try checkTimeAndSignature(of: key, input)
        guard !key.scopes.isDisjoint(with: rule.scopes(&ledger, owner: owner)) else {
            throw .scope
        }
        if let rejection = key.nonces.rejection(of: authorization.nonce) { throw rejection }
        let caller = Caller(authorization: authorization, owner: owner)
        try ledger.debit(fee.amount, of: fee.token, from: caller.holder)
        let receipt = try rule.apply(&ledger, caller)
        try ledger.creditFees(fee.amount, of: fee.token)
        var used = key
        used.nonces.use(authorization.nonce)
        ledger.write(.key(used), for: .key(authorization.account, authorization.slot))
        return receipt
    }

    private mutating func checkTimeAndSignature(
        of key: KeyRecord, _ input: SignedInput
    ) throws(Rejection) {
        guard input.authorization.validUntil >= timestamp,
            key.expiry == 0 || key.expiry >= timestamp
        else { throw .expired }
        guard let operation = input.unverified else { return }
        guard keys.verify(operation, key: key.publicKey, network: network) else {
            throw .badSignature
        }
    }
}

extension LedgerView: QueueBodyVisitor {
    mutating func visit<Rule: QueueRule>(
        _ rule: inout Rule, _ position: QueuePosition
    ) throws(Rejection) -> Receipt {
        CycleRegion.begin(Rule.name)
        defer { CycleRegion.end() }
        return try rule.apply(&self, from: position)
    }
}

/// Reads what a failed operation has to give back.
private struct RefundOfRule: QueueBodyVisitor {
    mutating func visit<Rule: QueueRule>(
        _ rule: inout Rule, _ input: Void
    ) throws(Never) -> Refund? { rule.refund() }
}

extension BlockExecutor {
    mutating func execute(
        _ operation: SignedOperation, signature check: SignatureCheck
    ) throws(Rejection) -> Receipt {
        var body = operation.body
        let input = SignedInput(
            authorization: operation.authorization, fee: operation.fee,
            unverified: check == .verify ? operation : nil)
        return try body.accept(&self, input)
    }

    mutating func execute(_ entry: PriorityEntry) throws(Rejection) -> Receipt {
        var operation = entry.operation
        return try operation.accept(&ledger, QueuePosition(chain: entry.chain, index: entry.index))
    }

    /// Orders the refund of an entry that failed, in whole units of its chain.
    mutating func refund(_ entry: PriorityEntry) {
        var (operation, visitor) = (entry.operation, RefundOfRule())
        guard let refund = operation.accept(&visitor, ()),
            let onChain = ledger.tokenOnChain(refund.token, entry.chain),
            ledger.chain(entry.chain)?.family == refund.receiver.family
        else { return }
        let units = refund.amount.floorDivided(by: onChain.scale)
        guard !units.isZero else { return }
        let payout = Payout(
            origin: .refund(entry.chain, index: entry.index), receiver: refund.receiver.address,
            token: refund.token, chainAmount: units.units, fastFeeRate: 0)
        _ = ledger.order(payout, on: entry.chain, amount: refund.amount)
    }
}
