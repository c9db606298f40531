import Ledger

/// Fees of minting and redeeming by the exposure to the coin, half way through the operation; in
/// parts of 1,000,000.
enum DollarFees {
    /// The fee of a mint: 0 up to half of the ceiling, from there linearly to the largest at it.
    static func ofMint(_ amount: Amount, held: Amount, _ terms: CollateralTerms) -> UInt32 {
        let largest = terms.largestMintFee
        guard let middle = held.adding(amount.floorDivided(by: 2)), middle < terms.ceiling else {
            return largest
        }
        let half = terms.ceiling.floorDivided(by: 2)
        guard let above = middle.subtracting(half), !above.isZero,
            let range = terms.ceiling.subtracting(half)
        else { return 0 }
        return part(of: largest, above, range)
    }

    /// The fee of a redemption: the least while the coin is at least a fifth of all coins, from
    /// there linearly to the largest at nothing.
    static func ofRedemption(
        _ dollars: Amount, held: Amount, heldInAll: Amount, _ terms: CollateralTerms
    ) -> UInt32 {
        let half = dollars.floorDivided(by: 2)
        guard let middle = held.subtracting(half), let all = heldInAll.subtracting(half) else {
            return terms.largestRedeemFee
        }
        // A coin is below 2^121 and all are below 2^124.
        guard let fivefold = middle.multiplied(by: 5), let short = all.subtracting(fivefold),
            !short.isZero
        else { return terms.leastRedeemFee }
        return terms.leastRedeemFee
            + part(of: terms.largestRedeemFee - terms.leastRedeemFee, short, all)
    }

    /// `ceil(rate * some / all)`, which is at most the rate; all is positive.
    private static func part(of rate: UInt32, _ some: Amount, _ all: Amount) -> UInt32 {
        let part = Amount.ceilOfProduct(
            Amount(low: UInt64(rate), high: 0), some, dividedBy: all)
        return part.map { UInt32(truncatingIfNeeded: $0.words.0) } ?? rate
    }
}

extension Amount {
    /// `floor(self * rate / 1,000,000)`, for a rate of at most 1,000,000.
    func floorShare(_ rate: UInt32) -> Amount {
        Amount.floorOfProduct(
            self, Amount(low: UInt64(rate), high: 0), dividedBy: Self.million) ?? self
    }

    /// `ceil(self * rate / 1,000,000)`, for a rate of at most 1,000,000.
    func ceilShare(_ rate: UInt32) -> Amount {
        Amount.ceilOfProduct(
            self, Amount(low: UInt64(rate), high: 0), dividedBy: Self.million) ?? self
    }

    private static var million: Amount { Amount(low: LedgerLimits.feeDenominator, high: 0) }
}
