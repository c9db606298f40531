public import Ledger

/// What a redemption of dollars costs and pays.
public struct Redemption: Hashable, Sendable {
    /// The dollars that go to the buffer.
    public let fee: Amount
    /// The dollars that are burnt.
    public let burnt: Amount
    /// The coins that are paid, each with its amount.
    public let coins: DollarCoins
}

// Amounts (`docs/protocol/transition.md`, "Unified dollar"). Limits and the age of prices are the
// rules' to judge.
extension ParModule {
    /// The fee of a redemption into every coin, in parts of 1,000,000.
    private static let basketFeeRate: UInt32 = 1_000

    /// The dollars that an amount of the coin at an index mints; the rest of as many dollars as
    /// coins goes to the buffer.
    public func minted(by amount: Amount, at index: Int, _ terms: CollateralTerms) -> Amount {
        let fee = DollarFees.ofMint(amount, held: held(at: index), terms)
        // A discount is at most a half, a fee a twentieth.
        let kept = UInt32(LedgerLimits.feeDenominator) - terms.discount - fee
        return value(amount, at: index).floorShare(kept)
    }

    /// The redemption of dollars into the coin at an index: at most a coin, or its worth in dollars,
    /// for each, and less when a dollar is not covered.
    public func redemption(
        of dollars: Amount, at index: Int, _ terms: CollateralTerms
    ) -> Redemption {
        let rate = DollarFees.ofRedemption(
            dollars, held: held(at: index), heldInAll: heldInAll, terms)
        let fee = dollars.ceilShare(rate)
        // The fee is not above the dollars, what is paid not above what is burnt.
        let burnt = dollars.subtracting(fee) ?? .zero
        let paid = Amount.floorOfProduct(
            burnt, coverage, dividedBy: max(.unit, price(at: index)))
        return Redemption(
            fee: fee, burnt: burnt,
            coins: DollarCoins(record.coins[index].token, paid ?? .zero))
    }

    /// The mint for an amount of one coin, and the redemption of its dollars into another.
    ///
    /// `nil` when amounts do not fit.
    public func converted(
        _ amount: Amount, from input: (index: Int, terms: CollateralTerms),
        to output: (index: Int, terms: CollateralTerms)
    ) -> (dollars: Amount, Redemption)? {
        let dollars = minted(by: amount, at: input.index, input.terms)
        var after = self
        guard (try? after.issue(dollars, for: amount, at: input.index)) != nil else { return nil }
        return (dollars, after.redemption(of: dollars, at: output.index, output.terms))
    }

    /// The redemption of dollars into the part of every coin that they stand for.
    public func basket(of dollars: Amount) -> Redemption {
        let fee = dollars.ceilShare(Self.basketFeeRate)
        let burnt = dollars.subtracting(fee) ?? .zero
        let whole = redeemableDollars
        var coins = DollarCoins()
        for index in record.coins.indices {
            // Not above what is held.
            let paid = Amount.floorOfProduct(burnt, held(at: index), dividedBy: whole)
            coins.append(TokenQuantity(record.coins[index].token, paid ?? .zero))
        }
        return Redemption(fee: fee, burnt: burnt, coins: coins)
    }
}
