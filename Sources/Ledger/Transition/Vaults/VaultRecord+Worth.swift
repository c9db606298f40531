public import Ledger

extension VaultRecord {
    /// Adds the interest up to an index; throws `overflow`.
    public mutating func settle(at index: Amount) throws(Rejection) {
        // The index never falls.
        let growth = index.subtracting(self.index) ?? .zero
        let owed = Amount.ceilOfProduct(principal, growth, dividedBy: .unit)
        guard let owed, let sum = interest.adding(owed) else { throw .overflow }
        (interest, self.index) = (sum, index)
    }

    /// The worth of the collateral in dollars, at a price of a unit with 18 decimals; throws
    /// `overflow`.
    public func worth(at price: Amount) throws(Rejection) -> Amount {
        guard let worth = Amount.floorOfProduct(collateral, price, dividedBy: .unit)
        else { throw .overflow }
        return worth
    }
}
