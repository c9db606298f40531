public import Bytes

/// The curve that a pool trades on.
public enum PoolKind: UInt8, Hashable, Sendable, CaseIterable {
    /// The product of two balances never falls.
    case constantProduct = 0

    /// How many tokens a pool of the kind may have.
    public var tokenCounts: ClosedRange<Int> {
        switch self {
        case .constantProduct: 2...2
        }
    }

    /// Shares that a new pool keeps for ever, so that a first share cannot be made worth too much.
    public var lockedShares: Amount {
        switch self {
        case .constantProduct: Amount(1_000)
        }
    }
}

/// The tokens of a pool, ascending: two to four.
public typealias PoolTokens = BoundedList<4, TokenID>

/// A pool of two to four tokens.
public struct PoolRecord: Hashable, Sendable {
    /// The pool's curve.
    public var kind: PoolKind
    /// The tokens, ascending.
    public var tokens: PoolTokens
    /// What the pool holds of each, in their order.
    public var balances: PoolAmounts
    /// All shares, the locked ones included.
    public var shareSupply: Amount
    /// What liquidity providers earn, in parts of 1,000,000.
    public var feeRate: UInt32
    /// What the protocol earns on top, in parts of 1,000,000.
    public var protocolFeeRate: UInt32

    /// A record with these fields; there are as many balances as tokens.
    public init(
        kind: PoolKind, tokens: PoolTokens, balances: PoolAmounts, shareSupply: Amount,
        feeRate: UInt32, protocolFeeRate: UInt32
    ) {
        precondition(tokens.count == balances.count)
        (self.kind, self.tokens, self.balances) = (kind, tokens, balances)
        (self.shareSupply, self.feeRate) = (shareSupply, feeRate)
        self.protocolFeeRate = protocolFeeRate
    }

    /// The place of a token, or `nil` when the pool does not hold it.
    public func index(of token: TokenID) -> Int? {
        for index in tokens.indices where tokens[index] == token { return index }
        return nil
    }
}

extension PoolRecord: FieldList {
    public init(unread: ()) {
        self.init(
            kind: .constantProduct, tokens: PoolTokens(), balances: PoolAmounts(),
            shareSupply: .zero, feeRate: 0, protocolFeeRate: 0)
    }

    /// Kind, token count, tokens, balances, share supply, fee rates.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(code: &kind, "pool kind")
        try tokens.visit(&visitor, count: 2...LedgerLimits.maximumPoolTokens, "token count")
        while balances.count < tokens.count { balances.append(.zero) }
        try balances.visitElements(&visitor)
        try visitor.visit(&shareSupply)
        try visitor.visit(&feeRate)
        try visitor.visit(&protocolFeeRate)
        let limit = LedgerLimits.maximumFeeRate
        guard feeRate <= limit, protocolFeeRate <= limit else {
            throw visitor.failure(.invalidValue(field: "pool fee rate"))
        }
    }
}
