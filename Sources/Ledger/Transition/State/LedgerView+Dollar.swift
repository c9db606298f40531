import Ledger

// Records of prices and of the unified dollar.
extension LedgerView {
    @inline(never)
    mutating func signers(_ set: SignerSetID) -> SignerSetRecord? {
        guard case .signerSet(let record)? = record(for: .signerSet(set)) else { return nil }
        return record
    }

    @inline(never)
    mutating func feed(_ feed: FeedID) -> FeedRecord? {
        guard case .feed(let record)? = record(for: .feed(feed)) else { return nil }
        return record
    }

    @inline(never)
    mutating func price(_ feed: FeedID) -> PriceRecord? {
        guard case .price(let record)? = record(for: .price(feed)) else { return nil }
        return record
    }

    @inline(never)
    mutating func collateral(_ token: TokenID) -> CollateralRecord? {
        guard case .collateral(let record)? = record(for: .collateral(token)) else { return nil }
        return record
    }

    @inline(never)
    mutating func dollar() -> DollarRecord? {
        guard case .dollar(let record)? = record(for: .dollar) else { return nil }
        return record
    }

    /// Throws `notFound` unless a token is a coin behind the dollar.
    mutating func checkCoin(_ token: TokenID) throws(Rejection) {
        guard hasCoin(token) else { throw .notFound }
    }

    /// Whether a token is a coin behind the dollar.
    @inline(never)
    mutating func hasCoin(_ token: TokenID) -> Bool { hasRecord(.collateral(token)) }

    /// The dollars of the buffer.
    @inline(never)
    mutating func bufferDollars() -> Amount {
        balance(Holder.buffer.account, Holder.buffer.subAccount, .unifiedDollar)
    }

    /// The dollar at the block's time, with the prices of its coins where they are needed.
    @inline(never)
    mutating func parModule(withPrices: Bool = true) throws(Rejection) -> ParModule {
        guard let record = dollar() else { throw .notFound }
        return ParModule(record, buffer: bufferDollars(), at: timestamp) { token in
            withPrices ? price(FeedID(priceOf: token)) : nil
        }
    }

    /// Stores the dollar, and the dollars that its buffer got or lost.
    @inline(never)
    mutating func write(_ module: ParModule) throws(Rejection) {
        write(.dollar(module.record), for: .dollar)
        let before = bufferDollars()
        if let lost = before.subtracting(module.buffer) {
            try debit(lost, of: .unifiedDollar, from: .buffer)
        } else if let gained = module.buffer.subtracting(before) {
            try credit(gained, of: .unifiedDollar, to: .buffer)
        }
    }
}

// Steps of operations; the caller debits and credits.
extension LedgerView {
    /// Turns an amount of a coin into dollars, and returns those that are not for the buffer.
    mutating func buyDollars(
        with amount: Amount, of token: TokenID, atLeast minimum: Amount, in module: inout ParModule
    ) throws(Rejection) -> Amount {
        guard var coin = collateral(token), let index = module.record.index(of: token) else {
            throw .notFound
        }
        let dollars = module.minted(by: amount, at: index, coin.terms)
        guard !dollars.isZero, dollars >= minimum else { throw .slippage }
        guard let after = module.held(at: index).adding(amount), after <= coin.terms.ceiling
        else { throw .ceiling }
        try coin.useMints(amount, at: timestamp)
        guard !module.isFrozen(at: index), module.coversMints else { throw .paused }
        guard module.isFresh(at: index) else { throw .stalePrice }
        try module.issue(dollars, for: amount, at: index)
        write(.collateral(coin), for: .collateral(token))
        return dollars
    }

    /// Turns dollars into a coin.
    mutating func sellDollars(
        _ dollars: Amount, for token: TokenID, atLeast minimum: Amount,
        in module: inout ParModule
    ) throws(Rejection) -> Redemption {
        guard var coin = collateral(token), let index = module.record.index(of: token) else {
            throw .notFound
        }
        guard dollars <= module.redeemableDollars else { throw .balance }
        let held = module.held(at: index)
        let redemption = module.redemption(of: dollars, at: index, coin.terms)
        let paid = redemption.coins[0].amount
        guard paid <= held else { throw .balance }
        guard !paid.isZero, paid >= minimum else { throw .slippage }
        try coin.useRedemptions(paid, holding: held, at: timestamp)
        guard module.isFresh(at: index) else { throw .stalePrice }
        try module.pay(redemption)
        write(.collateral(coin), for: .collateral(token))
        return redemption
    }
}
