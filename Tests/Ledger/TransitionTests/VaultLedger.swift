import Ledger
import Transition
import TransitionScenarios

/// A ledger with a dollar, a stable pool 1 of the coins behind it, and a market for its shares.
///
/// A share is worth a dollar; account 1 has 400,000 shares, account 2 all dollars.
struct VaultLedger {
    static let one = TestLedger.one
    static let share = TokenID(shareOf: PoolID(1))
    static let terms = VaultTerms(
        loan: 850_000, threshold: 920_000, bonus: 40_000, target: 1_150_000,
        ceiling: Amount(2_000_000 * one))

    var dollar: DollarLedger

    init(prices: [UInt128] = []) throws {
        dollar = try DollarLedger(1_000_000, 1_000_000, prices: prices)
        dollar.letHolderSign()
        let pool = StablePools.pool(1_000, 1_000_000 * Self.one, 1_000_000 * Self.one)
        ledger.records[.pool(PoolID(1))] = .pool(pool)
        ledger.records[.token(Self.share)] = .token(TokenRecord(.share))
        var market = VaultMarketRecord(terms: Self.terms)
        market.debtAllowance = Allowance(left: .maximum, time: TestLedger.now)
        ledger.records[.vaultMarket(Self.share)] = .vaultMarket(market)
        setShares(400_000 * Self.one, of: 1)
    }

    var ledger: TestLedger {
        get { dollar.ledger }
        set { dollar.ledger = newValue }
    }

    /// Lets both coins mint and redeem whatever there is.
    mutating func openDollar() {
        for token in UInt16(2)...3 {
            dollar.setTerms(token) { $0.ceiling = Amount(1 << 119) }
            dollar.fillAllowances(token)
        }
    }

    mutating func setShares(_ units: UInt128, of account: UInt32) {
        ledger.records[.balance(AccountID(account), SubAccount(0), Self.share)] = .balance(
            Amount(units))
    }

    /// Gives an account a vault, and the market and the dollar what it holds and owes.
    mutating func setVault(of account: UInt32, collateral: UInt128, principal: UInt128) {
        var vault = VaultRecord()
        (vault.collateral, vault.principal) = (Amount(collateral), Amount(principal))
        ledger.records[.vault(AccountID(account), SubAccount(0), Self.share)] = .vault(vault)
        guard case .vaultMarket(var market)? = ledger.records[.vaultMarket(Self.share)],
            case .dollar(var dollar)? = ledger.records[.dollar]
        else { return }
        market.collateral = Amount(market.collateral.units + collateral)
        market.principal = Amount(market.principal.units + principal)
        dollar.principal = Amount(dollar.principal.units + principal)
        dollar.supply = Amount(dollar.supply.units + principal)
        dollar.interestTime = TestLedger.now
        ledger.records[.vaultMarket(Self.share)] = .vaultMarket(market)
        ledger.records[.dollar] = .dollar(dollar)
    }
}

extension PoolRecord {
    /// What a share of this pool 1 is worth at prices of its coins.
    func shareWorth(at prices: PoolAmounts) -> CollateralWorth? {
        let found = try? CollateralPrices(of: VaultLedger.share, at: 0) { key in
            if key == .pool(PoolID(1)) { return .pool(self) }
            let index = tokens.indices.first { key == .price(FeedID(priceOf: tokens[$0])) }
            return index.map { .price(PriceRecord(price: prices[$0], time: 0)) }
        }
        return found?.worth(at: 0)
    }
}

extension SignedBody {
    static func openDebt(_ dollars: UInt128, putting shares: UInt128 = 0) -> SignedBody {
        .openDebt(
            OpenDebt(
                token: VaultLedger.share, collateral: Amount(shares), dollars: Amount(dollars)))
    }

    static func repay(_ dollars: UInt128, taking shares: UInt128 = 0) -> SignedBody {
        .repay(
            Repay(token: VaultLedger.share, dollars: Amount(dollars), collateral: Amount(shares)))
    }

    static func liquidate(
        _ account: UInt32 = 1, _ dollars: UInt128 = .max, minimum: UInt128 = 0, sub: UInt8 = 0
    ) -> SignedBody {
        .liquidate(
            Liquidate(
                account: AccountID(account), subAccount: SubAccount(sub), token: VaultLedger.share,
                dollars: Amount(dollars), minimumCollateral: Amount(minimum)))
    }
}

extension BlockExecutor {
    mutating func vault(of account: UInt32 = 1) -> VaultRecord? {
        let key = RecordKey.vault(AccountID(account), SubAccount(0), VaultLedger.share)
        guard case .vault(let record)? = record(for: key) else { return nil }
        return record
    }

    mutating func vaultMarket() -> VaultMarketRecord? {
        guard case .vaultMarket(let record)? = record(for: .vaultMarket(VaultLedger.share)) else {
            return nil
        }
        return record
    }
}
