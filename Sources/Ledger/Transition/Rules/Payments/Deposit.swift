public import Bytes
public import Ledger

/// Credits an owner with tokens that a chain's contract received (`docs/protocol/transition.md`,
/// "Deposit").
public struct Deposit: OperationBody {
    public static let opcode: UInt8 = 0x01
    public static let name: StaticString = "deposit"

    /// The token received.
    public var token = TokenID(0)
    /// The amount received, in layer-2 units.
    public var amount = Amount.zero
    /// The owner that is credited; a new owner gets an account.
    public var owner = ChainAddress(placeholder: ())
    /// The sub-account that is credited.
    public var subAccount = SubAccount(0)

    public init(token: TokenID, amount: Amount, owner: ChainAddress, subAccount: SubAccount) {
        (self.token, self.amount, self.owner, self.subAccount) = (token, amount, owner, subAccount)
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&token)
        try visitor.visit(&amount)
        try visitor.visit(&owner)
        try visitor.visit(&subAccount)
    }
}

extension Deposit: QueueRule {
    func apply<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, from position: QueuePosition
    ) throws(Rejection) {
        guard subAccount.isValid, !amount.isZero else { throw .malformed }
        guard let onChain = ledger.tokenOnChain(token, position.chain) else { throw .notFound }
        guard amount.isMultiple(of: onChain.scale) else { throw .malformed }
        let (account, isNew) = try ledger.accountOrNew(of: owner)
        let credited = try ledger.addRebate(
            to: amount, of: token, on: position.chain, target: onChain.reserveTarget)
        try ledger.credit(credited, of: token, to: Holder(account, subAccount))
        try ledger.arrive(amount, of: token, on: position.chain)
        ledger.report(.account(account, isNew: isNew))
    }

    func refund() -> Refund? { Refund(token: token, amount: amount, receiver: owner) }
}
