public import Ledger

extension DollarRecord {
    /// The yearly interest of vaults in parts of 1,000,000: 2 % while they owe less than 24 % of all
    /// dollars, from there linearly to 20 % at 30 %, which is the most that they may owe.
    public var interestRate: UInt32 {
        let (low, high) = (supply.floorPercent(24), debtLimit)
        guard let above = owed.subtracting(low), !above.isZero else { return Self.leastRate }
        guard owed < high, let range = high.subtracting(low),
            let part = Amount.floorOfProduct(
                Amount(low: UInt64(Self.largestRate - Self.leastRate), high: 0), above,
                dividedBy: range)
        else { return Self.largestRate }
        return Self.leastRate + UInt32(truncatingIfNeeded: part.words.0)
    }

    /// The most that vaults may owe: 30 % of all dollars.
    public var debtLimit: Amount { supply.floorPercent(30) }

    private static var leastRate: UInt32 { 20_000 }
    private static var largestRate: UInt32 { 200_000 }

    /// Moves the interest index to a time in seconds since 1970, by the rate of what is owed.
    public mutating func accrue(until time: UInt64) {
        guard time > interestTime else { return }
        if !owed.isZero {
            let (high, low) = (time - interestTime).multipliedFullWidth(by: UInt64(interestRate))
            // An index that does not fit stays: a dollar would owe more than there can be.
            if let growth = Amount.floorOfProduct(
                Amount(low: low, high: high), Self.millionthOfUnit, dividedBy: Self.year),
                let index = interestIndex.adding(growth)
            {
                interestIndex = index
            }
        }
        interestTime = time
    }

    /// A millionth of a dollar.
    private static var millionthOfUnit: Amount { Amount(low: 1_000_000_000_000, high: 0) }
    /// Seconds of 365 days.
    private static var year: Amount { Amount(low: 31_536_000, high: 0) }
}

extension Amount {
    /// `floor(self * percent / 100)`, for at most 100.
    func floorPercent(_ percent: UInt64) -> Amount {
        // Not above the amount.
        Amount.floorOfProduct(
            self, Amount(low: percent, high: 0), dividedBy: Amount(low: 100, high: 0)) ?? self
    }
}
