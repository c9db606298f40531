import Bytes
import EthereumSettlement
import Foundation
import Ledger
import Network
import RpcApi
import Sdk

/// Commands that only read.
enum Queries {
    static let all = [
        network, tokens, pools, ReserveCommand.reserves, balance, account, quoteCommand, block,
        status,
    ]

    static let network = show(
        "network", "Shows the network, its chains and its mode", NetworkMethod.self
    ) { result, _ in Listing.text(result.wire) }
    static let tokens = show(
        "tokens", "Lists tokens and the chains that hold them", TokensMethod.self
    ) { result, figures in
        TextTable.text(
            [["token", "id", "class", "chains"]]
                + result.tokens.map { token in
                    [
                        token.symbol, "\(token.token.rawValue)", token.tokenClass.rawValue,
                        token.chains.map { figures.name($0.chain) }.joined(separator: ", "),
                    ]
                })
    }
    static let pools = show(
        "pools", "Lists pools with balances and fees", PoolsMethod.self
    ) { result, figures in
        TextTable.text(
            [["pool", "balances", "fee", "protocol fee", "shares", "A"]]
                + result.pools.map { pool in
                    [
                        "\(pool.pool.rawValue)",
                        figures.text(zip(pool.tokens, pool.balances).map { TokenQuantity($0, $1) }),
                        FigureText.percent(millionths: pool.feeRate),
                        FigureText.percent(millionths: pool.protocolFeeRate),
                        figures.text(pool.shareSupply, pool.shareToken),
                        FigureText.amplification(of: pool),
                    ]
                })
    }
    static let quoteCommand = CommandDescription(
        "quote", "Quotes a swap at present prices",
        options: [
            OptionDescription("from", "TOKEN", "token to give"),
            OptionDescription("to", "TOKEN", "token to get"),
            OptionDescription("amount", "AMOUNT", "exactly this much to give"),
            OptionDescription("receive", "AMOUNT", "or exactly this much to get"),
            OptionDescription("chain", "CHAIN", "also what this chain could pay out now"),
        ],
        examples: ["zklink quote --from USDC --to ETH --amount 1000 --chain B"]
    ) { session in
        let client = try Client(session)
        let quote = try quote(client)
        let impact = TokenAmount.format(Amount(UInt128(quote.priceImpactMillionths)), decimals: 4)
        var text =
            try "\(TokenAmount.format(quote.amountIn)) \(session.required("from")) -> "
            + "\(TokenAmount.format(quote.amountOut)) \(session.required("to"))"
        text += "\nfees \(TokenAmount.format(quote.feeAmount)), price impact \(impact) %"
        text += ", pools \(quote.hops.map { String($0.pool.rawValue) }.joined(separator: ", "))"
        if let payable = quote.payableNow { text += "\npayable now \(TokenAmount.format(payable))" }
        session.console.show(quote.wire, text: text)
    }

    static let balance = CommandDescription(
        "balance", "Shows balances in the ledger and on every chain",
        options: [
            OptionDescription("owner", "ADDRESS", "owner (default: the wallet)"),
            CommandDescription.wallet,
        ],
        examples: ["zklink balance"]
    ) { session in
        let client = try Client(session)
        let holder = try client.owner("owner")
        let owner = holder.address
        let ledger = try client.accountIfAny(of: holder)?.balances ?? []
        var lines = ledger.filter { $0.amount > .zero }.map {
            "ledger   \(client.network.symbol($0.token))  \(TokenAmount.format($0.amount))"
        }
        var onChains: [JSON] = []
        for token in try client.node.call(TokensMethod.self).tokens {
            for held in token.chains {
                guard let chain = client.network.chains.first(where: { $0.id == held.chain }) else {
                    continue
                }
                let units = Amount(
                    try client.settlementChain(chain).balance(of: owner, token: held.contract))
                let decimals = Int(held.decimals)
                let text = TokenAmount.format(units, decimals: decimals)
                lines.append("chain \(chain.name)  \(token.symbol)  \(text)")
                onChains.append([
                    "chain": .integer(chain.id.rawValue), "token": .integer(token.token.rawValue),
                    "units": .string(units.decimal),
                ])
            }
        }
        let result: JSON = [
            "balances": .array(ledger.map(\.wire)), "chains": .array(onChains),
        ]
        session.console.show(result, text: lines.joined(separator: "\n"))
    }

