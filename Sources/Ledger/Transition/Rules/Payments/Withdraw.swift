public import Bytes
public import Ledger

/// Pays tokens out on a chain (`docs/protocol/transition.md`, "Withdraw").
public struct Withdraw: OperationBody {
    public static let opcode: UInt8 = 0x11
    public static let name: StaticString = "withdraw"

    /// The token to pay.
    public var token = TokenID(0)
    /// The most to take, the fee of the chain's reserve included: what is above the reserve, or less
    /// than one unit on the chain, is not debited.
    public var amount = Amount.zero
    /// The least to pay.
    public var minimum = Amount.zero
    /// The chain that pays.
    public var chain = ChainID(0)
    /// The receiver on that chain.
    public var receiver = ChainAddress(placeholder: ())
    /// The share of a broker who prepays, in parts of 10,000; 0 for a normal withdrawal.
    public var fastFeeRate: UInt16 = 0

    public init(
        token: TokenID, amount: Amount, minimum: Amount, chain: ChainID, receiver: ChainAddress,
        fastFeeRate: UInt16
    ) {
        (self.token, self.amount, self.minimum) = (token, amount, minimum)
        self.chain = chain
        (self.receiver, self.fastFeeRate) = (receiver, fastFeeRate)
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&token)
        try visitor.visit(&amount)
        try visitor.visit(limit: &minimum, permissive: .zero)
        try visitor.visit(&chain)
        try visitor.visit(&receiver)
        try visitor.visit(&fastFeeRate)
    }
}

extension Withdraw: SignedRule {
    var signedBody: SignedBody { .withdraw(self) }

    func checkForm<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ authorization: Authorization
    ) throws(Rejection) {
        guard !amount.isZero, minimum <= amount, !receiver.isZero,
            fastFeeRate <= LedgerLimits.maximumFastFeeRate
        else { throw .malformed }
        try ledger.checkFamily(of: receiver, on: chain)
        if let onChain = ledger.tokenOnChain(token, chain) {
            guard amount.units >= UInt128(onChain.scale) else { throw .malformed }
        }
    }

    func checkNames<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>
    ) throws(Rejection) {
        guard ledger.chain(chain) != nil, ledger.tokenOnChain(token, chain) != nil else {
            throw .notFound
        }
    }

    func scopes<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, of account: AccountID
    ) -> Scopes {
        let isOwner = ledger.owner(of: account) == receiver
        return isOwner ? [.withdrawToOwner, .withdrawToAny] : .withdrawToAny
    }

    var recipient: Recipient? { .payee(receiver, chain: chain, token: token) }

    func apply<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ caller: Caller
    ) throws(Rejection) {
        guard let onChain = ledger.tokenOnChain(token, chain) else { throw .notFound }
        let reserve = token.isIssued ? .maximum : ledger.reserve(chain, token)
        let payment = try ReservePayment(
            of: amount, ReserveFees(target: onChain.reserveTarget, reserve: reserve),
            scale: onChain.scale, atMost: reserve)
        guard !payment.units.isZero, payment.paid >= minimum else {
            throw amount > reserve ? .reserve : .slippage
        }
        let debit = try ledger.pay(payment, of: token, on: chain, from: caller.holder)
        let authorization = caller.authorization
        let payout = Payout(
            origin: .withdrawal(
                caller.holder.account, authorization.slot, nonce: authorization.nonce),
            receiver: receiver.address, token: token, chainAmount: payment.units.units,
            fastFeeRate: fastFeeRate)
        ledger.order(payout, on: chain, amount: debit)
    }
}
