import Ledger
import Transition
import TransitionScenarios

/// A small network with a unified dollar behind which are tokens 2 and 3, at one dollar each.
struct DollarLedger {
    static let one = TestLedger.one
    static let terms = CollateralTerms(
        discount: 0, largestMintFee: 5_000, leastRedeemFee: 1_000, largestRedeemFee: 5_000,
        ceiling: Amount(1_000_000 * one))

    var ledger: TestLedger

    /// A dollar with amounts of tokens from 2 on behind as many units, all held by account 2.
    init(_ held: UInt128..., prices: [UInt128] = [], buffer: UInt128 = 0) throws {
        ledger = try TestLedger()
        var dollar = DollarRecord()
        ledger.records[.token(.unifiedDollar)] = .token(TokenRecord(.unifiedDollar))
        for (index, amount) in held.enumerated() {
            let token = TokenID(UInt16(2 + index))
            dollar.coins.append(TokenQuantity(token, Amount(amount * Self.one)))
            ledger.records[.token(token)] = .token(TokenRecord(.stable))
            ledger.records[.collateral(token)] = .collateral(CollateralRecord(terms: Self.terms))
            setPrice(token.rawValue, index < prices.count ? prices[index] : Self.one)
            fillAllowances(token.rawValue)
        }
        let supply = held.reduce(0, +) * Self.one
        dollar.supply = Amount(supply)
        ledger.records[.dollar] = .dollar(dollar)
        ledger.setBalance(1, supply - buffer, of: 2)
        ledger.records[.balance(.fees, SubAccount(1), .unifiedDollar)] = .balance(Amount(buffer))
    }

    mutating func setPrice(
        _ token: UInt16, _ price: UInt128, age: UInt64 = 0, isFrozen: Bool = false
    ) {
        var record = PriceRecord(price: Amount(price), time: TestLedger.now - age)
        record.isFrozen = isFrozen
        ledger.records[.price(FeedID(token))] = .price(record)
    }

    mutating func setTerms(_ token: UInt16, _ change: (inout CollateralTerms) -> Void) {
        guard case .collateral(var record)? = ledger.records[.collateral(TokenID(token))] else {
            return
        }
        change(&record.terms)
        ledger.records[.collateral(TokenID(token))] = .collateral(record)
    }

    /// Gives both allowances of a coin their whole amounts, or others.
    mutating func fillAllowances(
        _ token: UInt16, mint: UInt128 = .max, redeem: UInt128 = .max
    ) {
        guard case .collateral(var record)? = ledger.records[.collateral(TokenID(token))] else {
            return
        }
        record.mintAllowance = Allowance(left: Amount(mint), time: TestLedger.now)
        record.redeemAllowance = Allowance(left: Amount(redeem), time: TestLedger.now)
        ledger.records[.collateral(TokenID(token))] = .collateral(record)
    }

    /// A key with all scopes for account 2.
    mutating func letHolderSign() {
        ledger.records[.key(AccountID(2), KeySlot(0))] =
            ledger.records[
                .key(AccountID(1), KeySlot(0))]
    }
}

extension SignedBody {
    static func mint(_ units: UInt128, of token: UInt16 = 2, minimum: UInt128 = 0) -> SignedBody {
        .mint(
            Mint(
                token: TokenID(token), amount: Amount(units), minimumDollars: Amount(minimum)))
    }

    static func redeem(
        _ units: UInt128, for token: UInt16 = 2, minimum: UInt128 = 0
    ) -> SignedBody {
        .redeem(
            Redeem(token: TokenID(token), dollars: Amount(units), minimum: Amount(minimum)))
    }

    static func redeemBasket(_ units: UInt128, _ minima: UInt128...) -> SignedBody {
        var list = BoundedList<8, Amount>()
        for minimum in minima { list.append(Amount(minimum)) }
        return .redeemBasket(RedeemBasket(dollars: Amount(units), minima: list))
    }
}

extension BlockExecutor {
    mutating func dollar() -> DollarRecord? {
        guard case .dollar(let record)? = record(for: .dollar) else { return nil }
        return record
    }

    /// The module at the block's time.
    mutating func parModule() -> ParModule? {
        guard let dollar = dollar() else { return nil }
        let buffer = balance(0, sub: 1, 1) ?? 0
        let time = timestamp
        return ParModule(dollar, buffer: Amount(buffer), at: time) { token in
            let key = RecordKey.price(FeedID(priceOf: token))
            guard case .price(let price)? = record(for: key) else { return nil }
            return price
        }
    }
}
