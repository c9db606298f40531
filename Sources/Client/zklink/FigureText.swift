import Foundation
import Ledger
import RpcApi
import Sdk

/// Amounts, chains and times as people read them.
struct FigureText {
    let network: NetworkFile

    /// An amount of the ledger with its symbol.
    func text(_ amount: Amount, _ token: TokenID) -> String {
        "\(TokenAmount.format(amount)) \(network.symbol(token))"
    }

    /// The symbol of a token.
    func symbol(_ token: TokenID) -> String { network.symbol(token) }

    /// Amounts of the ledger with their symbols.
    func text(_ quantities: [TokenQuantity]) -> String {
        quantities.map { text($0.amount, $0.token) }.joined(separator: " and ")
    }

    /// The name of a chain, or its number.
    func name(_ chain: ChainID) -> String {
        network.chains.first { $0.id == chain }?.name ?? String(chain.rawValue)
    }

    /// A rate in parts of 1,000,000 as a percentage.
    static func percent(millionths: UInt32) -> String {
        TokenAmount.format(Amount(UInt128(millionths)), decimals: 4) + " %"
    }

    /// A of a stable pool at present, and where a ramp leads; nothing for other pools.
    static func amplification(of pool: PoolInfo) -> String {
        func text(_ value: UInt32) -> String {
            TokenAmount.format(Amount(UInt128(value)), decimals: 2)
        }
        guard pool.amplification > 0 else { return "" }
        guard let ramp = pool.ramp else { return text(pool.amplification) }
        return
            "\(text(pool.amplification)), \(text(ramp.target)) at \(time(milliseconds: ramp.end))"
    }

    /// A time in milliseconds since 1970, in UTC to the second (RFC 3339).
    static func time(milliseconds: UInt64) -> String {
        let date = Date(timeIntervalSince1970: Double(milliseconds / 1_000))
        return date.ISO8601Format()
    }
}

extension FigureText {
    /// The state of an operation, its receipt, and its steps with their times.
    func text(_ status: OperationStatus) -> String {
        let place = status.blockNumber.map { ", block \($0)" } ?? ""
        var lines = ["\(status.kind.name): \(status.status.rawValue)\(place)"]
        if let receipt = status.receipt { lines += [text(receipt)] }
        lines += status.history.map { step in
            let chain = step.chain.map { " on \(name($0))" } ?? ""
            return "\(Self.time(milliseconds: step.time))  \(step.status.rawValue)\(chain)"
        }
        return lines.joined(separator: "\n")
    }

    private func text(_ receipt: ReceiptInfo) -> String {
        switch receipt {
        case .done: "done"
        case .account(let fields):
            "account \(fields.account.rawValue)" + (fields.isNewAccount ? ", new" : "")
        case .payout(let fields):
            "paying out \(text(fields.amount, fields.payout.token)) on chain \(name(fields.payout.chain))"
        case .liquidity(let fields):
            "\(text(fields.shares, TokenID(shareOf: fields.pool))) of pool \(fields.pool.rawValue)"
        case .trade(let fields):
            "sold \(text(fields.amountIn, fields.tokenIn)) for \(text(fields.amountOut, fields.tokenOut))"
        case .dollars(let fields):
            "\(text(fields.dollars, .unifiedDollar)) for "
                + fields.coins.map { text($0.amount, $0.token) }.joined(separator: ", ")
        case .conversion(let fields):
            "\(TokenAmount.format(fields.poolOut)) from the pool, "
                + "\(TokenAmount.format(fields.parOut)) through "
                + text(fields.dollars, .unifiedDollar)
        case .vault(let fields):
            "collateral \(TokenAmount.format(fields.collateral)), "
                + "principal \(text(fields.principal, .unifiedDollar)), "
                + "interest \(TokenAmount.format(fields.interest))"
                + (fields.badDebt.isZero ? "" : ", bad \(TokenAmount.format(fields.badDebt))")
        case .credit(let fields):
            "account \(fields.account.rawValue)" + (fields.isNewAccount ? ", new" : "")
                + " got \(text(fields.amount, fields.token))"
        case .failed(let fields):
            "failed: \(fields.reason.rawValue)"
                + (fields.payout.map { ", refunded on chain \(name($0.chain))" } ?? "")
        }
    }
}
