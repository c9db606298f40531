public import Ledger
public import RpcApi
public import Transition

/// The pools and the dollar of a network as a client reads them.
///
/// Routes, amounts and prices are computed here from their state, by the functions that
/// execute swaps, and never taken from a node's quote.
public struct Market: Sendable {
    /// The time of the prices, in seconds since 1970.
    private let time: UInt64
    private let pools: [MarketPool]
    private let search: SwapSearch

    /// A market without pools.
    public static var empty: Market { Market([], at: 0) }

    /// Reads the pools of a node's answer; those that the ledger could not have are left out.
    ///
    /// - Parameters:
    ///   - dollar: The unified dollar, for routes through it; `nil` to pass by it.
    ///   - time: The client's time in seconds since 1970, for pools whose amplification moves.
    public init(_ infos: [PoolInfo], dollar: Dollar? = nil, at time: UInt64) {
        self.time = time
        pools = infos.compactMap { MarketPool($0, at: time) }
        search = SwapSearch(pools: pools, dollar: dollar, at: time)
    }

    /// The best route for exactly `amountIn`; `nil` when no route of three hops gives anything.
    public func best(
        exactIn amountIn: Amount, from tokenIn: TokenID, to tokenOut: TokenID
    ) -> SwapQuote? {
        search.best(exactIn: amountIn, from: tokenIn, to: tokenOut)
    }

    /// The best route of trades to exactly `amountOut`; `nil` when none of three pools gives so much.
    public func best(
        exactOut amountOut: Amount, from tokenIn: TokenID, to tokenOut: TokenID
    ) -> SwapQuote? {
        search.best(exactOut: amountOut, from: tokenIn, to: tokenOut)
    }

    /// The loss of a swap against present prices without fees, in parts of 1,000,000.
    public func impactMillionths(of quote: SwapQuote) -> UInt32 {
        search.impactMillionths(of: quote)
    }

    /// The shares that exactly this much of one token buys; `nil` when the pool does not allow it.
    public func shares(adding deposit: TokenQuantity, to pool: PoolID) -> Amount? {
        priced(pool).flatMap { $0.record.shares(adding: deposit, at: $0.moment) }
    }

    /// The amount of one token that shares redeem; `nil` when the pool does not allow it.
    public func amount(of token: TokenID, removing shares: Amount, from pool: PoolID) -> Amount? {
        priced(pool).flatMap { $0.record.amount(of: token, removing: shares, at: $0.moment) }
    }

    /// The pools in which a token is traded for another.
    func tradingPools(_ tokenIn: TokenID, _ tokenOut: TokenID) -> [PoolID] {
        guard tokenIn != tokenOut else { return [] }
        return pools.filter { pool in
            pool.record.index(of: tokenIn) != nil && pool.record.index(of: tokenOut) != nil
        }.map(\.id)
    }

    /// The amount that a pool pays for exactly these units of a token; `nil` when it refuses.
    func trade(
        _ tokenIn: TokenID, _ units: UInt128, _ tokenOut: TokenID, _ pool: PoolID
    ) -> Amount? {
        guard let (record, moment) = priced(pool) else { return nil }
        var roots = PoolRoots()
        let trade = try? record.trade(
            exactIn: Amount(units), of: tokenIn, for: tokenOut, at: moment, &roots)
        return trade?.amountOut
    }

    /// A pool and the moment of its prices; `nil` while it does not trade.
    private func priced(_ pool: PoolID) -> (record: PoolRecord, moment: PoolMoment)? {
        guard let found = pools.first(where: { $0.id == pool }),
            let moment = try? found.moment(at: time)
        else { return nil }
        return (found.record, moment)
    }

    private func record(_ pool: PoolID) -> PoolRecord? {
        pools.first { $0.id == pool }?.record
    }

