import Ledger
import RpcApi
import Sdk
import Transition

/// Commands for debts in unified dollars against shares of pools and yield-bearing tokens.
enum VaultCommands {
    static let all = [show, open, repay, liquidate]

    private static let collateral = [
        OptionDescription("pool", "POOL", "pool whose shares it holds"),
        OptionDescription("token", "TOKEN", "yield-bearing token that it holds instead"),
    ]

    private static let show = CommandDescription(
        "vault show", "Shows your vaults, or those nearest to liquidation",
        options: [
            OptionDescription("all", nil, "of all accounts, nearest to liquidation first"),
            CommandDescription.wallet,
        ],
        examples: ["zklink vault show", "zklink vault show --all"]
    ) { session in
        let client = try Client(session)
        var account: AccountID?
        if !session.has("all") {
            account = try client.account(of: client.walletOwner()).accountID
        }
        let info = try client.node.call(VaultsMethod.self, .init(accountID: account))
        session.console.show(info.wire, text: text(info, client.figures))
    }

    private static let open = CommandDescription(
        "vault open", "Puts collateral into your vault and borrows unified dollars against it",
        options: collateral + [
            OptionDescription("collateral", "AMOUNT", "shares or tokens to put in (default 0)"),
            OptionDescription("dollars", "AMOUNT", "dollars to borrow (default 0)"),
        ] + LedgerCommands.signing,
        examples: ["zklink vault open --pool 0 --collateral 1000 --dollars 500"]
    ) { session in
        let client = try Client(session)
        let token = try collateralToken(client)
        let body = OpenDebt(
            token: token, collateral: try amount(client, "collateral"),
            dollars: try amount(client, "dollars"))
        try LedgerCommands.submit(
            client, .openDebt(body),
            "\(client.figures.text(body.dollars, .unifiedDollar)) borrowed")
    }

    private static let repay = CommandDescription(
        "vault repay", "Pays a vault's debt, interest first, and takes collateral out",
        options: collateral + [
            OptionDescription("dollars", "AMOUNT", "dollars to pay, or 'all' (default 0)"),
            OptionDescription("collateral", "AMOUNT", "shares or tokens to take out (default 0)"),
        ] + LedgerCommands.signing,
        examples: [
            "zklink vault repay --pool 0 --dollars 200",
            "zklink vault repay --pool 0 --dollars all --collateral 1000",
        ]
    ) { session in
        let client = try Client(session)
        let token = try collateralToken(client)
        let dollars =
            session.optional("dollars") == "all"
            ? try debt(client, token) : try amount(client, "dollars")
        let body = Repay(
            token: token, dollars: dollars, collateral: try amount(client, "collateral"))
        try LedgerCommands.submit(client, .repay(body), "debt repaid")
    }

    private static let liquidate = CommandDescription(
        "vault liquidate",
        "Pays the debt of a vault worth too little, for its collateral and a bonus",
        options: collateral + [
            OptionDescription("account", "N", "account of the vault"),
            OptionDescription("vault-sub-account", "N", "its sub-account (default 0)"),
            OptionDescription("dollars", "AMOUNT", "most to pay (default: all that is allowed)"),
            OptionDescription("slippage", "PERCENT", "less collateral by at most (default 0.1)"),
        ] + LedgerCommands.signing,
        examples: ["zklink vault liquidate --account 7 --pool 0"]
    ) { session in
        let client = try Client(session)
        _ = try session.required("account")
        let account = AccountID(
            UInt32(try session.integer("account", in: 0...Int(UInt32.max), default: 0)))
        let subAccount = SubAccount(
            UInt8(try session.integer("vault-sub-account", in: 0...31, default: 0)))
        let info = try client.node.call(VaultsMethod.self, .init(accountID: account))
        let position = try Position(
            info, account: account, subAccount: subAccount, token: try collateralToken(client))
        let most =
            try session.optional("dollars").map { try client.amount(of: $0, "dollars") }
            ?? .maximum
        let liquidation = try position.liquidation(most: most)
        let slack = try client.rate("slippage", default: "0.1")
        let body = Liquidate(
            account: account, subAccount: subAccount, token: position.market.token,
            dollars: liquidation.paid,
            minimumCollateral: Slippage.less(liquidation.collateral, by: slack))
        let figures = client.figures
        try LedgerCommands.submit(
            client, .liquidate(body),
            "paid \(figures.text(liquidation.paid, .unifiedDollar)) for about "
                + figures.text(liquidation.collateral, position.market.token))
    }
}

