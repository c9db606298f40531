public import Bytes
public import Ledger

/// Pays a balance out to its owner on the chain that queued the request, without a trading key
/// (`docs/protocol/transition.md`, "FullExit").
public struct FullExit: OperationBody {
    public static let opcode: UInt8 = 0x02
    public static let name: StaticString = "fullExit"

    /// The caller of the chain's contract.
    public var caller = ChainAddress(placeholder: ())
    /// The account to exit from, which the caller must own.
    public var account = AccountID(0)
    /// The sub-account to exit from.
    public var subAccount = SubAccount(0)
    /// The token to pay.
    public var token = TokenID(0)
    /// The most to take, the reserve's fee included, in layer-2 units; `Amount.maximum` for the whole balance.
    public var amount = Amount.zero

    public init(
        caller: ChainAddress, account: AccountID, subAccount: SubAccount, token: TokenID,
        amount: Amount
    ) {
        (self.caller, self.account, self.subAccount) = (caller, account, subAccount)
        (self.token, self.amount) = (token, amount)
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&caller)
        try visitor.visit(&account)
        try visitor.visit(&subAccount)
        try visitor.visit(&token)
        try visitor.visit(&amount)
    }
}

extension FullExit: QueueRule {
    func apply<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, from position: QueuePosition
    ) throws(Rejection) {
        guard subAccount.isValid else { throw .malformed }
        try ledger.checkFamily(of: caller, on: position.chain)
        let onChain = ledger.tokenOnChain(token, position.chain)
        if let onChain, amount.units < UInt128(onChain.scale) { throw .malformed }
        guard let onChain, let owner = ledger.owner(of: account) else { throw .notFound }
        let holder = Holder(account, subAccount)
        guard owner == caller, !holder.isKept else { throw .scope }
        let balance = ledger.balance(account, subAccount, token)
        guard balance.units >= UInt128(onChain.scale) else { throw .balance }
        let reserve = token.isIssued ? .maximum : ledger.reserve(position.chain, token)
        let payment = try ReservePayment(
            of: min(balance, amount),
            ReserveFees(target: onChain.reserveTarget, reserve: reserve), scale: onChain.scale,
            atMost: reserve)
        guard !payment.units.isZero else { throw .reserve }
        let debit = try ledger.pay(payment, of: token, on: position.chain, from: holder)
        let payout = Payout(
            origin: .fullExit(account, subAccount, index: position.index),
            receiver: caller.address, token: token, chainAmount: payment.units.units,
            fastFeeRate: 0)
        ledger.order(payout, on: position.chain, amount: debit)
    }

    func refund() -> Refund? { nil }
}