    static let account = CommandDescription(
        "account", "Shows an account: owner, balances and trading keys",
        options: [
            OptionDescription("id", "N", "account id"),
            OptionDescription("owner", "ADDRESS", "or its owner (default: the wallet)"),
            CommandDescription.wallet,
        ],
        examples: ["zklink account --id 1"]
    ) { session in
        let client = try Client(session)
        let parameters: AccountMethod.Parameters
        if let text = session.optional("id") {
            guard let id = UInt32(text) else { throw UsageError("'--id \(text)' is no account id") }
            parameters = .init(accountID: AccountID(id))
        } else {
            parameters = .init(owner: try client.owner("owner").address)
        }
        let info = try client.node.call(AccountMethod.self, parameters)
        session.console.show(info.wire, text: Listing.text(info.wire))
    }

    static let block = CommandDescription(
        "block", "Shows a block and its progress on every chain", arguments: ["NUMBER"],
        examples: ["zklink block 3", "zklink block latest"]
    ) { session in
        let client = try Client(session)
        let text = session.invocation.arguments[0]
        let parameters = try BlockMethod.Parameters(
            wire: ["number": UInt64(text).map { .integer($0) } ?? .string(text)])
        let block = try client.node.call(BlockMethod.self, parameters)
        session.console.show(block.wire, text: Listing.text(block.wire))
    }

    static let status = CommandDescription(
        "status", "Shows how far an operation or queue entry has come",
        arguments: ["OPERATION-ID|CHAIN:INDEX"],
        examples: ["zklink status 1:4", "zklink status 0x1d3c..."]
    ) { session in
        let client = try Client(session)
        let text = session.invocation.arguments[0]
        let status: OperationStatus
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2 {
            guard let chain = client.network.chain(parts[0]) else {
                let known = client.network.chains.map(\.name).joined(separator: ", ")
                throw UsageError("unknown chain '\(parts[0])'. This network has: \(known)")
            }
            guard let index = UInt64(parts[1]) else {
                throw UsageError("'\(parts[1])' is not the index of a queue entry")
            }
            status = try client.node.call(PriorityMethod.self, .init(chain: chain.id, index: index))
        } else if let id = Bytes32(hex: text) {
            status = try client.node.call(OperationMethod.self, .init(operationID: id))
        } else {
            throw UsageError("'\(text)' is neither an operation id (32 bytes) nor CHAIN:INDEX")
        }
        session.console.show(status.wire, text: client.figures.text(status))
    }
}

extension Queries {
    /// A command that prints the result of a method without parameters.
    private static func show<M: Method>(
        _ name: String, _ summary: String, _ method: M.Type,
        text: @escaping @Sendable (M.Result, FigureText) -> String
    ) -> CommandDescription where M.Parameters == NoParameters {
        CommandDescription(name, summary, examples: ["zklink \(name)"]) { session in
            let client = try Client(session)
            let result = try client.node.call(method)
            session.console.show(result.wire, text: text(result, client.figures))
        }
    }

    /// The quote for `--from`, `--to` and one of `--amount`, `--receive`.
    static func quote(_ client: Client) throws -> QuoteMethod.Result {
        let given = client.session.optional("amount")
        let wanted = client.session.optional("receive")
        guard (given == nil) != (wanted == nil) else {
            throw UsageError("give exactly one of --amount and --receive")
        }
        let isPaidOut = client.session.optional("chain") != nil
        return try client.node.call(
            QuoteMethod.self,
            .init(
                tokenIn: try client.token("from"), tokenOut: try client.token("to"),
                amountIn: try given.map { try client.amount(of: $0, "amount") },
                amountOut: try wanted.map { try client.amount(of: $0, "receive") },
                chain: isPaidOut ? try client.chain("chain").id : nil))
    }

    /// The pool of `--pool`.
    static func pool(_ client: Client) throws -> PoolInfo {
        let text = try client.session.required("pool")
        let pools = try client.node.call(PoolsMethod.self).pools
        guard let pool = pools.first(where: { String($0.pool.rawValue) == text }) else {
            throw UsageError("there is no pool '\(text)': 'zklink pools' lists them")
        }
        return pool
    }
}
