import Ledger

/// The balances of the two to four coins of a stable pool.
///
/// Four values rather than a list: riscv32 copies a list to read an element at a variable index.
struct CoinBalances {
    let count: Int
    private var first: Amount
    private var second: Amount
    /// Zero when there are fewer coins; so is the next one.
    private var third: Amount
    private var fourth: Amount

    /// The balances of two to four coins.
    init(_ amounts: PoolAmounts) {
        count = amounts.count
        (first, second) = (amounts[0], amounts[1])
        third = count > 2 ? amounts[2] : .zero
        fourth = count > 3 ? amounts[3] : .zero
    }

    /// The balance of the coin at an index below the count.
    subscript(index: Int) -> Amount {
        get {
            switch index {
            case 0: first
            case 1: second
            case 2: third
            default: fourth
            }
        }
        set {
            switch index {
            case 0: first = newValue
            case 1: second = newValue
            case 2: third = newValue
            default: fourth = newValue
            }
        }
    }

    /// The same with another balance of the coin at an index.
    func with(_ balance: Amount, at index: Int) -> CoinBalances {
        var changed = self
        changed[index] = balance
        return changed
    }

    /// The largest balance.
    var largest: Amount { max(max(first, second), max(third, fourth)) }

    /// The smallest balance.
    var smallest: Amount {
        var least = min(first, second)
        if count > 2 { least = min(least, third) }
        return count > 3 ? min(least, fourth) : least
    }

    /// The largest balance but for that of the coin at an index.
    func largest(without index: Int) -> Amount { with(.zero, at: index).largest }

    /// The smallest balance but for that of the coin at an index.
    func smallest(without index: Int) -> Amount { with(.maximum, at: index).smallest }

    /// The sum; `nil` when it does not fit.
    var sum: Amount? {
        guard let pair = first.adding(second) else { return nil }
        return count == 2 ? pair : pair.adding(third)?.adding(fourth)
    }

    /// Each balance times the number of coins; `nil` when one does not fit.
    var timesCount: CoinBalances? {
        var products = self
        for index in 0..<count {
            let balance = self[index]
            guard let twice = balance.adding(balance),
                let product = count == 2 ? twice : twice.adding(count == 3 ? balance : twice)
            else { return nil }
            products[index] = product
        }
        return products
    }

    /// The same from the largest balance to the smallest; coins that are not there stay last.
    var descending: CoinBalances {
        var sorted = self
        Self.order(&sorted.first, &sorted.second)
        guard count > 2 else { return sorted }
        Self.order(&sorted.third, &sorted.fourth)
        Self.order(&sorted.first, &sorted.third)
        Self.order(&sorted.second, &sorted.fourth)
        Self.order(&sorted.second, &sorted.third)
        return sorted
    }

    @inline(__always)
    private static func order(_ larger: inout Amount, _ smaller: inout Amount) {
        if larger < smaller { (larger, smaller) = (smaller, larger) }
    }
}
