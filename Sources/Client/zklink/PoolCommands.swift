import Ledger
import RpcApi
import Sdk
import Transition

/// Commands that open pools and move their liquidity.
enum PoolCommands {
    static let all = [create, add, remove]

    private static let create = CommandDescription(
        "pool create", "Creates a pool with its first liquidity",
        options: [
            OptionDescription(
                "kind", "KIND", "constant-product (default), or stable for coins of one value"),
            OptionDescription("tokens", "TOKEN,TOKEN", "the pair; a stable pool takes up to four"),
            OptionDescription(
                "amounts", "AMOUNT,AMOUNT", "first liquidity; its ratio is the first price"),
            OptionDescription(
                "fee", "PERCENT",
                "for liquidity providers (default 0.25, stable 0.03; a fifth on top for the protocol)"
            ),
            OptionDescription(
                "amplification", "A", "of a stable pool: 1 to 10000 (default 500)"),
            OptionDescription(
                "fee-slope", "PERCENT",
                "how much dearer a stable pool gets as the incoming coin doubles its even share (default 0.2)"
            ),
            OptionDescription(
                "largest-fee", "PERCENT", "of a stable pool (default 0.5)"),
        ] + LedgerCommands.signing,
        examples: [
            "zklink pool create --tokens USDC,ETH --amounts 200000,100",
            "zklink pool create --kind stable --tokens USDC,USDT --amounts 100000,100000",
        ]
    ) { session in
        let client = try Client(session)
        let tokens = try list(session, "tokens").map { try client.token(named: $0) }
        let amounts = try list(session, "amounts").map { try client.amount(of: $0, "amounts") }
        guard tokens.count == amounts.count else {
            throw UsageError("'--amounts' takes as many values as '--tokens'")
        }
        var deposits = BoundedList<4, TokenQuantity>()
        for (token, amount) in zip(tokens, amounts).sorted(by: { $0.0 < $1.0 }) {
            deposits.append(TokenQuantity(token, amount))
        }
        let body = try createPool(client, deposits)
        try LedgerCommands.submit(client, .createPool(body), "pool created")
    }

    private static let add = CommandDescription(
        "pool add", "Adds liquidity: all tokens in the pool's ratio, or one token for a fee",
        options: [
            OptionDescription("pool", "POOL", "pool number"),
            OptionDescription(
                "amounts", "AMOUNT,AMOUNT", "at most this much, in the pool's order of tokens"),
            OptionDescription("token", "TOKEN", "or this token alone"),
            OptionDescription("amount", "AMOUNT", "exactly this much of it"),
            OptionDescription(
                "slippage", "PERCENT", "fewer shares than now by at most (default 0.5)"),
        ] + LedgerCommands.signing,
        examples: [
            "zklink pool add --pool 0 --amounts 20000,10",
            "zklink pool add --pool 0 --token USDC --amount 500",
        ]
    ) { session in
        guard session.optional("token") == nil || session.optional("amounts") == nil else {
            throw UsageError("give either --amounts, or --token with --amount")
        }
        try changeLiquidity(session, "added to", allTokens: balancedAddition, oneToken: addition)
    }

    private static let remove = CommandDescription(
        "pool remove", "Takes liquidity out for shares: all tokens, or one token for a fee",
        options: [
            OptionDescription("pool", "POOL", "pool number"),
            OptionDescription("shares", "AMOUNT", "shares to burn"),
            OptionDescription(
                "token", "TOKEN", "everything in this token (default: in all tokens)"),
            OptionDescription("slippage", "PERCENT", "less than now by at most (default 0.5)"),
        ] + LedgerCommands.signing,
        examples: [
            "zklink pool remove --pool 0 --shares 100",
            "zklink pool remove --pool 0 --shares 100 --token USDC",
        ]
    ) { session in
        try changeLiquidity(
            session, "taken out of", allTokens: balancedRemoval, oneToken: removal)
    }
}

/// What a change of liquidity is computed from.
private struct LiquidityChange {
    let client: Client
    let pool: PoolInfo
    /// The pool alone, at present.
    let market: Market
    /// The most by which the result may be worse than at present, in parts of 10,000.
    let slack: UInt16
}

// The operations of the options.
extension PoolCommands {
    /// Submits an operation on the pool of `--pool`: that of one token with `--token`, else that of
    /// all.
    private static func changeLiquidity(
        _ session: Session, _ verb: String,
        allTokens: (LiquidityChange) throws -> SignedBody,
        oneToken: (LiquidityChange) throws -> SignedBody
    ) throws {
        let client = try Client(session)
        let pool = try Queries.pool(client)
        let change = LiquidityChange(
            client: client, pool: pool, market: client.market(of: [pool]),
            slack: try client.rate("slippage", default: "0.5"))
        let body = try session.optional("token") == nil ? allTokens(change) : oneToken(change)
        try LedgerCommands.submit(
            client, body, "liquidity \(verb) pool \(pool.pool.rawValue)", market: change.market)
    }