    /// The amounts that a signed operation pays or is sure to receive, its fee excepted.
    public func amounts(of body: SignedBody) -> [TokenQuantity] {
        switch body {
        case .transfer(let body): [TokenQuantity(body.token, body.amount)]
        case .withdraw(let body): [TokenQuantity(body.token, body.amount)]
        case .createPool(let body): body.deposits.array
        case .addLiquidity(let body): amounts(body.maximumAmounts, of: body.pool)
        case .removeLiquidity(let body):
            amounts(body.minimumAmounts, of: body.pool)
                + [TokenQuantity(TokenID(shareOf: body.pool), body.shares)]
        case .swap(let body):
            [
                TokenQuantity(body.route.tokenIn, body.amountIn),
                TokenQuantity(body.route.tokenOut, body.amountOut),
            ]
        case .addLiquidityOneCoin(let body): [TokenQuantity(body.token, body.amount)]
        case .removeLiquidityOneCoin(let body):
            [
                TokenQuantity(body.token, body.minimumAmount),
                TokenQuantity(TokenID(shareOf: body.pool), body.shares),
            ]
        case .postPrices: []
        case .mint(let body):
            [
                TokenQuantity(body.token, body.amount),
                TokenQuantity(.unifiedDollar, body.minimumDollars),
            ]
        case .redeem(let body):
            [
                TokenQuantity(.unifiedDollar, body.dollars),
                TokenQuantity(body.token, body.minimum),
            ]
        case .redeemBasket(let body): [TokenQuantity(.unifiedDollar, body.dollars)]
        case .convert(let body):
            [
                TokenQuantity(body.tokenIn, body.amount),
                TokenQuantity(body.tokenOut, body.minimum),
            ]
        case .openDebt(let body):
            [
                TokenQuantity(.unifiedDollar, body.dollars),
                TokenQuantity(body.token, body.collateral),
            ]
        case .repay(let body):
            [
                TokenQuantity(.unifiedDollar, body.dollars),
                TokenQuantity(body.token, body.collateral),
            ]
        case .liquidate(let body):
            [
                TokenQuantity(.unifiedDollar, body.dollars),
                TokenQuantity(body.token, body.minimumCollateral),
            ]
        }
    }

    private func amounts(_ amounts: PoolAmounts, of pool: PoolID) -> [TokenQuantity] {
        guard let record = record(pool) else { return [] }
        return zip(record.tokens.array, amounts.array).map { TokenQuantity($0, $1) }
    }
}

extension MarketPool {
    /// A pool in a node's answer, read at a time in seconds since 1970; `nil` unless the ledger could
    /// have it.
    ///
    /// Its rates are as the node gave them; without them a pool with rated coins does not trade.
    init?(_ info: PoolInfo, at time: UInt64) {
        guard let record = PoolRecord(info) else { return nil }
        let isComplete = info.rates.count == info.tokens.count
        self.init(info.pool, record) { feed in
            guard isComplete,
                let index = info.tokens.firstIndex(where: { FeedID(priceOf: $0) == feed })
            else { return nil }
            return PriceRecord(price: info.rates[index], time: time)
        }
    }
}

extension PoolRecord {
    /// The record of a pool in a node's answer; `nil` unless the ledger could have it.
    init?(_ info: PoolInfo) {
        let isAscending = zip(info.tokens, info.tokens.dropFirst()).allSatisfy { $0 < $1 }
        guard let ramp = AmplificationRamp(info.ramp) else { return nil }
        let terms = StableTerms(
            amplification: info.ramp?.initial ?? info.amplification, feeSlope: info.feeSlope,
            maximumFeeRate: info.maximumFeeRate)
        guard let kind = PoolKind(rawValue: info.kind), isAscending,
            info.tokens.count == info.balances.count, info.tokens.count >= 2,
            info.balances.allSatisfy({ !$0.isZero }),
            let tokens = PoolTokens(info.tokens), let balances = PoolAmounts(info.balances),
            kind.tokenCounts.contains(tokens.count),
            info.feeRate <= LedgerLimits.maximumFeeRate,
            info.ratedCoins < 1 << UInt32(tokens.count),
            kind != .stable
                || terms.areValid(feeRate: info.feeRate) && ramp.isValid(from: terms.amplification)
        else { return nil }
        self.init(
            kind: kind, tokens: tokens, balances: balances, shareSupply: info.shareSupply,
            feeRate: info.feeRate, stable: terms, ratedCoins: info.ratedCoins, ramp: ramp)
    }
}

extension AmplificationRamp {
    /// The ramp of a node's answer, or none; `nil` when it ends before it starts.
    fileprivate init?(_ info: RampInfo?) {
        guard let info else {
            self = .none
            return
        }
        guard info.end >= info.start else { return nil }
        self.init(
            to: info.target, from: info.start / 1_000,
            seconds: UInt32(clamping: (info.end - info.start) / 1_000))
    }
}
