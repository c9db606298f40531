public import Ledger

/// `zkl_pools`: all pools.
public enum PoolsMethod: Method {
    public typealias Parameters = NoParameters
    public static let name = "zkl_pools"
    public static let summary = "Every pool with its balances"

    /// The pools in ascending order.
    public struct Result: WireObject, Hashable {
        public var pools: [PoolInfo] = []

        public init(placeholder: ()) {}

        public init(pools: [PoolInfo]) {
            self.pools = pools
        }

        public static let fields: [WireField<Result>] = [WireField("pools", \.pools)]
    }
}

/// A pool.
public struct PoolInfo: WireObject, Hashable {
    /// The pool's number.
    public var pool = PoolID(0)
    /// The curve: 0 is the constant product, 1 the stable one.
    public var kind: UInt8 = 0
    /// The tokens in ascending order.
    public var tokens: [TokenID] = []
    /// The balance of each token, in the order of the tokens.
    public var balances: [Amount] = []
    /// The token of the pool's shares.
    public var shareToken = TokenID(0)
    /// The number of all shares, the locked ones included.
    public var shareSupply = Amount.zero
    /// The least fee of liquidity providers, in parts of 1,000,000.
    public var feeRate: UInt32 = 0
    /// The fee of the protocol on top of the least fee, in parts of 1,000,000.
    public var protocolFeeRate: UInt32 = 0
    /// 100 A of a stable pool at present; 0 for other kinds, as the next two.
    public var amplification: UInt32 = 0
    /// The rise of the fee when the incoming token has twice its even share, in parts of 1,000,000.
    public var feeSlope: UInt32 = 0
    /// The largest fee of liquidity providers, in parts of 1,000,000.
    public var maximumFeeRate: UInt32 = 0
    /// The change of the amplification under way.
    public var ramp: RampInfo?
    /// The coins that count times a rate, a bit for each in the order of the tokens.
    public var ratedCoins: UInt32 = 0
    /// The rate of each coin with 18 decimals, one for a coin without a rate; empty when no coin has one,
    /// and while one may not be used, so that the pool does not trade.
    public var rates: [Amount] = []

    public init(placeholder: ()) {}

    public init(
        pool: PoolID, kind: UInt8, tokens: [TokenID], balances: [Amount],
        shareToken: TokenID, shareSupply: Amount, feeRate: UInt32, protocolFeeRate: UInt32,
        stable: StableTerms, ramp: RampInfo? = nil, ratedCoins: UInt32 = 0, rates: [Amount] = []
    ) {
        (self.pool, self.kind, self.tokens, self.balances) = (pool, kind, tokens, balances)
        (self.shareToken, self.shareSupply) = (shareToken, shareSupply)
        (self.feeRate, self.protocolFeeRate) = (feeRate, protocolFeeRate)
        (amplification, feeSlope) = (stable.amplification, stable.feeSlope)
        (maximumFeeRate, self.ramp) = (stable.maximumFeeRate, ramp)
        (self.ratedCoins, self.rates) = (ratedCoins, rates)
    }

    public static let fields: [WireField<PoolInfo>] = [
        WireField("pool", \.pool), WireField("kind", \.kind, "0: constant product, 1: stable"),
        WireField("tokens", \.tokens, "ascending"),
        WireField("balances", \.balances, "in the order of the tokens"),
        WireField("shareToken", \.shareToken), WireField("shareSupply", \.shareSupply),
        WireField("feeRate", \.feeRate, "parts of 1,000,000"),
        WireField("protocolFeeRate", \.protocolFeeRate, "parts of 1,000,000, on top"),
        WireField("amplification", \.amplification, "100 A of a stable pool at present, else 0"),
        WireField("feeSlope", \.feeSlope, "parts of 1,000,000 at twice an even share"),
        WireField("maximumFeeRate", \.maximumFeeRate, "of a stable pool, parts of 1,000,000"),
        WireField("ramp", \.ramp, "while the amplification moves"),
        WireField("ratedCoins", \.ratedCoins, "bit i: token i counts times a rate"),
        WireField(
            "rates", \.rates, "18 decimals; empty without rated coins, or while one has no rate"),
    ]
}

/// A change of a stable pool's amplification that is under way, linear in time.
public struct RampInfo: WireObject, Hashable {
    /// 100 A at the start.
    public var initial: UInt32 = 0
    /// 100 A at the end.
    public var target: UInt32 = 0
    /// The start in milliseconds since 1970.
    public var start: UInt64 = 0
    /// The end in milliseconds since 1970.
    public var end: UInt64 = 0

