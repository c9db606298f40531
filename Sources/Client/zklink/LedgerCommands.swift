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
    static let all =
        [transfer, swap, ConvertCommand.command, withdraw] + PoolCommands.all
        + DollarCommands.all + VaultCommands.all + PriceCommands.all

    static let signing =
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
        let market = try client.marketWithDollar()
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
            OptionDescription("amount", "AMOUNT", "the most to take, whole tokens"),
            OptionDescription(
                "minimum", "AMOUNT",
                "the least to be paid, while the chain is short (default: all but the reserve's fee)"
            ),
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
        guard let plan = try client.withdrawalPlan(try client.amount("amount"), token, chain.id)
        else {
            throw UsageError("'--amount' is more than chain \(chain.name) can count")
        }
        let body = SignedBody.withdraw(
            Withdraw(
                token: token, amount: plan.amount,
                minimum: try minimum(of: plan, client, token, chain),
                chain: chain.id, receiver: receiver, fastFeeRate: rate))
        let text = client.figures.text(plan.isPartial ? plan.paid : plan.amount, token)
        let cost = plan.fee.isZero ? "" : ", reserve fee \(client.figures.text(plan.fee, token))"
        try submit(
            client, body, "withdrawal of \(text) on chain \(chain.name) ordered\(cost)",
            receiver: receiver)
    }

    /// The least that a withdrawal accepts.
    private static func minimum(
        of plan: WithdrawalPlan, _ client: Client, _ token: TokenID, _ chain: NetworkFile.Chain
    ) throws -> Amount {
        if client.session.optional("minimum") != nil { return try client.amount("minimum") }
        guard plan.isPartial else { return plan.minimum }
        let paid = TokenAmount.format(plan.paid)
        throw ClientError.refused(
            RequestFailure(
                .reserve,
                "chain \(chain.name) holds \(client.figures.text(plan.reserve, token)): withdraw on "
                    + "another chain, or take what there is with --minimum \(paid)"))
    }
}

extension LedgerCommands {
    /// Signs, submits, follows up to the stage of `--wait` and prints the outcome.
    static func submit(
        _ client: Client, _ body: SignedBody, _ summary: String, market: Market = .empty,
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
                    nowSeconds: client.nowSeconds)
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
