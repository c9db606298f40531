import Bytes
import EthereumSettlement
import Foundation
import Ledger
import Network
import RpcApi
import Sdk
import Settlement
import Signatures
import Transition
import WalletFiles
import WalletSignatures

/// Commands that send transactions on a settlement chain.
enum ChainCommands {
    static let all = [registerKey, deposit, crossSwap, exit, claim]

    static let registerKey = CommandDescription(
        "register-key", "Registers the wallet's trading key through a chain",
        options: [
            OptionDescription("chain", "CHAIN", "chain to send through"),
            OptionDescription("slot", "N", "key slot, 0 to 15 (default 0)"),
            OptionDescription(
                "scopes", "LIST", "of trade, transfer, withdraw, withdraw-any (default: all)"),
            CommandDescription.wallet,
        ] + CommandDescription.waiting,
        examples: ["zklink register-key --chain A"]
    ) { session in
        let client = try Client(session)
        let slot = KeySlot(UInt8(try session.integer("slot", in: 0...15, default: 0)))
        let key = try client.wallet().tradingKey(network: client.network.networkID, slot: slot)
        let call = UserCall.setKey(
            slot: slot, publicKey: key.publicKey, scopes: try scopes(session), expiry: 0)
        let chain = try client.chain("chain")
        let user = try client.user(on: chain)
        let fee = try client.queueFee(on: chain, payer: user)
        _ = try WalletLock.holding(session.walletPath) { try user.perform(call) }
        try report(client, user, "trading key registered in slot \(slot.rawValue)", fee)
    }

    static let deposit = CommandDescription(
        "deposit", "Deposits tokens of a chain into the ledger",
        options: [
            OptionDescription("chain", "CHAIN", "chain to deposit from"),
            OptionDescription("token", "TOKEN", "symbol or id"),
            OptionDescription("amount", "AMOUNT", "whole tokens, such as 12.5"),
            OptionDescription("to", "ADDRESS", "owner to credit (default: the wallet)"),
            OptionDescription("sub-account", "N", "0 to 31 (default 0)"),
            CommandDescription.wallet,
        ] + CommandDescription.waiting,
        examples: ["zklink deposit --chain A --token USDC --amount 100"]
    ) { session in
        let client = try Client(session)
        let chain = try client.chain("chain")
        let token = try client.tokenOnChain(client.token("token"), chain.id)
        let units = try client.chainUnits("amount", token)
        let sub = SubAccount(UInt8(try session.integer("sub-account", in: 0...31, default: 0)))
        let to = try client.owner("to")
        let user = try client.user(on: chain)
        let fee = try client.queueFee(
            on: chain, payer: user, beside: coins(units, of: token.contract))
        _ = try WalletLock.holding(session.walletPath) {
            try user.perform(
                .deposit(token: token.contract, amount: units, to: to, subAccount: sub),
                spending: units, of: token.contract)
        }
        let text = try "\(session.required("amount")) \(session.required("token"))"
        try report(client, user, "deposited \(text) from chain \(chain.name)", fee)
    }

    static let crossSwap = CommandDescription(
        "crossswap",
        "Swaps a token of one chain for a token, a pool's share or dollars anywhere, without an account",
        options: [
            OptionDescription("from-chain", "CHAIN", "chain that pays"),
            OptionDescription(
                "to-chain", "CHAIN|account", "chain that receives, or an account of the network"),
            OptionDescription("from", "TOKEN", "token to give; LP0: a share of pool 0"),
            OptionDescription(
                "to", "TOKEN", "token to get; LP0 adds liquidity, zUSD mints dollars"),
            OptionDescription("amount", "AMOUNT", "whole tokens to give"),
            OptionDescription(
                "min-out", "AMOUNT",
                "least to receive, else all comes back (default: 1 % less than now)"),
            OptionDescription(
                "max-impact", "PERCENT",
                "the most that the swap may move prices against you (default 5, else you are asked)"
            ),
            OptionDescription(
                "receiver", "ADDRESS", "receiver, or owner of the account (default: the wallet)"),
            OptionDescription(
                "fee-rate", "PERCENT", "for a broker that prepays on a chain (default 0.1)"),
            CommandDescription.wallet,
        ] + CommandDescription.waiting,
        examples: [
            "zklink crossswap --from-chain A --to-chain B --from USDC --to ETH --amount 1000 --wait paid",
            "zklink crossswap --from-chain B --to-chain account --from USDC --to LP0 --amount 1000",
        ]
    ) { session in
        let client = try Client(session)
        let source = try client.chain("from-chain")
        let (tokenIn, tokenOut) = try (client.token("from"), client.token("to"))
        let onSource = try client.tokenOnChain(tokenIn, source.id)
        let units = try client.chainUnits("amount", onSource)
        let target = try CrossSwapTarget(client, tokenOut)
        let plan = try crossSwapPlan(client, tokenIn, tokenOut, target)
        let user = try client.user(on: source)
        let call = UserCall.crossSwap(
            tokenIn: onSource.contract, amount: units, targetChain: target.chain,
            minimumOut: plan.minimum, receiver: target.receiver, fallback: user.address,
            feeRate: target.feeRate, hops: plan.hops)
        let fee = try client.queueFee(
            on: source, payer: user, beside: coins(units, of: onSource.contract))
        _ = try WalletLock.holding(session.walletPath) {
            try user.perform(call, spending: units, of: onSource.contract)
        }
        let least = TokenAmount.format(plan.minimum)
        try report(
            client, user,
            "cross swap queued; at least \(least) \(client.network.symbol(tokenOut)) \(target.words), or all back",
            fee, receiver: target.receiver)
    }

