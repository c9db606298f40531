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

    /// The holder of reserve fees, from which rebates are paid.
    static let pot = Holder(.fees, .reservePot)

    /// Whether this is the buffer or the pot, from which nothing is taken for an owner: what stands
    /// behind a dollar, or pays rebates, would fall.
    @inline(__always)
    var isKept: Bool {
        account == .fees && (subAccount == .dollarBuffer || subAccount == .reservePot)
    }
}
