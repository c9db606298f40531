import Ledger
import RpcApi
import Transition

/// Quotes of swaps through pools and their shares at their present state and a time in seconds since
/// 1970.
struct Quoter {
    private let pools: [MarketPool]

    private let time: UInt64

    init(pools: [MarketPool], at time: UInt64) {
        (self.pools, self.time) = (pools, time)
    }

    func quote(
        _ parameters: QuoteMethod.Parameters, reserve: ChainReserve?
    ) -> Result<QuoteMethod.Result, RequestFailure> {
        let search = SwapSearch(pools: pools, at: time)
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
                pools.contains {
                    $0.record.index(of: token) != nil || TokenID(shareOf: $0.id) == token
                }
            }
            return .failure(
                isKnown
                    ? RequestFailure(.slippage, "no route of three pools gives that amount")
                    : RequestFailure(.unknownObject, "no pool holds these tokens"))
        }
        let payment = reserve?.payment(of: found.amountOut)
        return .success(
            QuoteMethod.Result(
                amountIn: found.amountIn, amountOut: found.amountOut,
                hops: found.hops.array.map { RouteHop(pool: $0.pool, tokenOut: $0.tokenOut) },
                feeAmount: fees(of: found),
                priceImpactMillionths: search.impactMillionths(of: found),
                payableNow: payment?.paid, reserveFee: payment?.fee))
    }

    /// The fees of all hops, converted to the first token in proportion to the amounts.
    private func fees(of quote: SwapQuote) -> Amount {
        var total = 0.0
        for (index, hop) in quote.hops.array.enumerated() {
            let (token, amount) = (quote.tokenIn(of: index), quote.amountIn(of: index))
            guard let pool = pools.first(where: { $0.id == hop.pool }),
                let moment = try? pool.moment(at: time),
                let millionths = pool.record.feeMillionths(of: amount, token, at: moment)
            else { continue }
            let rate = Double(millionths) / 1_000_000
            total += rate * (1 - total)
        }
        // The share is a few parts in a thousand: six digits of it are exact enough for display.
        let millionths = UInt128(min(max(total * 1_000_000, 0), 1_000_000))
        return Amount.floorOfProduct(
            quote.amountIn, Amount(millionths), dividedBy: Amount(1_000_000)) ?? .zero
    }
}
