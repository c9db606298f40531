import Ledger

/// A vault with its market and the dollar, while an operation changes them together.
struct OpenVault {
    private(set) var vault: VaultRecord
    private(set) var market: VaultMarketRecord
    private(set) var module: ParModule

    /// A vault with the interest that it owes at the time of the dollar.
    init(
        _ vault: VaultRecord, _ market: VaultMarketRecord, _ module: ParModule
    ) throws(Rejection) {
        (self.vault, self.market, self.module) = (vault, market, module)
        try self.vault.settle(at: module.record.interestIndex)
    }

    /// Interest and principal.
    func debt() throws(Rejection) -> Amount {
        guard let debt = vault.debt else { throw .overflow }
        return debt
    }

    /// Puts collateral in.
    mutating func put(_ amount: Amount) throws(Rejection) {
        guard let own = vault.collateral.adding(amount), let all = market.collateral.adding(amount)
        else { throw .overflow }
        (vault.collateral, market.collateral) = (own, all)
    }

    /// Takes collateral out.
    mutating func take(_ amount: Amount) throws(Rejection) {
        guard let own = vault.collateral.subtracting(amount),
            let all = market.collateral.subtracting(amount)
        else { throw .balance }
        (vault.collateral, market.collateral) = (own, all)
    }

    /// Lends dollars.
    mutating func lend(_ dollars: Amount) throws(Rejection) {
        guard let own = vault.principal.adding(dollars),
            let all = market.principal.adding(dollars)
        else { throw .overflow }
        (vault.principal, market.principal) = (own, all)
        try module.lend(dollars)
    }

    /// Pays a part of the debt, interest first, and returns how much of it was interest.
    mutating func pay(_ dollars: Amount) throws(Rejection) -> Amount {
        let interest = min(dollars, vault.interest)
        guard let principal = dollars.subtracting(interest),
            let left = vault.interest.subtracting(interest)
        else { throw .overflow }
        vault.interest = left
        try module.collect(interest)
        try forget(principal)
        try module.settle(principal)
        return interest
    }

    /// Ends a part of the debt that nothing is left to pay, and returns its principal: interest comes
    /// first, and was never lent.
    mutating func writeOff(_ dollars: Amount) throws(Rejection) -> Amount {
        let interest = min(dollars, vault.interest)
        guard let principal = dollars.subtracting(interest),
            let left = vault.interest.subtracting(interest)
        else { throw .overflow }
        vault.interest = left
        try forget(principal)
        try module.writeOff(principal)
        return principal
    }

    /// Refuses a debt below the least one.
    func checkSize() throws(Rejection) {
        let debt = try debt()
        guard debt.isZero || debt >= LedgerLimits.leastVaultDebt else { throw .collateral }
    }

    /// Refuses more debt than the market and all vaults may have, or, of shares, more of their supply
    /// than the pool could buy when they are liquidated; then uses the allowance for new debt.
    mutating func useCeilings(
        _ dollars: Amount, shareSupply: Amount?, at timestamp: UInt64
    ) throws(Rejection) {
        guard market.collateral <= shareSupply?.floorPercent(20) ?? .maximum,
            market.principal <= market.terms.ceiling,
            module.record.owed <= module.record.debtLimit
        else { throw .ceiling }
        try market.useDebt(dollars, at: timestamp)
    }

    /// Uses the allowance for new debt as if what this collateral secures were lent: after a fall that
    /// no price shows yet, taking it out costs as much.
    mutating func useAllowance(
        taking collateral: Amount, at price: Amount, timestamp: UInt64
    ) throws(Rejection) {
        var taken = VaultRecord()
        taken.collateral = collateral
        let secured = try taken.worth(at: price).floorShare(market.terms.loan)
        try market.useDebt(secured, at: timestamp)
    }

    /// Refuses a debt for which the collateral is worth too little at a price with 18 decimals.
    func checkLoan(at price: Amount) throws(Rejection) {
        let worth = try vault.worth(at: price)
        guard try debt() <= worth.floorShare(market.terms.loan) else { throw .collateral }
    }

    private mutating func forget(_ principal: Amount) throws(Rejection) {
        guard let own = vault.principal.subtracting(principal),
            let all = market.principal.subtracting(principal)
        else { throw .balance }
        (vault.principal, market.principal) = (own, all)
    }
}
