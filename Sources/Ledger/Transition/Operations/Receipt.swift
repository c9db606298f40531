public import Bytes
public import Ledger

/// The result of an applied operation; its shape depends on the kind of result.
public enum Receipt: Hashable, Sendable {
    /// Records were written; there is no further result.
    case done
    /// An account was credited or changed; `isNew` when the operation opened it.
    case account(AccountID, isNew: Bool)
    /// A payout was ordered; `amount` left the balance, or the pools, in layer-2 units.
    case payout(ChainPayout, amount: Amount)
    /// Tokens went into or came out of a pool for `shares`; amounts in the pool's order.
    case liquidity(PoolID, shares: Amount, PoolAmounts)
    /// Tokens were swapped.
    case trade(SwapQuote)
    /// Dollars were minted to an account, or redeemed from it with the fee; and what the coins were.
    case dollars(Amount, fee: Amount, DollarCoins)
    /// A coin was converted to another.
    case conversion(Conversion)
    /// A vault was changed.
    case vault(VaultChange)
    /// An account got tokens that a chain's queue brought; `isNew` when the operation opened it.
    case credit(AccountID, isNew: Bool, TokenQuantity)
}

/// A payout and the chain that owes it.
public struct ChainPayout: FieldList, Hashable, Sendable {
    public var chain = ChainID(0)
    public var payout = Payout(placeholder: ())

    public init(chain: ChainID, payout: Payout) { (self.chain, self.payout) = (chain, payout) }

    public init(placeholder: ()) {}

    /// Chain and payout: 67 bytes.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&chain)
        try visitor.visit(&payout)
    }

    /// The payout hash.
    public var hash: Bytes32 { payout.hash(chain: chain) }
}

extension Receipt: FieldList {
    public init(placeholder: ()) { self = .done }

    /// Shape, then the fields of the shape; nodes store these bytes.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        var shape = shape
        try visitor.visit(code: &shape, "receipt shape")
        if shape != self.shape { self = Receipt(placeholder: shape) }
        switch self {
        case .done: break
        case .account(var account, let isNew):
            var flag = isNew
            try visitor.visit(&account)
            try visitor.visit(flag: &flag, "new account")
            self = .account(account, isNew: flag)
        case .payout(var payout, var amount):
            try visitor.visit(&amount)
            try visitor.visit(&payout)
            self = .payout(payout, amount: amount)
        case .liquidity(var pool, var shares, var amounts):
            try visitor.visit(&pool)
            try visitor.visit(&shares)
            try amounts.visit(&visitor, count: 2...LedgerLimits.maximumPoolTokens, "token count")
            self = .liquidity(pool, shares: shares, amounts)
        case .trade(var quote):
            try visitor.visit(&quote)
            guard quote.hops.count > 0 else {
                throw visitor.failure(.invalidValue(field: "hop count"))
            }
            self = .trade(quote)
        case .dollars(var dollars, var fee, var coins):
            try visitor.visit(&dollars)
            try visitor.visit(&fee)
            try coins.visit(&visitor, count: 1...LedgerLimits.maximumDollarCoins, "coin count")
            self = .dollars(dollars, fee: fee, coins)
        case .conversion(var conversion):
            try visitor.visit(&conversion)
            self = .conversion(conversion)
        case .vault(var change):
            try visitor.visit(&change)
            self = .vault(change)
        case .credit(var account, let isNew, var quantity):
            var flag = isNew
            try visitor.visit(&account)
            try visitor.visit(flag: &flag, "new account")
            try visitor.visit(&quantity)
            self = .credit(account, isNew: flag, quantity)
        }
    }

    private enum Shape: UInt8 {
        case done = 0
        case account = 1
        case payout = 2
        case liquidity = 3
        case trade = 4
        case dollars = 5
        case conversion = 6
        case vault = 7
        case credit = 8
    }

    private var shape: Shape {
        switch self {
        case .done: .done
        case .account: .account
        case .payout: .payout
        case .liquidity: .liquidity
        case .trade: .trade
        case .dollars: .dollars
        case .conversion: .conversion
        case .vault: .vault
        case .credit: .credit
        }
    }

    private init(placeholder shape: Shape) {
        self =
            switch shape {
            case .done: .done
            case .account: .account(AccountID(0), isNew: false)
            case .payout: .payout(ChainPayout(placeholder: ()), amount: .zero)
            case .liquidity: .liquidity(PoolID(0), shares: .zero, PoolAmounts())
            case .trade: .trade(SwapQuote(placeholder: ()))
            case .dollars: .dollars(.zero, fee: .zero, DollarCoins())
            case .conversion: .conversion(Conversion())
            case .vault: .vault(VaultChange(placeholder: ()))
            case .credit: .credit(AccountID(0), isNew: false, TokenQuantity(placeholder: ()))
            }
    }
}
