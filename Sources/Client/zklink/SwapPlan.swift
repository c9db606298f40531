import Ledger
import Sdk
import Transition

/// A swap as it is signed: the user's own side, the route, and the limit of the other side.
struct SwapPlan {
    let quote: SwapQuote
    let kind: SwapKind
    /// What is given: exactly, or at most.
    let amountIn: Amount
    /// What is bought: exactly, or at least.
    let amountOut: Amount

    /// Plans `--from`, `--to` and one of `--amount` and `--receive` from the state of the pools.
    ///
    /// A node's quote decides nothing: what it names could be anything.
    init(_ client: Client, _ market: Market) throws {
        let session = client.session
        let (tokenIn, tokenOut) = try (client.token("from"), client.token("to"))
        guard (session.optional("amount") == nil) != (session.optional("receive") == nil) else {
            throw UsageError("give exactly one of --amount and --receive")
        }
        let isExactIn = session.optional("amount") != nil
        let (named, limit, other) =
            isExactIn ? ("amount", "min-out", "max-in") : ("receive", "max-in", "min-out")
        guard session.optional(other) == nil else {
            throw UsageError("'--\(other)' does not go with --\(named): see --\(limit)")
        }
        let amount = try client.amount(named)
        let best =
            isExactIn
            ? market.best(exactIn: amount, from: tokenIn, to: tokenOut)
            : market.best(exactOut: amount, from: tokenIn, to: tokenOut)
        guard let best else { throw CommandFailure.noRoute }
        quote = best
        let slack = try client.rate("slippage", default: "0.5")
        let stated = try session.optional(limit).map { try client.amount(of: $0, limit) }
        kind = isExactIn ? .exactIn : .exactOut
        amountIn = isExactIn ? amount : stated ?? Slippage.more(best.amountIn, by: slack)
        amountOut = isExactIn ? stated ?? Slippage.less(best.amountOut, by: slack) : amount
    }
}

extension CommandFailure {
    /// No route through pools and the dollar gives the amount.
    static var noRoute: CommandFailure {
        CommandFailure(
            "slippage",
            "no route of three hops gives that: 'zklink pools' and 'zklink dollar show' tell what there is"
        )
    }
}
