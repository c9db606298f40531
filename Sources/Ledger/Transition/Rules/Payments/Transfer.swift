public import Bytes
public import Ledger

/// Moves tokens to another account or sub-account (`docs/protocol/transition.md`, "Transfer").
public struct Transfer: OperationBody {
    public static let opcode: UInt8 = 0x10
    public static let name: StaticString = "transfer"

    /// The token to move.
    public var token = TokenID(0)
    /// The amount to move.
    public var amount = Amount.zero
    /// The account that is credited.
    public var destination = Destination.account(AccountID(0))
    /// The sub-account that is credited.
    public var destinationSubAccount = SubAccount(0)

    public init(
        token: TokenID, amount: Amount, destination: Destination, destinationSubAccount: SubAccount
    ) {
        (self.token, self.amount) = (token, amount)
        (self.destination, self.destinationSubAccount) = (destination, destinationSubAccount)
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&token)
        try visitor.visit(&amount)
        try visitor.visit(&destination)
        try visitor.visit(&destinationSubAccount)
    }
}

/// The account that a transfer credits.
public enum Destination: Hashable, Sendable {
    /// An existing account.
    case account(AccountID)
    /// The account of an owner, which is opened when there is none.
    case owner(ChainAddress)
}

extension Destination: FieldList {
    public init(placeholder: ()) { self = .account(AccountID(0)) }

    /// Kind (0 account, 1 owner), then the account or the owner.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        var kind: UInt8 = 0
        if case .owner = self { kind = 1 }
        try visitor.visit(&kind)
        switch kind {
        case 0:
            var account = AccountID(0)
            if case .account(let existing) = self { account = existing }
            try visitor.visit(&account)
            self = .account(account)
        case 1:
            var owner = ChainAddress(placeholder: ())
            if case .owner(let address) = self { owner = address }
            try visitor.visit(&owner)
            self = .owner(owner)
        default: throw visitor.failure(.invalidValue(field: "destination kind"))
        }
    }
}

extension Transfer: SignedRule {
    static var isFrequent: Bool { true }

    var signedBody: SignedBody { .transfer(self) }

    func checkForm<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ authorization: Authorization
    ) throws(Rejection) {
        guard !amount.isZero, destinationSubAccount.isValid else { throw .malformed }
        if case .owner(let owner) = destination, owner.isZero { throw .malformed }
        guard destinationSubAccount == authorization.subAccount else { return }
        let destination: AccountID? =
            switch destination {
            case .account(let account): account
            case .owner(let owner): ledger.account(of: owner)
            }
        guard destination != authorization.account else { throw .malformed }
    }

    func checkNames<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>
    ) throws(Rejection) {
        guard ledger.hasToken(token) else { throw .notFound }
        if case .account(let account) = destination {
            // Only accounts have balances, and this one is credited anyway.
            guard
                ledger.isPresent(.balance(account, destinationSubAccount, token))
                    || ledger.owner(of: account) != nil
            else { throw .notFound }
        }
    }

    func scopes<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, of account: AccountID
    ) -> Scopes { .transfer }

    var recipient: Recipient? {
        guard case .owner(let owner) = destination else { return nil }
        return .owner(owner)
    }

    func apply<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ caller: Caller
    ) throws(Rejection) {
        try ledger.debit(amount, of: token, from: caller.holder)
        let (account, isNew): (AccountID, Bool)
        switch destination {
        case .account(let existing): (account, isNew) = (existing, false)
        case .owner(let owner): (account, isNew) = try ledger.accountOrNew(of: owner)
        }
        try ledger.credit(amount, of: token, to: Holder(account, destinationSubAccount))
        ledger.report(.account(account, isNew: isNew))
    }
}
