import Ledger
import Sdk
import Transition

/// The command that turns a stablecoin into another.
enum ConvertCommand {
    private static let ways: [(name: String, way: ConversionWay)] = [
        ("best", .best), ("pool", .pool), ("dollar", .dollar),
    ]

    static let command = CommandDescription(
        "convert",
        "Turns a stablecoin of any chain into another: through a pool, the dollar, or both",
        options: [
            OptionDescription("from", "TOKEN", "coin to give"),
            OptionDescription("to", "TOKEN", "coin to get"),
            OptionDescription("amount", "AMOUNT", "exactly this much to give"),
            OptionDescription("through", "WAY", "best (default), pool or dollar alone"),
            OptionDescription("slippage", "PERCENT", "less than now by at most (default 0.1)"),
        ] + LedgerCommands.signing,
        examples: [
            "zklink convert --from USDC --to USDT --amount 1000",
            "zklink convert --from USDC --to USDT --amount 1000 --through dollar",
        ]
    ) { session in
        let client = try Client(session)
        let name = session.optional("through") ?? "best"
        guard let way = ways.first(where: { $0.name == name })?.way else {
            throw UsageError("'--through \(name)' is no way: best, pool or dollar")
        }
        let (from, to) = (try client.token("from"), try client.token("to"))
        let deposit = TokenQuantity(from, try client.amount("amount"))
        let dollar = way == .pool ? nil : try DollarCommands.dollarIfAny(client)
        let market = try client.market()
        guard let plan = market.conversion(of: deposit, to: to, through: way, dollar) else {
            throw refusal(client, deposit, to, dollar)
        }
        let slack = try client.rate("slippage", default: "0.1")
        let body = plan.body(to: to, minimum: Slippage.less(plan.amountOut, by: slack))
        try LedgerCommands.submit(client, body, summary(plan, to, client.figures), market: market)
    }

    private static func summary(
        _ plan: ConversionPlan, _ token: TokenID, _ figures: FigureText
    ) -> String {
        var ways: [String] = []
        if !plan.poolAmount.isZero {
            let part = figures.text(plan.poolAmount, plan.deposit.token)
            ways.append("\(part) through pool \(plan.pool.rawValue)")
        }
        let fee = plan.conversion.fee
        if !plan.conversion.dollars.isZero {
            let dollars = figures.text(plan.conversion.dollars, .unifiedDollar)
            ways.append("\(dollars) through the dollar for \(figures.text(fee, .unifiedDollar))")
        }
        return "converted \(figures.text([plan.deposit])) to about "
            + "\(figures.text(plan.amountOut, token)): \(ways.joined(separator: ", "))"
    }

    private static func refusal(
        _ client: Client, _ deposit: TokenQuantity, _ to: TokenID, _ dollar: Dollar?
    ) -> CommandFailure {
        let (from, name) = (client.network.symbol(deposit.token), client.network.symbol(to))
        if let obstacle = dollar?.obstacle(to: deposit) {
            return DollarCommands.failure(obstacle, deposit.token, client)
        }
        return CommandFailure(
            "slippage",
            "nothing turns so much \(from) into \(name) now: 'zklink pools' and 'zklink dollar show' tell what there is"
        )
    }
}