    static let exit = CommandDescription(
        "exit", "Takes a balance out through the chain's queue: the operator cannot skip it",
        options: [
            OptionDescription("chain", "CHAIN", "chain to be paid on"),
            OptionDescription("token", "TOKEN", "symbol or id"),
            OptionDescription("amount", "AMOUNT", "whole tokens (default: everything)"),
            OptionDescription("sub-account", "N", "0 to 31 (default 0)"),
            CommandDescription.wallet,
        ] + CommandDescription.waiting,
        examples: ["zklink exit --chain B --token USDC"]
    ) { session in
        let client = try Client(session)
        let chain = try client.chain("chain")
        let token = try client.tokenOnChain(client.token("token"), chain.id)
        let account = try client.account(of: client.walletOwner())
        let amount =
            try session.optional("amount") == nil ? nil : client.chainUnits("amount", token)
        let sub = SubAccount(UInt8(try session.integer("sub-account", in: 0...31, default: 0)))
        let user = try client.user(on: chain)
        let fee = try client.queueFee(on: chain, payer: user)
        _ = try WalletLock.holding(session.walletPath) {
            try user.perform(
                .requestFullExit(
                    account: account.accountID, subAccount: sub, token: token.contract,
                    amount: amount ?? .max))
        }
        try report(client, user, "exit requested on chain \(chain.name)", fee)
    }

    static let claim = CommandDescription(
        "claim", "Pays out a pending balance of a chain's contract",
        options: [
            OptionDescription("chain", "CHAIN", "chain to be paid on"),
            OptionDescription("token", "TOKEN", "symbol or id"),
            OptionDescription("owner", "ADDRESS", "owner (default: the wallet)"),
            OptionDescription("timeout", "SECONDS", "how long to wait (default 120)"),
            CommandDescription.wallet,
        ],
        examples: ["zklink claim --chain B --token ETH"]
    ) { session in
        // The chain's contracts alone decide: this works when no node does.
        let client = try Client(session, usesNode: false)
        let chain = try client.chain("chain")
        let token = try client.token("token")
        let user = try client.user(on: chain)
        guard let contract = try client.settlementChain(chain).tokenContract(token) else {
            throw UsageError("chain \(chain.name) does not hold \(client.network.symbol(token))")
        }
        let owner = try client.owner("owner").address
        guard try client.settlementChain(chain).pending(owner: owner, token: contract) > 0 else {
            throw CommandFailure("nothingPending", "nothing is pending for the owner in this token")
        }
        _ = try WalletLock.holding(session.walletPath) {
            try user.perform(.claim(owner: owner, token: contract))
        }
        let result: JSON = [
            "summary": "claimed", "transactions": .array(user.sent.map(\.json)),
        ]
        session.console.show(result, text: "claimed on chain \(chain.name)")
    }
}

extension ChainCommands {
    /// The hops and the least amount: `--min-out`, or what the pools give less all fees and 1 %.
    private static func crossSwapPlan(
        _ client: Client, _ tokenIn: TokenID, _ tokenOut: TokenID,
        _ target: CrossSwapTarget
    ) throws -> (hops: Hops, minimum: Amount) {
        let given = try client.amount("amount")
        let stated = try client.session.optional("min-out").map {
            try client.amount(of: $0, "min-out")
        }
        var (hops, expected) = (Hops(), given)
        if tokenIn != tokenOut {
            let market = try client.marketWithDollar()
            guard let quote = market.best(exactIn: given, from: tokenIn, to: tokenOut) else {
                throw CommandFailure.noRoute
            }
            (hops, expected) = (quote.route.hops, quote.amountOut)
            try client.confirmImpact(of: quote, in: market)
        }
        if let stated { return (hops, stated) }
        // The fee of the target's reserve is as in a withdrawal.
        if target.chain != .network,
            let plan = try client.withdrawalPlan(expected, tokenOut, target.chain),
            !plan.fee.isZero
        {
            expected = plan.minimum
        }
        return (hops, Slippage.less(Slippage.less(expected, by: target.feeRate), by: 100))
    }

    private static func scopes(_ session: Session) throws -> Scopes {
        let names: [String: Scopes] = [
            "trade": .trade, "transfer": .transfer, "withdraw": .withdrawToOwner,
            "withdraw-any": .withdrawToAny,
        ]
        guard let text = session.optional("scopes") else { return .all }
        var scopes: Scopes = []
        for name in text.split(separator: ",") {
            guard let scope = names[String(name)] else {
                throw UsageError("unknown scope '\(name)': trade, transfer, withdraw, withdraw-any")
            }
            scopes.insert(scope)
        }
        return scopes
    }

    /// The chain's own coin that a call spends beside the fee.
    private static func coins(_ units: UInt128, of token: Bytes32) -> UInt128 {
        token == ChainCaller.nativeCoin ? units : 0
    }

    /// Follows the queue entry of the last transaction and prints its outcome.
    private static func report(
        _ client: Client, _ user: ChainCaller, _ summary: String, _ fee: QueueFee,
        receiver: ChainAddress? = nil
    ) throws {
        guard let sent = user.sent.last, let index = sent.queueIndex else {
            throw CommandFailure(
                "noEntry", "the contract queued nothing: is the network file's contract right?",
                result: ["transactions": .array(user.sent.map(\.json))])
        }
        let status = try client.follow(
            chain: sent.chain, index: index, receiver: receiver ?? client.walletOwner())
        try OperationOutcome(client, status, summary: summary).show(
            "queue entry \(sent.chain.rawValue):\(index)",
            facts: [
                ("transactions", .array(user.sent.map(\.json))),
                ("chain", .integer(sent.chain.rawValue)), ("index", .integer(index)),
                ("queueFee", fee.json),
            ])
    }
}
