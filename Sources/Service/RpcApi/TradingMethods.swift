public import Ledger

/// `zkl_pools`: every pool.
public enum PoolsMethod: Method {
    /// What it takes.
    public typealias Parameters = NoParameters
    /// The name in a request.
    public static let name = "zkl_pools"
    /// One line for a reader.
    public static let summary = "Every pool with its balances"

    /// The pools in ascending order.
    public struct Result: WireObject, Hashable {
        /// The pools.
        public var pools: [PoolInfo] = []

        public init(unread: ()) {}

        public init(pools: [PoolInfo]) {
            self.pools = pools
        }

        public static let fields: [WireField<Result>] = [WireField("pools", \.pools)]
    }
}

/// A pool.
public struct PoolInfo: WireObject, Hashable {
    /// Its number.
    public var pool = PoolID(0)
    /// The curve: 0 is the constant product.
    public var kind: UInt8 = 0
    /// The token with the lower number.
    public var tokenA = TokenID(0)
    /// The token with the higher number.
    public var tokenB = TokenID(0)
    /// What it holds of token A.
    public var balanceA = Amount.zero
    /// What it holds of token B.
    public var balanceB = Amount.zero
    /// The token of its shares.
    public var shareToken = TokenID(0)
    /// All shares, with those locked for ever.
    public var shareSupply = Amount.zero
    /// Liquidity providers' fee in parts of 1,000,000.
    public var feeRate: UInt32 = 0
    /// The protocol's fee in parts of 1,000,000, on top.
    public var protocolFeeRate: UInt32 = 0

    public init(unread: ()) {}

    public init(
        pool: PoolID, kind: UInt8, tokenA: TokenID, tokenB: TokenID, balanceA: Amount,
        balanceB: Amount, shareToken: TokenID, shareSupply: Amount, feeRate: UInt32,
        protocolFeeRate: UInt32
    ) {
        (self.pool, self.kind, self.tokenA) = (pool, kind, tokenA)
        (self.tokenB, self.balanceA, self.balanceB) = (tokenB, balanceA, balanceB)
        (self.shareToken, self.shareSupply) = (shareToken, shareSupply)
        (self.feeRate, self.protocolFeeRate) = (feeRate, protocolFeeRate)
    }

    public static let fields: [WireField<PoolInfo>] = [
        WireField("pool", \.pool), WireField("kind", \.kind, "0: constant product"),
        WireField("tokenA", \.tokenA), WireField("tokenB", \.tokenB),
        WireField("balanceA", \.balanceA), WireField("balanceB", \.balanceB),
        WireField("shareToken", \.shareToken), WireField("shareSupply", \.shareSupply),
        WireField("feeRate", \.feeRate, "parts of 1,000,000"),
        WireField("protocolFeeRate", \.protocolFeeRate, "parts of 1,000,000, on top"),
    ]
}

/// `zkl_quote`: what a swap would give now.
public enum QuoteMethod: Method {
    /// The name in a request.
    public static let name = "zkl_quote"
    /// One line for a reader.
    public static let summary = "The best path of up to three pools for an exact amount in or out"

    /// What is to be swapped; exactly one of the amounts is given.
    public struct Parameters: WireObject, Hashable {
        /// The token given.
        public var tokenIn = TokenID(0)
        /// The token wanted.
        public var tokenOut = TokenID(0)
        /// The exact amount given.
        public var amountIn: Amount?
        /// The exact amount wanted.
        public var amountOut: Amount?
        /// Where it shall be paid out.
        public var chain: ChainID?

        public init(unread: ()) {}

        public init(
            tokenIn: TokenID, tokenOut: TokenID, amountIn: Amount?, amountOut: Amount?,
            chain: ChainID?
        ) {
            (self.tokenIn, self.tokenOut, self.amountIn) = (tokenIn, tokenOut, amountIn)
            (self.amountOut, self.chain) = (amountOut, chain)
        }

        public static let fields: [WireField<Parameters>] = [
            WireField("tokenIn", \.tokenIn), WireField("tokenOut", \.tokenOut),
            WireField("amountIn", \.amountIn, "exact; either this or amountOut"),
            WireField("amountOut", \.amountOut, "exact; either this or amountIn"),
            WireField("chain", \.chain, "where the result shall be paid out"),
        ]
    }

    /// What it would give.
    public struct Result: WireObject, Hashable {
        /// What is taken.
        public var amountIn = Amount.zero
        /// What is given.
        public var amountOut = Amount.zero
        /// The path.
        public var pools: [PoolID] = []
        /// All pools' fees, valued in token in at the pools' prices.
        public var feeAmount = Amount.zero
        /// How much worse than the price of an infinitely small swap without fees.
        public var priceImpactMillionths: UInt32 = 0
        /// What of the result the chain's reserve can pay now.
        public var payableNow: Amount?

        public init(unread: ()) {}

        public init(
            amountIn: Amount, amountOut: Amount, pools: [PoolID], feeAmount: Amount,
            priceImpactMillionths: UInt32, payableNow: Amount?
        ) {
            (self.amountIn, self.amountOut, self.pools) = (amountIn, amountOut, pools)
            (self.feeAmount, self.priceImpactMillionths, self.payableNow) = (
                feeAmount, priceImpactMillionths, payableNow
            )
        }

        public static let fields: [WireField<Result>] = [
            WireField("amountIn", \.amountIn), WireField("amountOut", \.amountOut),
            WireField("pools", \.pools, "in the order of the swap"),
            WireField("feeAmount", \.feeAmount, "all fees, valued in token in"),
            WireField("priceImpactMillionths", \.priceImpactMillionths),
            WireField("payableNow", \.payableNow, "what the chain's reserve can pay of it"),
        ]
    }
}
