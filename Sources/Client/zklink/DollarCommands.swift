import Ledger
import RpcApi
import Sdk
import Transition

/// Commands for the unified dollar.
enum DollarCommands {
    static let all = [show, mint, redeem]

    private static let slippage = OptionDescription(
        "slippage", "PERCENT", "less than now by at most (default 0.1)")

    private static let show = CommandDescription(
        "dollar show", "Shows the unified dollar and the coins behind it",
        examples: ["zklink dollar show"]
    ) { session in
        let client = try Client(session)
        let info = try info(client)
        session.console.show(info.wire, text: text(info, client.figures))
    }

    private static let mint = CommandDescription(
        "dollar mint", "Turns a listed stablecoin of any chain into unified dollars",
        options: [
            OptionDescription("token", "TOKEN", "coin to give"),
            OptionDescription("amount", "AMOUNT", "exactly this much of it"), slippage,
        ] + LedgerCommands.signing,
        examples: ["zklink dollar mint --token USDC --amount 100"]
    ) { session in
        let client = try Client(session)
        let dollar = try dollar(client)
        let deposit = TokenQuantity(try client.token("token"), try client.amount("amount"))
        try check(dollar.obstacle(to: deposit), deposit.token, client)
        guard let dollars = dollar.minted(by: deposit) else {
            throw failure(.unlisted, deposit.token, client)
        }
        let slack = try client.rate("slippage", default: "0.1")
        let body = SignedBody.mint(
            Mint(
                token: deposit.token, amount: deposit.amount,
                minimumDollars: Slippage.less(dollars, by: slack)))
        let figures = client.figures
        try LedgerCommands.submit(
            client, body,
            "minted about \(figures.text(dollars, .unifiedDollar)) with \(figures.text([deposit]))")
    }

    private static let redeem = CommandDescription(
        "dollar redeem", "Turns unified dollars into a coin, or into every coin without a price",
        options: [
            OptionDescription("amount", "AMOUNT", "dollars to give"),
            OptionDescription(
                "token", "TOKEN", "coin to get (default: the part of every coin)"), slippage,
        ] + LedgerCommands.signing,
        examples: [
            "zklink dollar redeem --token USDT --amount 100", "zklink dollar redeem --amount 100",
        ]
    ) { session in
        let client = try Client(session)
        let dollar = try dollar(client)
        let dollars = try client.amount("amount")
        let slack = try client.rate("slippage", default: "0.1")
        let redemption: Redemption
        let body: SignedBody
        if session.optional("token") == nil {
            redemption = dollar.basket(of: dollars)
            var minima = BoundedList<8, Amount>()
            for coin in redemption.coins.array {
                minima.append(Slippage.less(coin.amount, by: slack))
            }
            body = .redeemBasket(RedeemBasket(dollars: dollars, minima: minima))
        } else {
            let token = try client.token("token")
            guard let found = dollar.redemption(of: dollars, into: token) else {
                throw failure(.unlisted, token, client)
            }
            redemption = found
            try check(dollar.obstacle(to: found), token, client)
            body = .redeem(
                Redeem(
                    token: token, dollars: dollars,
                    minimum: Slippage.less(found.coins[0].amount, by: slack)))
        }
        let figures = client.figures
        try LedgerCommands.submit(
            client, body,
            "redeemed \(figures.text(dollars, .unifiedDollar)) for about "
                + figures.text(redemption.coins.array))
    }
}

extension DollarCommands {
    private static func info(_ client: Client) throws -> DollarMethod.Result {
        guard let info = try infoIfAny(client) else {
            throw CommandFailure(
                FailureReason.unknownObject.rawValue,
                "this network has no unified dollar: its governance lists the first coin")
        }
        return info
    }

    private static func infoIfAny(_ client: Client) throws -> DollarMethod.Result? {
        try client.unlessUnknown { try client.node.call(DollarMethod.self) }
    }

    private static func dollar(_ client: Client) throws -> Dollar {
        try dollar(try info(client), client)
    }

    /// The dollar at present; `nil` when the network has none.
    static func dollarIfAny(_ client: Client) throws -> Dollar? {
        try infoIfAny(client).map { try dollar($0, client) }
    }

    private static func dollar(_ info: DollarMethod.Result, _ client: Client) throws -> Dollar {
        guard let dollar = Dollar(info, nowSeconds: client.nowSeconds) else {
            throw CommandFailure(
                "malformedAnswer", "the node describes a unified dollar that cannot be")
        }
        return dollar
    }

    private static func check(
        _ obstacle: Dollar.Obstacle?, _ token: TokenID, _ client: Client
    ) throws {
        if let obstacle { throw failure(obstacle, token, client) }
    }

    /// The failure for an obstacle, in words.
    static func failure(
        _ obstacle: Dollar.Obstacle, _ token: TokenID, _ client: Client
    ) -> CommandFailure {
        let name = client.network.symbol(token)
        let (reason, text) =
            switch obstacle {
            case .unlisted:
                (
                    FailureReason.notFound,
                    "\(name) backs no dollar: 'zklink dollar show' lists coins"
                )
            case .limit(let most):
                (
                    .ceiling,
                    "at most \(client.figures.text(most, token)) now; the allowance comes back within an hour"
                )
            case .frozen:
                (
                    .paused,
                    "\(name) mints nothing: its price has left its band, and opens an hour after it came back"
                )
            case .uncovered:
                (.paused, "nothing is minted while less than 0.999 stands behind a dollar")
            case .stalePrice:
                (
                    .stalePrice,
                    "a price is too old or not confirmed. 'zklink dollar redeem' without --token needs none"
                )
            }
        return CommandFailure(reason.rawValue, text)
    }

    private static func text(_ info: DollarMethod.Result, _ figures: FigureText) -> String {
        let rows = info.coins.map { coin in
            let price = coin.price
            let state = price.map { $0.isSuspended ? " suspended" : $0.isFrozen ? " frozen" : "" }
            return [
                figures.text(coin.held, coin.token),
                price.map { TokenAmount.format($0.value) + (state ?? "") } ?? "none",
                price.map { FigureText.time(milliseconds: $0.time) } ?? "",
                FigureText.percent(millionths: coin.terms.discount),
                figures.text(coin.mintable, coin.token), figures.text(coin.redeemable, coin.token),
            ]
        }
        var head =
            "supply \(figures.text(info.supply, .unifiedDollar)), of which "
            + "\(figures.text(info.buffer, .unifiedDollar)) take losses first\n"
            + "behind a dollar: \(TokenAmount.format(info.coverage))"
        if !info.principal.isZero {
            head +=
                "\nvaults owe \(figures.text(info.principal, .unifiedDollar)) at "
                + "\(FigureText.percent(millionths: info.interestRate)) a year, of which bad: "
                + figures.text(info.badDebt, .unifiedDollar)
        }
        let titles = ["held", "price", "observed", "discount", "mintable now", "redeemable now"]
        return head + "\n\n" + TextTable.text([titles] + rows)
    }
}
