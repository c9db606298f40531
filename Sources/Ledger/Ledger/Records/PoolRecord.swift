public import Bytes

/// The curve of a pool.
public enum PoolKind: UInt8, Hashable, Sendable, CaseIterable {
    /// The product of two balances never falls.
    case constantProduct = 0
    /// The StableSwap invariant of two to four coins of one value never falls.
    case stable = 1

    /// The shares that a new pool keeps for ever, so that one share never gets too large a value, and
    /// a stable pool is never too small to trade.
    public var lockedShares: Amount {
        switch self {
        case .constantProduct: Amount(1_000)
        case .stable: Amount(1_000_000_000_000_000_000)
        }
    }
}

/// The tokens of a pool, ascending: two to four.
public typealias PoolTokens = BoundedList<4, TokenID>

/// A pool of two to four tokens.
public struct PoolRecord: Hashable, Sendable {
    public var kind: PoolKind
    /// The tokens, ascending.
    public var tokens: PoolTokens
    /// The pool's balance of each token, in the order of the tokens.
    public var balances: PoolAmounts
    /// The number of all shares, the locked ones included.
    public var shareSupply: Amount
    /// The least fee of liquidity providers, in parts of 1,000,000.
    ///
    /// The protocol takes a fifth of a fee on top (`LedgerLimits.protocolFeeDivisor`).
    public var feeRate: UInt32
    /// The curve and the rise of the fee; without meaning unless the pool is stable.
    public var stable: StableTerms
    /// The coins whose amounts count times the rates of their feeds, a bit for each in the order of the
    /// tokens; without meaning unless the pool is stable.
    public var ratedCoins: UInt32 = 0
    /// The last change of the amplification; without meaning unless the pool is stable.
    public var ramp: AmplificationRamp

    /// A pool with as many balances as tokens.
    public init(
        kind: PoolKind, tokens: PoolTokens, balances: PoolAmounts, shareSupply: Amount,
        feeRate: UInt32, stable: StableTerms = StableTerms(placeholder: ()),
        ratedCoins: UInt32 = 0, ramp: AmplificationRamp = .none
    ) {
        precondition(tokens.count == balances.count)
        (self.kind, self.tokens, self.balances) = (kind, tokens, balances)
        (self.shareSupply, self.feeRate, self.stable) = (shareSupply, feeRate, stable)
        (self.ratedCoins, self.ramp) = (ratedCoins, ramp)
    }

    /// The amplification of a stable pool at a time in seconds since 1970, in
    /// `LedgerLimits.amplification`.
    @inline(__always)
    public func amplification(at time: UInt64) -> UInt32 {
        ramp.isPresent
            ? ramp.amplification(from: stable.amplification, at: time) : stable.amplification
    }

    /// The index of a token in the pool; `nil` when the pool does not hold it.
    @inline(__always)
    public func index(of token: TokenID) -> Int? {
        for index in tokens.indices where tokens[index] == token { return index }
        return nil
    }
}

extension PoolRecord: FieldList {
    public init(placeholder: ()) {
        self.init(
            kind: .constantProduct, tokens: PoolTokens(), balances: PoolAmounts(),
            shareSupply: .zero, feeRate: 0)
    }

    /// Kind, token count, tokens, balances, share supply, fee rate; then terms, rated coins and ramp of a
    /// stable pool.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(code: &kind, "pool kind")
        try tokens.visit(&visitor, count: 2...LedgerLimits.maximumPoolTokens, "token count")
        while balances.count < tokens.count { balances.append(.zero) }
        try balances.visitElements(&visitor)
        try visitor.visit(&shareSupply)
        try visitor.visit(&feeRate)
        guard feeRate <= LedgerLimits.maximumFeeRate else {
            throw visitor.failure(.invalidValue(field: "pool fee rate"))
        }
        guard kind == .stable else { return }
        try visitor.visit(&stable)
        try visitor.visit(&ratedCoins)
        try visitor.visit(&ramp)
        guard stable.areValid(feeRate: feeRate), ramp.isValid(from: stable.amplification),
            ratedCoins < 1 << UInt32(tokens.count)
        else {
            throw visitor.failure(.invalidValue(field: "stable pool"))
        }
    }
}
