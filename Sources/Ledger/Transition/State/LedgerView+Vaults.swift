import Ledger

// Records and prices of vaults.
extension LedgerView {
    @inline(never)
    mutating func vaultMarket(_ token: TokenID) -> VaultMarketRecord? {
        guard case .vaultMarket(let record)? = record(for: .vaultMarket(token)) else { return nil }
        return record
    }

    @inline(never)
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

    /// The prices of a vault's collateral; throws `notFound` for a token that cannot be one.
    @inline(never)
    mutating func collateralPrices(of token: TokenID) throws(Rejection) -> CollateralPrices {
        try CollateralPrices(of: token, at: timestamp) { record(for: $0) }
    }

    /// What a unit of collateral is worth.
    mutating func worth(
        of collateral: CollateralPrices
    ) throws(Rejection) -> CollateralWorth {
        try collateral.worth(at: timestamp, &records.roots)
    }

    /// Refuses a debt that could not be opened now as it is.
    mutating func checkOpening(_ open: OpenVault, of key: VaultKey) throws(Rejection) {
        let collateral = try collateralPrices(of: key.token)
        let coins = collateral.coins
        guard !coins.isFrozen, open.module.coversMints else { throw .paused }
        guard coins.areFresh, open.module.isCoverageFresh else { throw .stalePrice }
        try open.checkLoan(at: try worth(of: collateral).lowest)
    }

    /// Refuses a debt for which, after collateral was taken out, too little is left; what stands behind
    /// a dollar does not matter, as it is the same.
    mutating func checkTaking(
        _ amount: Amount, from open: inout OpenVault, of key: VaultKey
    ) throws(Rejection) {
        let collateral = try collateralPrices(of: key.token)
        guard !collateral.coins.isFrozen else { throw .paused }
        guard collateral.coins.areFresh else { throw .stalePrice }
        let price = try worth(of: collateral).lowest
        try open.checkLoan(at: price)
        try open.useAllowance(taking: amount, at: price, timestamp: timestamp)
    }
}

/// The owner and the collateral of a vault.
struct VaultKey {
    let holder: Holder
    let token: TokenID

    init(_ holder: Holder, _ token: TokenID) { (self.holder, self.token) = (holder, token) }

    var record: RecordKey { .vault(holder.account, holder.subAccount, token) }
}
