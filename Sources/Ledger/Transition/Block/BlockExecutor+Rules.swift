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
        let authorization = head.authorization
        guard authorization.subAccount.isValid, authorization.slot.isValid else {
            throw .malformed
        }
        try rule.checkForm(&ledger, authorization)
        let key = try Rule.isFrequent ? signer(head) : rareSigner(head)
        try rule.checkNames(&ledger)
        try checkTimeAndSignature(of: key.place, authorization, message)
        let scopes = rule.scopes(&ledger, of: authorization.account)
        try Rule.isFrequent ? charge(head, key, scopes) : chargeRarely(head, key, scopes)
        try rule.apply(&ledger, Caller(authorization: authorization))
        try Rule.isFrequent ? settle(head, key) : settleRarely(head, key)
    }

    /// The key of an operation, where the records and the list of keys have it.
    private struct Signer {
        let index: Int
        let place: Int
        let nonces: NonceWindow
    }

    /// Finds the key and the fee's token; only accounts have keys, so the account is not looked up.
    @inline(__always)
    private mutating func signer(_ head: SignedHead) throws(Rejection) -> Signer {
        let authorization = head.authorization
        let index = ledger.records.index(of: .key(authorization.account, authorization.slot))
        guard let key = ledger.records.key(at: index),
            head.fee.amount.isZero || ledger.hasToken(head.fee.token)
        else { throw .notFound }
        return Signer(index: index, place: key.place, nonces: key.nonces)
    }

    /// Judges scope and nonce and takes the fee.
    @inline(__always)
    private mutating func charge(
        _ head: SignedHead, _ key: Signer, _ scopes: Scopes
    ) throws(Rejection) {
        let holder = Caller(authorization: head.authorization).holder
        guard !ledger.records.cells.keys.scopes(of: key.place).isDisjoint(with: scopes),
            !holder.isKept
        else { throw .scope }
        if let rejection = key.nonces.rejection(of: head.authorization.nonce) { throw rejection }
        try ledger.debit(head.fee.amount, of: head.fee.token, from: holder)
    }

    /// Credits the fee and uses the nonce.
    @inline(__always)
    private mutating func settle(_ head: SignedHead, _ key: Signer) throws(Rejection) {
        try ledger.creditFees(head.fee.amount, of: head.fee.token)
        ledger.records.use(head.authorization.nonce, at: key.index)
    }

    // The same, whose code is there once for all kinds that are rare.

    @inline(never)
    private mutating func rareSigner(_ head: SignedHead) throws(Rejection) -> Signer {
        try signer(head)
    }

    @inline(never)
    private mutating func chargeRarely(
        _ head: SignedHead, _ key: Signer, _ scopes: Scopes
    ) throws(Rejection) {
        try charge(head, key, scopes)
    }

    @inline(never)
    private mutating func settleRarely(_ head: SignedHead, _ key: Signer) throws(Rejection) {
        try settle(head, key)
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
