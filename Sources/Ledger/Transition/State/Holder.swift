import Ledger

/// A sub-account, which holds balances.
struct Holder {
    let account: AccountID
    let subAccount: SubAccount

    init(_ account: AccountID, _ subAccount: SubAccount) {
        (self.account, self.subAccount) = (account, subAccount)
    }

    /// The holder of the protocol's income.
    static let fees = Holder(.fees, SubAccount(0))
    /// The holder of the dollars that take losses first.
    static let buffer = Holder(.fees, .dollarBuffer)

    /// Whether this is the buffer, from which nothing is taken for an owner: what stands behind a
    /// dollar would fall.
    @inline(__always)
    var isBuffer: Bool { account == .fees && subAccount == .dollarBuffer }
}
