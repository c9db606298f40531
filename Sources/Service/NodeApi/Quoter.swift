import Ledger
import RpcApi
import Transition

/// Quotes of swaps at the present state of the pools.
struct Quoter {
    private let pools: [(id: PoolID, record: PoolRecord)]

    init(pools: [(id: PoolID, record: PoolRecord)]) { self.pools = pools }

    func quote(
        _ parameters: QuoteMethod.Parameters, reserve: Amount?
    ) -> Result<QuoteMethod.Result, RequestFailure> {
        let search = SwapSearch(pools: pools)
        var found: SwapQuote?
        if let amount = parameters.amountIn {
            found = search.best(
                exactIn: amount, from: parameters.tokenIn, to: parameters.tokenOut)
        } else if let amount = parameters.amountOut {
            found = search.best(
                exactOut: amount, from: parameters.tokenIn, to: parameters.tokenOut)
        }
        guard let found else {
            let isKnown = [parameters.tokenIn, parameters.tokenOut].allSatisfy { token in
                pools.contains { $0.record.index(of: token) != nil }
            }
            return .failure(
                isKnown
                    ? RequestFailure(.slippage, "no route of three pools gives that amount")
                    : RequestFailure(.unknownObject, "no pool holds these tokens"))
        }
        return .success(
            QuoteMethod.Result(
                amountIn: found.amountIn, amountOut: found.amountOut,
                hops: found.hops.array.map { RouteHop(pool: $0.pool, tokenOut: $0.tokenOut) },
                feeAmount: fees(of: found), priceImpactMillionths: impact(of: found),
                payableNow: reserve.map { min($0, found.amountOut) }))
    }

    private func record(_ id: PoolID) -> PoolRecord? { pools.first { $0.id == id }?.record }

    /// The fees of all hops, converted to the first token in proportion to the amounts.
    private func fees(of quote: SwapQuote) -> Amount {
        var total = 0.0
        for hop in quote.hops.array {
            guard let record = record(hop.pool) else { continue }
            let rate = Double(record.feeRate + record.protocolFeeRate) / 1_000_000
            total += rate * (1 - total)
        }
        // The share is a few parts in a thousand: six digits of it are exact enough for display.
        let millionths = UInt128(min(max(total * 1_000_000, 0), 1_000_000))
        return Amount.floorOfProduct(
            quote.amountIn, Amount(millionths), dividedBy: Amount(1_000_000)) ?? .zero
    }

    /// The loss against the pools' present prices without fees, in millionths.
    private func impact(of quote: SwapQuote) -> UInt32 {
        var ideal = Double(quote.amountIn.units)
        for index in quote.hops.indices {
            let hop = quote.hops[index]
            guard let record = record(hop.pool),
                let input = record.index(of: quote.tokenIn(of: index)),
                let output = record.index(of: hop.tokenOut)
            else { return 0 }
            let balanceIn = Double(record.balances[input].units)
            let balanceOut = Double(record.balances[output].units)
            guard balanceIn > 0 else { return 0 }
            ideal *= balanceOut / balanceIn
        }
        guard ideal > 0 else { return 0 }
        let loss = 1 - Double(quote.amountOut.units) / ideal
        return UInt32(min(max(loss, 0), 1) * 1_000_000)
    }
}
