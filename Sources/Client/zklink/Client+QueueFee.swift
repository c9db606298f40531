import EthereumSettlement
import Ledger
import Network
import Sdk
import Settlement

extension Client {
    /// Shows the fee of a queue entry, and refuses when the wallet cannot pay it.
    ///
    /// `coins` is what the call spends of the chain's coin beside the fee.
    func queueFee(
        on chain: NetworkFile.Chain, payer: ChainCaller, beside coins: UInt128 = 0
    ) throws -> QueueFee {
        let settlement = try settlementChain(chain)
        let fee = QueueFee(present: try settlement.queueFee())
        session.console.announce(
            "queue fee on chain \(chain.name): \(Self.coins(fee.present)) of its coin; "
                + "\(Self.coins(fee.sent)) are sent, and what is above the fee comes back")
        let held = try settlement.balance(of: payer.address, token: ChainCaller.nativeCoin)
        let needed = fee.sent.addingReportingOverflow(coins)
        guard !needed.overflow, held >= needed.partialValue else {
            let all = needed.overflow ? UInt128.max : needed.partialValue
            throw CommandFailure(
                "insufficientCoins",
                "the wallet has \(Self.coins(held)) of the coin of chain \(chain.name) and needs "
                    + "\(Self.coins(all)), of which \(Self.coins(fee.sent)) for the queue, and gas "
                    + "besides. Nothing was sent",
                result: ["queueFee": fee.json])
        }
        return fee
    }

    private static func coins(_ wei: UInt128) -> String { TokenAmount.format(Amount(wei)) }
}

extension QueueFee {
    /// The fee when it was read, in the smallest unit of the chain's coin.
    var json: JSON { .string(Amount(present).decimal) }
}