    public init(placeholder: ()) {}

    public init(initial: UInt32, target: UInt32, start: UInt64, end: UInt64) {
        (self.initial, self.target, self.start, self.end) = (initial, target, start, end)
    }

    public static let fields: [WireField<RampInfo>] = [
        WireField("initial", \.initial, "100 A at the start"),
        WireField("target", \.target, "100 A at the end"),
        WireField("start", \.start), WireField("end", \.end),
    ]
}

/// A step of a route.
public struct RouteHop: WireObject, Hashable {
    public var pool = PoolID(0)
    /// The token that leaves the pool.
    public var tokenOut = TokenID(0)

    public init(placeholder: ()) {}

    public init(pool: PoolID, tokenOut: TokenID) { (self.pool, self.tokenOut) = (pool, tokenOut) }

    public static let fields: [WireField<RouteHop>] = [
        WireField("pool", \.pool), WireField("tokenOut", \.tokenOut),
    ]
}

/// `zkl_quote`: the price of a swap at present.
public enum QuoteMethod: Method {
    public static let name = "zkl_quote"
    public static let summary = "The best route of up to three pools for an exact amount in or out"

    /// The swap to quote; exactly one of the amounts is given.
    public struct Parameters: WireObject, Hashable {
        /// The token sold.
        public var tokenIn = TokenID(0)
        /// The token bought.
        public var tokenOut = TokenID(0)
        /// The exact amount sold.
        public var amountIn: Amount?
        /// The exact amount bought.
        public var amountOut: Amount?
        /// The chain for a payout of the result.
        public var chain: ChainID?
        /// The receiver of the payout on the chain.
        public var receiver: HexBytes?

        public init(placeholder: ()) {}

        public init(
            tokenIn: TokenID, tokenOut: TokenID, amountIn: Amount?, amountOut: Amount?,
            chain: ChainID?, receiver: HexBytes? = nil
        ) {
            (self.tokenIn, self.tokenOut, self.amountIn) = (tokenIn, tokenOut, amountIn)
            (self.amountOut, self.chain, self.receiver) = (amountOut, chain, receiver)
        }

        public static let fields: [WireField<Parameters>] = [
            WireField("tokenIn", \.tokenIn), WireField("tokenOut", \.tokenOut),
            WireField("amountIn", \.amountIn, "exact; either this or amountOut"),
            WireField("amountOut", \.amountOut, "exact; either this or amountIn"),
            WireField("chain", \.chain, "where the result shall be paid out"),
            WireField("receiver", \.receiver, "who shall be paid there; needs chain"),
        ]
    }

    /// The quote.
    public struct Result: WireObject, Hashable {
        /// The amount sold.
        public var amountIn = Amount.zero
        /// The amount bought.
        public var amountOut = Amount.zero
        /// The route from the token sold to the token bought.
        public var hops: [RouteHop] = []
        /// The fees of all pools, in units of the token sold at the pools' prices.
        public var feeAmount = Amount.zero
        /// The loss against the price of an infinitely small swap without fees, in millionths.
        public var priceImpactMillionths: UInt32 = 0
        /// The part of the result that the chain's reserve can pay now.
        public var payableNow: Amount?
        /// The fee of the chain's reserve, which is not part of what is payable.
        public var reserveFee: Amount?

        public init(placeholder: ()) {}

        public init(
            amountIn: Amount, amountOut: Amount, hops: [RouteHop], feeAmount: Amount,
            priceImpactMillionths: UInt32, payableNow: Amount?, reserveFee: Amount? = nil
        ) {
            (self.amountIn, self.amountOut, self.hops) = (amountIn, amountOut, hops)
            (self.feeAmount, self.priceImpactMillionths, self.payableNow) = (
                feeAmount, priceImpactMillionths, payableNow
            )
            self.reserveFee = reserveFee
        }

        public static let fields: [WireField<Result>] = [
            WireField("amountIn", \.amountIn), WireField("amountOut", \.amountOut),
            WireField("hops", \.hops, "the route, in the order of the swap"),
            WireField("feeAmount", \.feeAmount, "all fees, valued in token in"),
            WireField("priceImpactMillionths", \.priceImpactMillionths),
            WireField("payableNow", \.payableNow, "what the chain's reserve can pay of it"),
            WireField("reserveFee", \.reserveFee, "what the reserve charges for that"),
        ]
    }
}
