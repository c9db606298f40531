import Bytes
import Foundation
import Ledger
import Network
import RpcApi
import Sdk
import Transition

/// Commands that sign operations of the ledger.
enum LedgerCommands {
    static let all = [transfer, swap, withdraw, createPool, addLiquidity, removeLiquidity]

    private static let signing =
        [
            OptionDescription("slot", "N", "trading key slot (default 0)"),
            OptionDescription("sub-account", "N", "0 to 31 (default 0)"),
            OptionDescription("max-fee", "AMOUNT", "the most to pay the network (default 1)"),
            CommandDescription.wallet,
        ] + CommandDescription.waiting

    static let transfer = CommandDescription(
        "transfer", "Sends tokens within the ledger",
        options: [
            OptionDescription("token", "TOKEN", "symbol or id"),
            OptionDescription("amount", "AMOUNT", "whole tokens"),
            OptionDescription("to", "WHO", "address, or account id"),
        ] + signing,
        examples: [
            "zklink transfer --token USDC --amount 5 --to 0x8ba1f109551bd432803012645ac136ddd64dba72"
        ]
    ) { session in
        let client = try Client(session)
        let to = try session.required("to")
        let destination =
            try UInt32(to).map { Destination.account(AccountID($0)) }
            ?? .owner(client.owner(to))
        let body = SignedBody.transfer(
            Transfer(
                token: try client.token("token"), amount: try client.amount("amount"),
                destination: destination, destinationSubAccount: SubAccount(0)))
        try submit(client, body, "transferred \(session.required("amount")) to \(to)")
    }

    static let swap = CommandDescription(
        "swap", "Swaps tokens within the ledger by the best path of pools",
        options: [
            OptionDescription("from", "TOKEN", "token to give"),
            OptionDescription("to", "TOKEN", "token to get"),
            OptionDescription("amount", "AMOUNT", "exactly this much to give"),
            OptionDescription("receive", "AMOUNT", "or exactly this much to get"),
            OptionDescription(
                "slippage", "PERCENT", "worse than the quote by at most (default 0.5)"),
        ] + signing,
        examples: [
            "zklink swap --from USDC --to ETH --amount 1000",
            "zklink swap --from USDC --to ETH --receive 0.5 --slippage 1",
        ]
    ) { session in
        let client = try Client(session)
        let quote = try Queries.quote(client)
        let slack = try client.rate("slippage", default: "0.5")
        // The side that the user named is signed as named; the quote decides only the other one.
        let given = try session.optional("amount").map { try client.amount(of: $0, "amount") }
        let wanted = try session.optional("receive").map { try client.amount(of: $0, "receive") }
        let route = Route(from: try client.token("from"), try Queries.hops(quote.hops))
        guard route.hops.count > 0, try route.tokenOut == client.token("to") else {
            throw InputError("the node's route does not lead to the token wanted")
        }
        let body = SignedBody.swap(
            Swap(
                kind: wanted == nil ? .exactIn : .exactOut, route: route,
                amountIn: given ?? Slippage.more(quote.amountIn, by: slack),
                amountOut: wanted ?? Slippage.less(quote.amountOut, by: slack)))
        let summary =
            try
            "swapped \(TokenAmount.format(quote.amountIn)) \(session.required("from")) for about "
            + "\(TokenAmount.format(quote.amountOut)) \(session.required("to"))"
        try submit(client, body, summary)
    }

    static let withdraw = CommandDescription(
        "withdraw", "Pays a balance out on any chain that holds enough of the token",
        options: [
            OptionDescription("chain", "CHAIN", "chain to be paid on"),
            OptionDescription("token", "TOKEN", "symbol or id"),
            OptionDescription("amount", "AMOUNT", "whole tokens"),
            OptionDescription("to", "ADDRESS", "receiver (default: the wallet)"),
            OptionDescription("fast", nil, "let a broker prepay for the fee"),
            OptionDescription("fee-rate", "PERCENT", "the broker's fee with --fast (default 0.1)"),
        ] + signing,
        examples: ["zklink withdraw --chain B --token USDC --amount 100 --fast --wait paid"]
    ) { session in
        let client = try Client(session)
        let chain = try client.chain("chain")
        let rate = session.has("fast") ? try client.rate("fee-rate", default: "0.1") : 0
        let body = SignedBody.withdraw(
            Withdraw(
                token: try client.token("token"), amount: try client.amount("amount"),
                chain: chain.id, receiver: try client.chainAddress("to"), fastFeeRate: rate))
        let text = try "\(session.required("amount")) \(session.required("token"))"
        try submit(client, body, "withdrawal of \(text) on chain \(chain.name) ordered")
    }

