import Ledger

/// The StableSwap invariant of some balances (Egorov, "StableSwap: efficient mechanism for Stablecoin
/// liquidity", 2019), as one integer function that decides everything.
///
/// For n coins with balances X in descending order and sum S, amplification a = 100 A, and any d:
///
///     p_0 = d,  p_k = floor(p_(k-1) d / (n X_k)),  G(d, X) = 100 p_n + (a n - 100) d - a n S
///     X supports d  when  d <= S and G(d, X) <= 0
///
/// G rises strictly in d and falls strictly in each X: each floor is monotone, also across a change
/// of the order. So the largest d that X supports, the invariant D, and the least X_j with which X
/// supports a d, are unique and do not depend on how they are found; two evaluations pin each. See
/// `docs/design/0024-stable-pools.md` for the width of products and the distance to the real root.
struct StableInvariant {
    /// a n: at most 4,000,000.
    let leverage: UInt64
    /// The balances.
    let coins: CoinBalances
    /// Their sum S.
    let sum: Amount
    /// n X_k in descending order.
    private let divisors: CoinBalances

    /// The invariant of balances; `nil` when their sum, or n times one of them, does not fit.
    init?(_ coins: CoinBalances, amplification: UInt32) {
        guard let sum = coins.sum, let products = coins.timesCount else { return nil }
        leverage = UInt64(amplification) * UInt64(coins.count)
        (self.coins, self.sum, divisors) = (coins, sum, products.descending)
    }

    /// The same with another balance of the coin at an index.
    func with(_ balance: Amount, at index: Int) -> StableInvariant? {
        StableInvariant(
            coins.with(balance, at: index),
            amplification: UInt32(truncatingIfNeeded: leverage / UInt64(coins.count)))
    }

    /// Whether the balances support a sum d of coins of equal value.
    ///
    /// A product that does not fit is one above every bound: with d <= S <= n X_1 the first is at
    /// most S, and once one grows all later ones do, so the last is above 2^127 and 100 times it
    /// above a n S, which is below 2^134.
    func supports(_ d: Amount) -> Bool {
        guard let rest = sum.subtracting(d), let product = product(d) else { return false }
        // 100 (p_n - d) <= a n (S - d)
        guard let excess = product.subtracting(d) else { return true }
        if let left = excess.multiplied(by: 100), let right = rest.multiplied(by: leverage) {
            return left <= right
        }
        return WideAmount(product: excess, Amount(low: 100, high: 0))
            <= WideAmount(product: rest, Amount(low: leverage, high: 0))
    }

    /// p_n; `nil` when a product does not fit, or a balance is zero.
    func product(_ d: Amount) -> Amount? {
        var product = d
        for index in 0..<coins.count {
            guard
                let next = Amount.floorOfProduct(product, d, dividedBy: divisors[index])
            else { return nil }
            product = next
        }
        return product
    }
}

// Roots. A root that a witness gives is checked by two evaluations of G.
extension StableInvariant {
    /// D, the value of the invariant: the largest sum that the balances support.
    func value(_ roots: inout PoolRoots) -> Amount {
        let root = roots.next { searchedValue }
        guard supports(root), let above = root.adding(.one), !supports(above)
        else {
            roots.refuse()
            return root
        }
        return root
    }

    /// The least balance of a coin with which the balances support a sum, if it is in a range.
    ///
    /// `nil` when it is not, which one evaluation at an end of the range shows.
    func balance(
        at index: Int, supporting d: Amount, in range: StableRange, _ roots: inout PoolRoots
    ) -> Amount? {
        let root = roots.next { searchedBalance(at: index, supporting: d, in: range) }
        let below = root.subtracting(.one)
        let isRoot =
            root.isZero
            ? supports(d, with: range.below, at: index)
                || !supports(d, with: range.high, at: index)
            : range.contains(root) && supports(d, with: root, at: index)
                && !supports(d, with: below, at: index)
        if !isRoot { roots.refuse() }
        return isRoot && !root.isZero ? root : nil
    }

    /// Whether the balances support a sum when a coin has another balance; with none they do not.
    func supports(_ d: Amount, with balance: Amount?, at index: Int) -> Bool {
        guard let balance, !balance.isZero else { return false }
        return with(balance, at: index)?.supports(d) ?? false
    }
}
