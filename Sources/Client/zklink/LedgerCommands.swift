import Bytes
import Foundation
import Ledger
import Network
import RpcApi
import Sdk
import Transition
import WalletFiles

/// Commands that sign operations of the ledger.
enum LedgerCommands {
    static let all = [transfer, swap, withdraw, createPool, addLiquidity, removeLiquidity]

    private static let signing =
        [
            OptionDescription("slot", "N", "trading key slot (default 0)"),
            OptionDescription("sub-account", "N", "0 to 31 (default 0)"),
            OptionDescription(
                "max-fee", "AMOUNT",
                "the most to pay the network (default: 1 % of what is moved, else you are asked)"),
            OptionDescription(
                "fee-token", "TOKEN", "token of the fee (default: one that is moved)"),
            OptionDescription(
                "valid-for", "SECONDS", "not applied later than this (default 300)"),
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
            "zklink transfer --token USDC --amount 5 --to 0x8ba1f109551bD432803012645Ac136ddd64DBA72"
        ]
    ) { session in
        let client = try Client(session)
        let to = try session.required("to")
        let destination =
            try UInt32(to).map { Destination.account(AccountID($0)) }
            ?? .owner(Receiver.owner(to, client.network))
        let body = SignedBody.transfer(
            Transfer(
                token: try client.token("token"), amount: try client.amount("amount"),
                destination: destination, destinationSubAccount: SubAccount(0)))
        let text = try "\(session.required("amount")) \(session.required("token"))"
        try submit(client, body, "transferred \(text) to \(to)")
    }

    static let swap = CommandDescription(
        "swap", "Swaps tokens within the ledger by the best path of pools",
        options: [
            OptionDescription("from", "TOKEN", "token to give"),
            OptionDescription("to", "TOKEN", "token to get"),
            OptionDescription("amount", "AMOUNT", "exactly this much to give"),
            OptionDescription("receive", "AMOUNT", "or exactly this much to get"),
            OptionDescription(
                "min-out", "AMOUNT", "with --amount: least to get, else nothing happens"),
            OptionDescription(
                "max-in", "AMOUNT", "with --receive: most to give, else nothing happens"),
            OptionDescription(
                "slippage", "PERCENT", "without them: worse than now by at most (default 0.5)"),
            OptionDescription(
                "max-impact", "PERCENT",
                "the most that the swap may move prices against you (default 5, else you are asked)"
            ),
        ] + signing,
        examples: [
            "zklink swap --from USDC --to ETH --amount 1000",
            "zklink swap --from USDC --to ETH --amount 1000 --min-out 0.49",
            "zklink swap --from USDC --to ETH --receive 0.5 --slippage 1",
        ]
    ) { session in
        let client = try Client(session)
        let market = try client.market()
        let plan = try SwapPlan(client, market)
        try client.confirmImpact(of: plan.quote, in: market)
        let figures = client.figures
        let impact = market.impactMillionths(of: plan.quote)
        let (bought, sold) = (plan.quote.amountOut, plan.quote.amountIn)
        let summary =
            "swapped \(figures.text(sold, plan.quote.tokenIn)) for about "
            + "\(figures.text(bought, plan.quote.tokenOut)), "
            + "price impact \(FigureText.percent(millionths: impact))"
        let body = SignedBody.swap(
            Swap(
                kind: plan.kind, route: plan.quote.route, amountIn: plan.amountIn,
                amountOut: plan.amountOut))
        try submit(client, body, summary, market: market)
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
        let token = try client.token("token")
        let receiver = try client.payee("to", token, chain.id)
        let body = SignedBody.withdraw(
            Withdraw(
                token: token, amount: try client.amount("amount"), chain: chain.id,
                receiver: receiver, fastFeeRate: rate))
        let text = try "\(session.required("amount")) \(session.required("token"))"
        try submit(
            client, body, "withdrawal of \(text) on chain \(chain.name) ordered",
            receiver: receiver)
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
        try submit(
            client, body, "liquidity added to pool \(pool.pool.rawValue)", market: Market([pool]))
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
        try submit(
            client, body, "liquidity taken out of pool \(pool.pool.rawValue)",
            market: Market([pool]))
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

    /// Signs, submits, follows up to the stage of `--wait` and prints the outcome.
    private static func submit(
        _ client: Client, _ body: SignedBody, _ summary: String, market: Market = Market([]),
        receiver: ChainAddress? = nil
    ) throws {
        let session = client.session
        let sub = SubAccount(
            UInt8(try session.integer("sub-account", in: 0...31, default: 0)))
        var trader = try client.trader()
        trader.validitySeconds = UInt64(
            try session.integer("valid-for", in: 1...86_400, default: 300))
        let moved = market.amounts(of: body)
        let fee = try client.acceptedFee(&trader, moving: moved)
        let result: SubmitMethod.Result
        do {
            result = try WalletLock.holding(session.walletPath) { [trader] in
                try trader.submit(
                    body, subAccount: sub, market: market,
                    nowSeconds: UInt64(Date().timeIntervalSince1970))
            }
        } catch ClientError.refused(let failure) where failure.reason == .balance {
            throw try client.shortage(moved, fee, subAccount: sub)
        }
        var status = OperationStatus(result, kind: body.opcode)
        if try client.stage != .sequenced {
            status = try client.follow(
                operation: result.operationID, receiver: receiver ?? client.walletOwner())
        }
        let paid = fee.amount.isZero ? "" : ", fee \(client.figures.text(fee.amount, fee.token))"
        try OperationOutcome(client, status, summary: summary + paid).show(
            "operation 0x\(result.operationID.hex)",
            facts: [
                ("fee", .string(fee.amount.decimal)), ("feeToken", .integer(fee.token.rawValue)),
            ])
    }
}

extension OperationStatus {
    /// The status of an operation that was just sequenced.
    fileprivate init(_ result: SubmitMethod.Result, kind opcode: UInt8) {
        self.init(
            operationID: result.operationID, chain: nil, queueIndex: nil,
            kind: OperationKind(opcode: opcode), status: result.status,
            blockNumber: result.blockNumber, index: result.index, receipt: result.receipt,
            history: [])
    }
}
