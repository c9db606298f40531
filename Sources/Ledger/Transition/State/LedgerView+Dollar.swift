import Ledger

// Records of prices and of the unified dollar.
extension LedgerView {
    mutating func signers(_ set: SignerSetID) -> SignerSetRecord? {
        guard case .signerSet(let record)? = record(for: .signerSet(set)) else { return nil }
        return record
    }

    mutating func feed(_ feed: FeedID) -> FeedRecord? {
        guard case .feed(let record)? = record(for: .feed(feed)) else { return nil }
        return record
    }

    mutating func price(_ feed: FeedID) -> PriceRecord? {
        guard case .price(let record)? = record(for: .price(feed)) else { return nil }
        return record
    }

    mutating func collateral(_ token: TokenID) -> CollateralRecord? {
        guard case .collateral(let record)? = record(for: .collateral(token)) else { return nil }
        return record
    }

    mutating func dollar() -> DollarRecord? {
        guard case .dollar(let record)? = record(for: .dollar) else { return nil }
        return record
    }

    /// Throws `notFound` unless a token is a coin behind the dollar.
    mutating func checkCoin(_ token: TokenID) throws(Rejection) {
        guard hasRecord(.collateral(token)) else { throw .notFound }
    }

    /// The dollars of the buffer.
    mutating func bufferDollars() -> Amount {
        balance(Holder.buffer.account, Holder.buffer.subAccount, .unifiedDollar)
    }

    /// The module that mints and redeems, with the prices of its coins at the block's time.
    mutating func parModule() throws(Rejection) -> ParModule {
        guard let record = dollar() else { throw .notFound }
        var module = ParModule(record, buffer: bufferDollars())
        for index in record.coins.indices {
            guard let price = price(FeedID(priceOf: record.coins[index].token)) else { continue }
            module.setPrice(price, at: index, timestamp: timestamp)
        }
        return module
    }

    /// Pays a redemption of dollars that were debited, and reports it.
    mutating func pay(
        _ redemption: Redemption, of dollars: Amount, from module: inout ParModule,
        to holder: Holder
    ) throws(Rejection) {
        try module.pay(redemption)
        write(.dollar(module.record), for: .dollar)
        try credit(redemption.fee, of: .unifiedDollar, to: .buffer)
        for index in redemption.coins.indices {
            let coin = redemption.coins[index]
            try credit(coin.amount, of: coin.token, to: holder)
        }
        report(.dollars(dollars, fee: redemption.fee, redemption.coins))
    }
}
