import Ledger

/// The balances that an operation may give one coin of a stable pool.
enum StableRange {
    /// From the least one beside the largest of the others up to its present balance.
    case falling(from: Amount, beside: Amount, StableDomain)
    /// Up to the largest one beside the smallest of the others.
    case rising(beside: Amount, StableDomain)

    func contains(_ balance: Amount) -> Bool {
        switch self {
        case .falling(let present, let largest, let domain):
            balance <= present && domain.admits(largest: largest, smallest: balance)
        case .rising(let smallest, let domain):
            balance <= LedgerLimits.maximumStableBalance
                && domain.admits(largest: balance, smallest: smallest)
        }
    }

    /// The largest balance that is too small for the range; `nil` when none is.
    var below: Amount? {
        switch self {
        case .falling(_, let largest, let domain):
            domain.leastBalance(beside: largest).subtracting(.one)
        case .rising: nil
        }
    }

    /// The largest balance of the range.
    var high: Amount {
        switch self {
        case .falling(let present, _, _): present
        case .rising(let smallest, let domain): domain.largestBalance(beside: smallest)
        }
    }
}
