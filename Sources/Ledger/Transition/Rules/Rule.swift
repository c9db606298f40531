import Ledger

/// The account and sub-account that an operation acts for, and the key that signed it.
struct Caller {
    let authorization: Authorization

    var holder: Holder { Holder(authorization.account, authorization.subAccount) }
}

/// The rule of a signed operation: form, names, scope and effect, judged in this order.
///
/// Between names and scope the executor judges time and signature; between scope and effect it
/// judges the nonce and takes the fee. See `docs/protocol/transition.md`, "Checks common to signed
/// operations".
protocol SignedRule: OperationBody {
    /// Whether blocks have many of the kind, so that its fields are read and written by code of their
    /// own.
    static var isFrequent: Bool { get }

    /// Refuses fields out of their range, or that contradict each other: `malformed`.
    func checkForm<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ authorization: Authorization
    ) throws(Rejection)

    /// Throws `notFound` for a missing record that the operation names, `exists` for one to create.
    func checkNames<Reader: StateReader>(_ ledger: inout LedgerView<Reader>) throws(Rejection)

    /// The scopes of which the signing key of an account needs at least one.
    func scopes<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, of account: AccountID
    ) -> Scopes

    /// The operation's body.
    var signedBody: SignedBody { get }

    /// The address that receives tokens; `nil` when the operation names none.
    var recipient: Recipient? { get }

    /// Changes the ledger, and reports a receipt unless it is `done`; debits come before credits.
    func apply<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ caller: Caller
    ) throws(Rejection)
}

/// The origin of an operation of a queue.
struct QueuePosition {
    let chain: ChainID
    let index: UInt64
}

/// The tokens that a chain pays back for an operation of its queue that could not be applied.
struct Refund {
    let token: TokenID
    let amount: Amount
    let receiver: ChainAddress
}

extension SignedRule {
    static var isFrequent: Bool { false }
}

/// The rule of an operation of a chain's queue, which is consumed even when it fails.
protocol QueueRule: OperationBody {
    /// Changes the ledger and reports a receipt, or throws the reason of the failure.
    func apply<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, from position: QueuePosition
    ) throws(Rejection)

    /// The tokens that the chain took for the operation, paid back when it fails; `nil` for none.
    func refund() -> Refund?
}

/// The rule of an operation of the network's governance: applied when it comes from the queue of the
/// governing chain, refused when another chain's contract queued it.
protocol GovernedRule: QueueRule {
    /// Throws `malformed`, `notFound` or `exists`.
    func check<Reader: StateReader>(_ ledger: inout LedgerView<Reader>) throws(Rejection)

    /// Changes the ledger and reports a receipt unless it is `done`; the check has passed.
    func enact<Reader: StateReader>(_ ledger: inout LedgerView<Reader>) throws(Rejection)
}

extension GovernedRule {
    func apply<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, from position: QueuePosition
    ) throws(Rejection) {
        try check(&ledger)
        guard position.chain == ledger.governingChain else { throw .scope }
        try enact(&ledger)
    }

    func refund() -> Refund? { nil }
}
