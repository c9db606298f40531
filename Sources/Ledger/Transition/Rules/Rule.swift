import Ledger

/// The account and sub-account that an operation acts for, and the key that signed it.
struct Caller {
    let authorization: Authorization
    let owner: ChainAddress

    var account: AccountID { authorization.account }
    var subAccount: SubAccount { authorization.subAccount }
}

/// The rule of a signed operation, judged in this order: form, names, scope, effect.
///
/// Between scope and effect the executor judges time, signature and nonce and takes the fee; see
/// `docs/protocol/transition.md`, "Checks common to signed operations".
protocol SignedRule: OperationBody {
    /// Refuses fields out of their range, or that contradict each other: `malformed`.
    func checkForm<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ authorization: Authorization
    ) throws(Rejection)

    /// Refuses what it names and does not exist, `notFound`, or would create and exists, `exists`.
    func checkNames<Reader: StateReader>(_ ledger: inout LedgerView<Reader>) throws(Rejection)

    /// The scopes of which the signing key needs one.
    func scopes<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, owner: ChainAddress
    ) -> Scopes

    /// Changes the ledger. Debits come before credits.
    func apply<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ caller: Caller
    ) throws(Rejection) -> Receipt
}

/// Where an operation of a queue comes from.
struct QueuePlace {
    let chain: ChainID
    let index: UInt64
}

/// What a chain gives back of an operation of its queue that could not be applied.
struct Refund {
    let token: TokenID
    let amount: Amount
    let receiver: ChainAddress
}

/// The rule of an operation of a chain's queue: it is consumed, applied or not.
protocol QueueRule: OperationBody {
    /// Changes the ledger, or says why not; then nothing is changed.
    func apply<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, from place: QueuePlace
    ) throws(Rejection) -> Receipt

    /// What the chain took for the operation, to be given back when it fails; `nil` for nothing.
    func refund() -> Refund?
}
