import Ledger

/// The prices of a pool's coins.
struct CoinPrices {
    fileprivate(set) var prices = PoolAmounts()
    /// Whether all are fresh.
    fileprivate(set) var areFresh = true
    /// Whether one has left its band.
    fileprivate(set) var isFrozen = false
}

// Records and prices of vaults.
extension LedgerView {
    mutating func vaultMarket(_ token: TokenID) -> VaultMarketRecord? {
        guard case .vaultMarket(let record)? = record(for: .vaultMarket(token)) else { return nil }
        return record
    }

    mutating func vault(_ key: VaultKey) -> VaultRecord? {
        guard case .vault(let record)? = record(for: key.record) else { return nil }
        return record
    }

    /// A vault, empty if there is none, with its market and the dollar.
    mutating func openVault(_ key: VaultKey) throws(Rejection) -> OpenVault {
        guard let market = vaultMarket(key.token) else { throw .notFound }
        let vault = vault(key) ?? VaultRecord()
        return try OpenVault(vault, market, try parModule())
    }

    /// Stores a vault, its market and the dollar.
    mutating func write(_ open: OpenVault, of key: VaultKey) throws(Rejection) {
        write(.vault(open.vault), for: key.record)
        write(.vaultMarket(open.market), for: .vaultMarket(key.token))
        try write(open.module)
    }

    /// The pool whose shares are a vault's collateral.
    mutating func pool(ofShare token: TokenID) throws(Rejection) -> PoolRecord {
        guard let pool = token.sharePool.flatMap({ pool($0) }) else { throw .notFound }
        return pool
    }

    /// The prices of a pool's coins; a coin without a price has none that is fresh.
    mutating func coinPrices(of pool: PoolRecord) -> CoinPrices {
        var known = CoinPrices()
        for index in pool.tokens.indices {
            let record = price(FeedID(priceOf: pool.tokens[index]))
            known.prices.append(record?.price ?? .zero)
            known.isFrozen = known.isFrozen || record?.isFrozen ?? false
            let isFresh = record?.isFresh(at: timestamp) ?? false
            known.areFresh = known.areFresh && isFresh
        }
        return known
    }

    /// What a share of a pool is worth.
    mutating func shareWorth(
        of pool: PoolRecord, at coins: CoinPrices
    ) throws(Rejection) -> ShareWorth {
        try pool.price(ShareAppraisal(prices: coins.prices), at: timestamp, &records.roots)
    }

    /// Refuses a debt that could not be opened now as it is.
    mutating func checkOpening(_ open: OpenVault, of key: VaultKey) throws(Rejection) {
        let pool = try pool(ofShare: key.token)
        let coins = coinPrices(of: pool)
        guard !coins.isFrozen, open.module.coversMints else { throw .paused }
        guard coins.areFresh, open.module.isCoverageFresh else { throw .stalePrice }
        try open.checkLoan(at: try shareWorth(of: pool, at: coins).lowest)
    }

    /// Refuses a debt for which, after collateral was taken out, too little is left; what stands behind
    /// a dollar does not matter, as it is the same.
    mutating func checkTaking(
        _ collateral: Amount, from open: inout OpenVault, of key: VaultKey
    ) throws(Rejection) {
        let pool = try pool(ofShare: key.token)
        let coins = coinPrices(of: pool)
        guard !coins.isFrozen else { throw .paused }
        guard coins.areFresh else { throw .stalePrice }
        let price = try shareWorth(of: pool, at: coins).lowest
        try open.checkLoan(at: price)
        try open.useAllowance(taking: collateral, at: price, timestamp: timestamp)
    }
}

/// The owner and the collateral of a vault.
struct VaultKey {
    let holder: Holder
    let token: TokenID

    init(_ holder: Holder, _ token: TokenID) { (self.holder, self.token) = (holder, token) }

    var record: RecordKey { .vault(holder.account, holder.subAccount, token) }
}