/// A vault and its market, as a liquidator finds them.
private struct Position {
    let vault: VaultInfo
    let market: VaultMarketInfo

    init(
        _ info: VaultsMethod.Result, account: AccountID, subAccount: SubAccount, token: TokenID
    ) throws {
        let vault = info.vaults.first { $0.subAccount == subAccount && $0.token == token }
        guard let vault, let market = info.markets.first(where: { $0.token == token }) else {
            throw CommandFailure(
                FailureReason.unknownObject.rawValue,
                "account \(account.rawValue) has no such vault: 'zklink vault show --all' lists vaults"
            )
        }
        guard market.terms.areValid else {
            throw CommandFailure("malformedAnswer", "the node gives terms that cannot be")
        }
        (self.vault, self.market) = (vault, market)
    }

    /// Computed here, by the function that executes liquidations.
    func liquidation(most: Amount) throws -> Liquidation {
        guard let worth = market.worth else {
            throw CommandFailure(
                FailureReason.stalePrice.rawValue, "a coin of the pool has no fresh price")
        }
        var record = VaultRecord()
        (record.collateral, record.principal) = (vault.collateral, vault.principal)
        record.interest = vault.interest
        do throws(Rejection) {
            return try Liquidation(
                of: record, market.terms,
                CollateralWorth(lowest: worth.lowest, redeemable: worth.redeemable), most: most)
        } catch {
            throw CommandFailure(
                FailureReason(error).rawValue,
                "the vault is worth enough for its debt, or too small a debt would be left")
        }
    }
}

extension VaultCommands {
    private static func collateralToken(_ client: Client) throws -> TokenID {
        guard client.session.optional("token") == nil else { return try client.token("token") }
        return TokenID(shareOf: try Queries.pool(client).pool)
    }

    /// An amount that is 0 when its option is not given.
    private static func amount(_ client: Client, _ option: String) throws -> Amount {
        try client.session.optional(option).map { try client.amount(of: $0, option) } ?? .zero
    }

    /// The debt of the wallet's vault, and the interest of some hours, of which the ledger takes what
    /// is owed.
    private static func debt(_ client: Client, _ token: TokenID) throws -> Amount {
        let account = try client.account(of: client.walletOwner()).accountID
        let info = try client.node.call(VaultsMethod.self, .init(accountID: account))
        let sub = try client.session.integer("sub-account", in: 0...31, default: 0)
        let vault = info.vaults.first {
            $0.token == token && $0.subAccount == SubAccount(UInt8(sub))
        }
        guard let vault, let debt = vault.principal.adding(vault.interest) else {
            throw CommandFailure(
                FailureReason.unknownObject.rawValue, "you have no vault with shares of this pool")
        }
        let margin = debt.floorDivided(by: 1_000)
        return debt.adding(margin) ?? debt
    }

    private static func text(_ info: VaultsMethod.Result, _ figures: FigureText) -> String {
        let markets = info.markets.map { market in
            [
                figures.symbol(market.token),
                market.worth.map { TokenAmount.format($0.lowest) } ?? "none",
                FigureText.percent(millionths: market.terms.loan),
                FigureText.percent(millionths: market.terms.threshold),
                FigureText.percent(millionths: market.terms.bonus),
                "\(TokenAmount.format(market.principal)) of \(TokenAmount.format(market.terms.ceiling))",
            ]
        }
        let vaults = info.vaults.map { vault in
            [
                "\(vault.accountID.rawValue)/\(vault.subAccount.rawValue)",
                figures.text(vault.collateral, vault.token),
                vault.worth.map { TokenAmount.format($0) } ?? "unknown",
                TokenAmount.format(vault.principal), TokenAmount.format(vault.interest),
                vault.liquidatable.isZero ? "" : TokenAmount.format(vault.liquidatable),
            ]
        }
        let head = ["shares", "worth each", "loan", "liquidated above", "bonus", "owed"]
        let titles = [
            "account/sub", "collateral", "worth", "principal", "interest", "liquidatable",
        ]
        guard !info.markets.isEmpty else {
            return "no vaults: this network's governance has not set terms for shares of a pool"
        }
        let list = vaults.isEmpty ? "no vaults" : TextTable.text([titles] + vaults)
        return TextTable.text([head] + markets) + "\n\n" + list
    }
}
