import Foundation
import Ledger
import RpcApi
import Sdk
import Transition

// Questions and refusals before anything is signed.

extension Client {
    /// Asks about a swap that is worse than present prices by more than `--max-impact`.
    func confirmImpact(of quote: SwapQuote, in market: Market) throws {
        let impact = market.impactMillionths(of: quote)
        let limit = UInt32(try rate("max-impact", default: "5")) * 100
        guard impact > limit else { return }
        try confirm(
            "priceImpact",
            "the swap is \(FigureText.percent(millionths: impact)) worse than present prices, because the pools are small for it",
            advice: "--max-impact PERCENT accepts it")
    }

    /// The fee that the trader will pay, once it is within its limit or the user agreed to it.
    func acceptedFee(_ trader: inout Trader, moving moved: [TokenQuantity]) throws -> TokenQuantity
    {
        do {
            return try trader.fee(moving: moved)
        } catch ClientError.feeAboveLimit(let fee) {
            let text = figures.text(fee.amount, fee.token)
            try confirm(
                "feeAboveLimit",
                "the network asks a fee of \(text), more than the limit for moving \(figures.text(moved))",
                advice:
                    "--max-fee \(TokenAmount.format(fee.amount)) --fee-token \(network.symbol(fee.token)) accepts it"
            )
            (trader.feeToken, trader.feeLimit) = (fee.token, .amount(fee.amount))
            return fee
        }
    }

    /// Asks the user on a terminal; throws `CommandFailure` with advice elsewhere and after a no.
    private func confirm(_ reason: String, _ statement: String, advice: String) throws {
        guard !session.console.isJSON, isatty(STDIN_FILENO) == 1 else {
            throw CommandFailure(reason, "\(statement). Nothing was signed: \(advice)")
        }
        session.console.prompt("\(statement). Go ahead? [y/N] ")
        guard readLine()?.lowercased() == "y" else {
            throw CommandFailure(reason, "nothing was signed")
        }
    }

    /// The refusal for a balance that is too small, with what is there and what is needed.
    func shortage(
        _ moved: [TokenQuantity], _ fee: TokenQuantity, subAccount: SubAccount
    ) throws -> CommandFailure {
        let held = try account(of: walletOwner()).balances.filter { $0.subAccount == subAccount }
        let tokens = Set(moved.map(\.token) + [fee.token]).sorted()
        let balances = tokens.map { token in
            figures.text(held.first { $0.token == token }?.amount ?? .zero, token)
        }
        let cost = fee.amount.isZero ? "" : " and a fee of \(figures.text(fee.amount, fee.token))"
        return CommandFailure(
            "balance",
            "the balance is too small for \(figures.text(moved))\(cost): the account has \(balances.joined(separator: ", "))"
        )
    }
}
