import Ledger
import RpcApi
import Sequencing
import Transition

// The unified dollar in the form of the interface.

extension DollarMethod.Result {
    /// The dollar as the ledger has it, at a time in seconds since 1970; `nil` when there is none.
    init?(_ sequencer: Sequencer, at timestamp: UInt64) {
        guard case .dollar(let record)? = sequencer.current(.dollar) else { return nil }
        let buffer = sequencer.amount(.dollarBuffer)
        let module = ParModule(record, buffer: buffer, at: timestamp) {
            sequencer.price(of: FeedID(priceOf: $0))
        }
        var coins: [DollarCoinInfo] = []
        for coin in record.coins.array {
            guard case .collateral(let terms)? = sequencer.current(.collateral(coin.token)) else {
                continue
            }
            let price = sequencer.price(of: FeedID(priceOf: coin.token)).map { known in
                // A price's time is near that of its block: its milliseconds fit.
                CoinPriceInfo(
                    value: known.price, time: known.time &* 1_000, isSuspended: known.isSuspended,
                    isFrozen: known.isFrozen)
            }
            coins.append(
                DollarCoinInfo(
                    token: coin.token, held: coin.amount, price: price, terms: terms.terms,
                    mintable: terms.mintable(holding: coin.amount, at: timestamp),
                    redeemable: terms.redeemable(holding: coin.amount, at: timestamp)))
        }
        self.init(
            supply: record.supply, buffer: buffer, coverage: module.coverage,
            principal: record.principal, badDebt: record.badDebt,
            interestRate: record.interestRate, coins: coins)
    }
}