    private static func createPool(
        _ client: Client, _ deposits: BoundedList<4, TokenQuantity>
    ) throws -> CreatePool {
        let name = client.session.optional("kind") ?? "constant-product"
        guard let kind = PoolKind.allCases.first(where: { $0.name == name }) else {
            throw UsageError("'--kind \(name)' is no kind of pool: constant-product or stable")
        }
        guard kind.tokenCounts.contains(deposits.count) else {
            throw UsageError(
                "a \(name) pool has \(kind.tokenCounts.lowerBound) to \(kind.tokenCounts.upperBound) tokens"
            )
        }
        switch kind {
        case .constantProduct:
            return CreatePool(
                kind: kind, feeRate: UInt32(try client.rate("fee", default: "0.25")) * 100,
                deposits: deposits)
        case .stable:
            let terms = StableTerms(
                amplification: UInt32(
                    try client.session.integer("amplification", in: 1...10_000, default: 500))
                    * 100,
                feeSlope: UInt32(try client.rate("fee-slope", default: "0.2")) * 100,
                maximumFeeRate: UInt32(try client.rate("largest-fee", default: "0.5")) * 100)
            let rate = UInt32(try client.rate("fee", default: "0.03")) * 100
            guard terms.areValid(feeRate: rate) else {
                throw UsageError(
                    "a stable pool's fee is above 0 and at most its largest fee, and that at most 10 %"
                )
            }
            return CreatePool(kind: kind, feeRate: rate, stable: terms, deposits: deposits)
        }
    }

    private static func addition(_ change: LiquidityChange) throws -> SignedBody {
        let (client, pool) = (change.client, change.pool)
        let deposit = TokenQuantity(try client.token("token"), try client.amount("amount"))
        guard let shares = change.market.shares(adding: deposit, to: pool.pool) else {
            throw refusal(pool, deposit.token)
        }
        return .addLiquidityOneCoin(
            AddLiquidityOneCoin(
                pool: pool.pool, token: deposit.token, amount: deposit.amount,
                minimumShares: Slippage.less(shares, by: change.slack)))
    }

    private static func balancedAddition(_ change: LiquidityChange) throws -> SignedBody {
        let (client, pool) = (change.client, change.pool)
        let amounts = try list(client.session, "amounts")
            .map { try client.amount(of: $0, "amounts") }
        let shares = PoolShares.minted(
            of: pool.shareSupply, balances: pool.balances, for: amounts)
        return .addLiquidity(
            AddLiquidity(
                pool: pool.pool, minimumShares: Slippage.less(shares, by: change.slack),
                maximumAmounts: try poolAmounts(amounts, of: pool)))
    }

    private static func removal(_ change: LiquidityChange) throws -> SignedBody {
        let (client, pool) = (change.client, change.pool)
        let (token, shares) = (try client.token("token"), try client.amount("shares"))
        let amount = change.market.amount(of: token, removing: shares, from: pool.pool)
        guard let amount else {
            throw refusal(pool, token)
        }
        return .removeLiquidityOneCoin(
            RemoveLiquidityOneCoin(
                pool: pool.pool, token: token, shares: shares,
                minimumAmount: Slippage.less(amount, by: change.slack)))
    }

    private static func balancedRemoval(_ change: LiquidityChange) throws -> SignedBody {
        let pool = change.pool
        let shares = try change.client.amount("shares")
        let value = PoolShares.value(
            of: shares, supply: pool.shareSupply, balances: pool.balances)
        return .removeLiquidity(
            RemoveLiquidity(
                pool: pool.pool, shares: shares,
                minimumAmounts: try poolAmounts(
                    value.map { Slippage.less($0, by: change.slack) }, of: pool)))
    }

    private static func refusal(_ pool: PoolInfo, _ token: TokenID) -> CommandFailure {
        CommandFailure(
            "slippage",
            "pool \(pool.pool.rawValue) does not take or give so much of token \(token.rawValue) alone: it lacks the token, or would become too unequal. All tokens in its ratio always work"
        )
    }

    private static func list(_ session: Session, _ option: String) throws -> [String] {
        let parts = try session.required(option).split(separator: ",").map(String.init)
        guard (2...4).contains(parts.count) else {
            throw UsageError("'--\(option)' takes two to four values: A,B")
        }
        return parts
    }

    /// One amount for each token of a pool.
    private static func poolAmounts(
        _ amounts: [Amount], of pool: PoolInfo
    ) throws -> PoolAmounts {
        guard amounts.count == pool.tokens.count, let list = PoolAmounts(amounts) else {
            throw UsageError("pool \(pool.pool.rawValue) has \(pool.tokens.count) tokens")
        }
        return list
    }
}

extension PoolKind {
    /// The name in options.
    fileprivate var name: String {
        switch self {
        case .constantProduct: "constant-product"
        case .stable: "stable"
        }
    }
}
