public import Bytes

/// Whom a transfer credits.
public enum Destination: Hashable, Sendable {
    /// An existing account.
    case account(AccountID)
    /// An address; a new owner gets an account.
    case owner(Owner)
}

/// Moves tokens to another account or sub-account.
public struct Transfer: Hashable, Sendable {
    /// What to move.
    public var token: TokenID
    /// How much.
    public var amount: Amount
    /// To whom.
    public var destination: Destination
    /// To which of the destination's sub-accounts.
    public var destinationSubAccount: SubAccount

    /// A transfer with these fields.
    public init(
        token: TokenID, amount: Amount, destination: Destination, destinationSubAccount: SubAccount
    ) {
        (self.token, self.amount) = (token, amount)
        (self.destination, self.destinationSubAccount) = (destination, destinationSubAccount)
    }
}

/// Pays tokens out on a chain.
public struct Withdraw: Hashable, Sendable {
    /// What to pay.
    public var token: TokenID
    /// How much; what is less than one unit on the chain stays.
    public var amount: Amount
    /// Where to pay.
    public var chain: ChainID
    /// Whom to pay.
    public var receiver: Bytes32
    /// What a broker that prepays may keep, in parts of 10,000; 0 for a normal withdrawal.
    public var fastFeeRate: UInt16

    /// A withdrawal with these fields.
    public init(
        token: TokenID, amount: Amount, chain: ChainID, receiver: Bytes32, fastFeeRate: UInt16
    ) {
        (self.token, self.amount, self.chain) = (token, amount, chain)
        (self.receiver, self.fastFeeRate) = (receiver, fastFeeRate)
    }
}

/// The curve that a pool trades on.
public enum PoolKind: UInt8, Hashable, Sendable {
    /// The product of both balances never falls.
    case constantProduct = 0
}

/// Opens a pool with its first liquidity.
public struct CreatePool: Hashable, Sendable {
    /// The token with the smaller number.
    public var tokenA: TokenID
    /// The token with the larger number.
    public var tokenB: TokenID
    /// The pool's curve.
    public var kind: PoolKind
    /// What liquidity providers earn, in parts of 1,000,000.
    public var feeRate: UInt32
    /// How much of token A to put in.
    public var amountA: Amount
    /// How much of token B to put in.
    public var amountB: Amount

    /// A pool creation with these fields.
    public init(
        tokenA: TokenID, tokenB: TokenID, kind: PoolKind, feeRate: UInt32, amountA: Amount,
        amountB: Amount
    ) {
        (self.tokenA, self.tokenB, self.kind) = (tokenA, tokenB, kind)
        (self.feeRate, self.amountA, self.amountB) = (feeRate, amountA, amountB)
    }
}

/// Puts both tokens into a pool in its ratio.
public struct AddLiquidity: Hashable, Sendable {
    /// Which pool.
    public var pool: PoolID
    /// The most of token A to take.
    public var maximumA: Amount
    /// The most of token B to take.
    public var maximumB: Amount
    /// The fewest shares to accept.
    public var minimumShares: Amount

    /// An addition with these fields.
    public init(pool: PoolID, maximumA: Amount, maximumB: Amount, minimumShares: Amount) {
        (self.pool, self.maximumA, self.maximumB) = (pool, maximumA, maximumB)
        self.minimumShares = minimumShares
    }
}

/// Gives shares back for both tokens.
public struct RemoveLiquidity: Hashable, Sendable {
    /// Which pool.
    public var pool: PoolID
    /// How many shares.
    public var shares: Amount
    /// The least of token A to accept.
    public var minimumA: Amount
    /// The least of token B to accept.
    public var minimumB: Amount

    /// A removal with these fields.
    public init(pool: PoolID, shares: Amount, minimumA: Amount, minimumB: Amount) {
        (self.pool, self.shares) = (pool, shares)
        (self.minimumA, self.minimumB) = (minimumA, minimumB)
    }
}

/// Which side of a swap is fixed.
public enum SwapKind: UInt8, Hashable, Sendable {
    /// All of `amountIn` is sold for at least `amountOut`.
    case exactIn = 0
    /// All of `amountOut` is bought for at most `amountIn`.
    case exactOut = 1
}

/// Trades along one to three pools.
public struct Swap: Hashable, Sendable {
    /// Which side is fixed.
    public var kind: SwapKind
    /// What is sold.
    public var tokenIn: TokenID
    /// How much is sold: exactly, or at most.
    public var amountIn: Amount
    /// How much is bought: at least, or exactly.
    public var amountOut: Amount
    /// The pools in order.
    public var path: PoolPath

    /// A swap with these fields; the path is not empty.
    public init(
        kind: SwapKind, tokenIn: TokenID, amountIn: Amount, amountOut: Amount, path: PoolPath
    ) {
        (self.kind, self.tokenIn) = (kind, tokenIn)
        (self.amountIn, self.amountOut, self.path) = (amountIn, amountOut, path)
    }
}

/// What a signed operation does.
public enum SignedBody: Hashable, Sendable {
    /// Moves tokens.
    case transfer(Transfer)
    /// Pays tokens out.
    case withdraw(Withdraw)
    /// Opens a pool.
    case createPool(CreatePool)
    /// Adds liquidity.
    case addLiquidity(AddLiquidity)
    /// Removes liquidity.
    case removeLiquidity(RemoveLiquidity)
    /// Trades.
    case swap(Swap)
}