    static let createPool = CommandDescription(
        "pool create", "Creates a constant-product pool with its first liquidity",
        options: [
            OptionDescription("tokens", "TOKEN,TOKEN", "the pair"),
            OptionDescription(
                "amounts", "AMOUNT,AMOUNT", "first liquidity; its ratio is the first price"),
            OptionDescription(
                "fee", "PERCENT",
                "for liquidity providers (default 0.25; a fifth on top for the protocol)"),
        ] + signing,
        examples: ["zklink pool create --tokens USDC,ETH --amounts 200000,100"]
    ) { session in
        let client = try Client(session)
        let tokens = try pair(session, "tokens").map { try client.token(named: $0) }
        let amounts = try pair(session, "amounts").map { try client.amount(of: $0, "amounts") }
        let rate = UInt32(try client.rate("fee", default: "0.25")) * 100
        var deposits = BoundedList<4, TokenQuantity>()
        for (token, amount) in zip(tokens, amounts).sorted(by: { $0.0 < $1.0 }) {
            deposits.append(TokenQuantity(token, amount))
        }
        let body = SignedBody.createPool(
            CreatePool(kind: .constantProduct, feeRate: rate, deposits: deposits))
        try submit(client, body, "pool created")
    }

    static let addLiquidity = CommandDescription(
        "pool add", "Adds liquidity in the pool's ratio",
        options: [
            OptionDescription("pool", "POOL", "pool number"),
            OptionDescription(
                "amounts", "AMOUNT,AMOUNT", "at most this much, in the pool's order of tokens"),
            OptionDescription(
                "slippage", "PERCENT", "fewer shares than now by at most (default 0.5)"),
        ] + signing,
        examples: ["zklink pool add --pool 0 --amounts 20000,10"]
    ) { session in
        let client = try Client(session)
        let amounts = try pair(session, "amounts").map { try client.amount(of: $0, "amounts") }
        let pool = try Queries.pool(client)
        let shares = PoolShares.minted(
            of: pool.shareSupply, balances: pool.balances, for: amounts)
        let slack = try client.rate("slippage", default: "0.5")
        let body = SignedBody.addLiquidity(
            AddLiquidity(
                pool: pool.pool, minimumShares: Slippage.less(shares, by: slack),
                maximumAmounts: try poolAmounts(amounts, of: pool)))
        try submit(client, body, "liquidity added to pool \(pool.pool.rawValue)")
    }

    static let removeLiquidity = CommandDescription(
        "pool remove", "Takes liquidity out for shares",
        options: [
            OptionDescription("pool", "POOL", "pool number"),
            OptionDescription("shares", "AMOUNT", "shares to burn"),
            OptionDescription("slippage", "PERCENT", "less than now by at most (default 0.5)"),
        ] + signing,
        examples: ["zklink pool remove --pool 0 --shares 100"]
    ) { session in
        let client = try Client(session)
        let pool = try Queries.pool(client)
        let shares = try client.amount("shares")
        let value = PoolShares.value(
            of: shares, supply: pool.shareSupply, balances: pool.balances)
        let slack = try client.rate("slippage", default: "0.5")
        let minimumAmounts = value.map { Slippage.less($0, by: slack) }
        let body = SignedBody.removeLiquidity(
            RemoveLiquidity(
                pool: pool.pool, shares: shares,
                minimumAmounts: try poolAmounts(minimumAmounts, of: pool)))
        try submit(client, body, "liquidity taken out of pool \(pool.pool.rawValue)")
    }
}

extension LedgerCommands {
    private static func pair(_ session: Session, _ option: String) throws -> [String] {
        let parts = try session.required(option).split(separator: ",").map(String.init)
        guard parts.count == 2 else { throw UsageError("'--\(option)' takes two values: A,B") }
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

    private static func submit(_ client: Client, _ body: SignedBody, _ summary: String) throws {
        let sub = try client.session.integer("sub-account", in: 0...31, default: 0)
        let result = try client.trader().submit(
            body, subAccount: SubAccount(UInt8(sub)),
            nowSeconds: UInt64(Date().timeIntervalSince1970))
        var object = result.wire.objectValue ?? JSONObject()
        if try client.stage != .sequenced {
            object = try client.follow(operation: result.operationID).wire.objectValue ?? object
        }
        object["summary"] = .string(summary)
        let status = object["status"]?.stringValue ?? ""
        client.session.console.show(
            .object(object),
            text:
                "\(summary)\noperation 0x\(result.operationID.hex), \(status) in block \(result.blockNumber)"
        )
    }
}
