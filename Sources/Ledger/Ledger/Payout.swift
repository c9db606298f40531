public import Bytes

/// A payment that a chain owes.
public struct Payout: Hashable, Sendable {
    /// The operation that it is paid for; together with the chain it identifies the payout.
    public var origin: PayoutOrigin
    /// The receiver, an address of the chain's family.
    public var receiver: Bytes32
    public var token: TokenID
    /// The amount in units of the token on the chain.
    public var chainAmount: UInt128
    /// The share of a broker who prepays, in parts of 10,000.
    public var fastFeeRate: UInt16

    /// Bytes of every payout.
    public static let encodedByteCount = 66

    public init(
        origin: PayoutOrigin, receiver: Bytes32, token: TokenID, chainAmount: UInt128,
        fastFeeRate: UInt16
    ) {
        (self.origin, self.receiver, self.token) = (origin, receiver, token)
        (self.chainAmount, self.fastFeeRate) = (chainAmount, fastFeeRate)
    }
}

/// The operation that a payout is paid for.
public enum PayoutOrigin: Hashable, Sendable {
    /// A signed withdrawal.
    case withdrawal(AccountID, KeySlot, nonce: UInt32)
    /// A full exit, an entry of the paying chain's queue.
    case fullExit(AccountID, SubAccount, index: UInt64)
    /// A swap, an entry of the source chain's queue.
    case crossSwap(from: ChainID, index: UInt64)
    /// The refund of an entry of the paying chain's queue that could not be applied.
    case refund(ChainID, index: UInt64)

    /// The code of the origin, which is also the code of the chain operation.
    public var kind: PayoutKind {
        switch self {
        case .withdrawal: .withdrawal
        case .fullExit: .fullExit
        case .crossSwap: .crossSwap
        case .refund: .refund
        }
    }
}

/// The code of a payout's origin.
public enum PayoutKind: UInt8, Hashable, Sendable, CaseIterable {
    case withdrawal = 1
    case fullExit = 2
    case crossSwap = 3
    case refund = 4
}

extension Payout: FieldList {
    public init(placeholder: ()) {
        self.init(
            origin: .refund(ChainID(0), index: 0), receiver: Bytes32(), token: TokenID(0),
            chainAmount: 0, fastFeeRate: 0)
    }

    /// Kind and origin, receiver, token, amount, fee rate: 66 bytes.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&origin)
        try visitor.visit(&receiver)
        try visitor.visit(&token)
        try visitor.visit(&chainAmount)
        try visitor.visit(&fastFeeRate)
    }
}

extension PayoutOrigin: FieldList {
    public init(placeholder: ()) { self = .refund(ChainID(0), index: 0) }

    /// Kind, then `account u32 | sub-account, slot or chain u8 | nonce or queue index u64`.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        var (kind, account, place, number) = fields
        try visitor.visit(code: &kind, "payout kind")
        try visitor.visit(&account)
        try visitor.visit(&place)
        try visitor.visit(&number)
        switch kind {
        case .withdrawal:
            guard let nonce = UInt32(exactly: number) else {
                throw visitor.failure(.invalidValue(field: "payout nonce"))
            }
            self = .withdrawal(account, KeySlot(place), nonce: nonce)
        case .fullExit: self = .fullExit(account, SubAccount(place), index: number)
        case .crossSwap, .refund:
            guard account == .none else {
                throw visitor.failure(.invalidValue(field: "payout account"))
            }
            let chain = ChainID(place)
            self =
                kind == .refund
                ? .refund(chain, index: number) : .crossSwap(from: chain, index: number)
        }
    }

    private var fields: (PayoutKind, AccountID, UInt8, UInt64) {
        switch self {
        case .withdrawal(let account, let slot, let nonce):
            (kind, account, slot.rawValue, UInt64(nonce))
        case .fullExit(let account, let subAccount, let index):
            (kind, account, subAccount.rawValue, index)
        case .crossSwap(let chain, let index), .refund(let chain, let index):
            (kind, .none, chain.rawValue, index)
        }
    }
}
