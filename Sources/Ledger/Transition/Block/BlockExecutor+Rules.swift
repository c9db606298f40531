import Ledger
import Signatures

// The order of judgement is that of docs/protocol/transition.md.

extension BlockExecutor {
    /// Executes the rule of a signed operation, whose signature is verified if a message is given.
    mutating func execute<Rule: SignedRule>(
        _ rule: Rule, _ head: SignedHead, _ message: SignedMessage?
    ) throws(Rejection) {
        CycleRegion.begin(Rule.name)
        defer { CycleRegion.end() }
        let (authorization, fee) = (head.authorization, head.fee)
        guard authorization.subAccount.isValid, authorization.slot.isValid else {
            throw .malformed
        }
        try rule.checkForm(&ledger, authorization)
        // Only accounts have keys, so the account is not looked up.
        let keyIndex = ledger.records.index(of: .key(authorization.account, authorization.slot))
        guard let key = ledger.records.key(at: keyIndex),
            fee.amount.isZero || ledger.hasToken(fee.token)
        else { throw .notFound }
        try rule.checkNames(&ledger)
        try checkTimeAndSignature(of: key.place, authorization, message)
        let scopes = rule.scopes(&ledger, of: authorization.account)
        let caller = Caller(authorization: authorization)
        guard !ledger.records.cells.keys.scopes(of: key.place).isDisjoint(with: scopes),
            !caller.holder.isBuffer
        else { throw .scope }
        if let rejection = key.nonces.rejection(of: authorization.nonce) { throw rejection }
        try ledger.debit(fee.amount, of: fee.token, from: caller.holder)
        try rule.apply(&ledger, caller)
        try ledger.creditFees(fee.amount, of: fee.token)
        ledger.records.use(authorization.nonce, at: keyIndex)
    }

    private mutating func checkTimeAndSignature(
        of key: Int, _ authorization: Authorization, _ message: SignedMessage?
    ) throws(Rejection) {
        guard authorization.validUntil >= timestamp,
            case let expiry = ledger.records.cells.keys.expiry(of: key),
            expiry == 0 || expiry >= timestamp
        else { throw .expired }
        guard let message else { return }
        let isValid = ledger.records.cells.keys.withWords(of: key) {
            keys.verify(message, key: $0)
        }
        guard isValid else { throw .badSignature }
    }
}

extension LedgerView: QueueBodyVisitor {
    mutating func visit<Rule: QueueRule>(
        _ rule: inout Rule, _ position: QueuePosition
    ) throws(Rejection) {
        CycleRegion.begin(Rule.name)
        defer { CycleRegion.end() }
        try rule.apply(&self, from: position)
    }
}

/// Reads what a failed operation has to give back.
private struct RefundOfRule: QueueBodyVisitor {
    mutating func visit<Rule: QueueRule>(
        _ rule: inout Rule, _ input: Void
    ) throws(Never) -> Refund? { rule.refund() }
}

extension BlockExecutor {
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
        ledger.order(payout, on: entry.chain, amount: refund.amount)
    }
}
