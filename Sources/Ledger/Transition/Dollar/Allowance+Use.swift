public import Ledger

extension Allowance {
    /// The seconds in which an allowance comes back as a whole.
    private static let refillSeconds: UInt64 = 3_600

    /// The amount left at a time in seconds when the whole is `capacity`.
    public func available(of capacity: Amount, at timestamp: UInt64) -> Amount {
        let seconds = timestamp > time ? timestamp - time : 0
        guard seconds < Self.refillSeconds else { return capacity }
        let refilled = Amount.floorOfProduct(
            capacity, Amount(low: seconds, high: 0),
            dividedBy: Amount(low: Self.refillSeconds, high: 0))
        guard let refilled, let sum = left.adding(refilled) else { return capacity }
        return min(sum, capacity)
    }

    /// Uses an amount at a time; `ceiling` when less is left.
    fileprivate mutating func use(
        _ amount: Amount, of capacity: Amount, at timestamp: UInt64
    ) throws(Rejection) {
        guard let rest = available(of: capacity, at: timestamp).subtracting(amount) else {
            throw .ceiling
        }
        (left, time) = (rest, timestamp)
    }
}

extension CollateralRecord {
    /// The part of the ceiling that may be minted at once, in parts of 1,000,000.
    private static let mintRate: UInt32 = 20_000
    /// The part of the coin held that may be redeemed at once, in parts of 1,000,000.
    private static let redeemRate: UInt32 = 50_000

    /// The amount of the coin that may be minted against at a time in seconds.
    public func mintable(holding held: Amount, at timestamp: UInt64) -> Amount {
        let room = terms.ceiling.subtracting(held) ?? .zero
        return min(room, mintAllowance.available(of: mintCapacity, at: timestamp))
    }

    /// The amount of the coin that may be redeemed at a time in seconds.
    public func redeemable(holding held: Amount, at timestamp: UInt64) -> Amount {
        redeemAllowance.available(of: held.floorShare(Self.redeemRate), at: timestamp)
    }

    private var mintCapacity: Amount { terms.ceiling.floorShare(Self.mintRate) }

    mutating func useMints(_ amount: Amount, at timestamp: UInt64) throws(Rejection) {
        try mintAllowance.use(amount, of: mintCapacity, at: timestamp)
    }

    mutating func useRedemptions(
        _ amount: Amount, holding held: Amount, at timestamp: UInt64
    ) throws(Rejection) {
        try redeemAllowance.use(amount, of: held.floorShare(Self.redeemRate), at: timestamp)
    }
}

extension VaultMarketRecord {
    /// The part of the ceiling that may be lent at once, in parts of 1,000,000: what a price that is
    /// behind can cost.
    private static let debtRate: UInt32 = 50_000

    /// The dollars that may be lent at a time in seconds.
    public func lendable(at timestamp: UInt64) -> Amount {
        let room = terms.ceiling.subtracting(principal) ?? .zero
        return min(room, debtAllowance.available(of: debtCapacity, at: timestamp))
    }

    private var debtCapacity: Amount { terms.ceiling.floorShare(Self.debtRate) }

    mutating func useDebt(_ dollars: Amount, at timestamp: UInt64) throws(Rejection) {
        try debtAllowance.use(dollars, of: debtCapacity, at: timestamp)
    }
}
