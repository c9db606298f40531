import Ledger

/// `x * y = k` (Adams, Zinsmeister, Robinson, "Uniswap v2 Core", 2020, sections 2.4 and 3.2.1).
struct ConstantProduct: PoolCurve {
    static var tokenCounts: ClosedRange<Int> { 2...2 }

    @inline(__always)
    func rates(
        of pool: PoolRecord, adding amount: Amount, to input: Int
    ) throws(Rejection) -> FeeRates { pool.leastRates }

    /// Nothing: prices take the balances as they are.
    struct State {}

    /// Every state is one to trade with.
    @inline(__always)
    func state(of pool: PoolRecord) throws(Rejection) -> State { State() }

    @inline(__always)
    func amountOut(
        of pool: PoolRecord, _ state: State, net: Amount, _ pair: PoolPair,
        _ roots: inout PoolRoots
    ) throws(Rejection) -> Amount {
        let (held, wanted) = balances(of: pool, pair.input)
        guard let total = held.adding(net),
            let amountOut = Amount.floorOfProduct(wanted, net, dividedBy: total)
        else { throw .overflow }
        return amountOut
    }

    func netIn(
        of pool: PoolRecord, _ state: State, amountOut: Amount, _ pair: PoolPair,
        _ roots: inout PoolRoots
    ) throws(Rejection) -> Amount {
        let (held, wanted) = balances(of: pool, pair.input)
        guard let rest = wanted.subtracting(amountOut), !rest.isZero else { throw .slippage }
        guard let net = Amount.ceilOfProduct(held, amountOut, dividedBy: rest) else {
            throw .overflow
        }
        return net
    }

    /// The root of the product of the balances.
    func leastSize(of pool: PoolRecord, _ roots: inout PoolRoots) -> Amount {
        roots.squareRoot(of: WideAmount(product: pool.balances[0], pool.balances[1]))
    }

    /// Prices of tokens: those of what they stand for, at their rates.
    func countedPrices(_ prices: CoinPrices) -> PoolAmounts? {
        guard let first = prices.price(at: 0), let second = prices.price(at: 1) else { return nil }
        var counted = PoolAmounts()
        counted.append(first)
        counted.append(second)
        return counted
    }

    func countedBalance(of pool: PoolRecord, at index: Int) -> Amount { pool.balances[index] }

    /// Twice the root of the product of the prices.
    func unitPrice(at prices: PoolAmounts, _ roots: inout PoolRoots) -> Amount? {
        let root = roots.squareRoot(of: WideAmount(product: prices[0], prices[1]))
        return root.adding(root)
    }

    func firstSupply(
        of pool: PoolRecord, _ state: State, _ roots: inout PoolRoots
    ) -> Amount { leastSize(of: pool, &roots) }

    /// Every state is admitted.
    @inline(__always)
    func admit(
        _ pool: PoolRecord, _ state: State, adding: TokenChange?, taking: TokenChange?
    ) {}

    /// The roots of the products: the one before rounded up, the one after down.
    func sizes(
        of pool: PoolRecord, _ state: State, adding net: Amount, to token: Int,
        _ roots: inout PoolRoots
    ) throws(Rejection) -> (before: Amount, after: Amount) {
        let (held, other) = balances(of: pool, token)
        let product = WideAmount(product: held, other)
        let root = roots.squareRoot(of: product)
        let isExact = WideAmount(product: root, root) == product
        guard let before = isExact ? root : root.adding(.one),
            let grown = held.adding(net)
        else { throw .overflow }
        return (before, roots.squareRoot(of: WideAmount(product: grown, other)))
    }

    /// Keeps `ceil(ceil(x r / s) r / s)` of the balance x, for the rest r of the supply s, so that
    /// `x y / s^2` does not fall.
    func worth(
        of shares: Amount, in token: Int, of pool: PoolRecord, _ state: State,
        _ roots: inout PoolRoots
    ) throws(Rejection) -> (gross: Amount, FeeRates) {
        let (held, supply) = (balances(of: pool, token).held, pool.shareSupply)
        guard let rest = supply.subtracting(shares),
            let once = Amount.ceilOfProduct(held, rest, dividedBy: supply),
            let kept = Amount.ceilOfProduct(once, rest, dividedBy: supply),
            let gross = held.subtracting(kept)
        else { throw .overflow }
        return (gross, pool.leastRates)
    }

    /// Half of it.
    func swappedPart(of pool: PoolRecord, _ token: Int) -> (others: Amount, whole: Amount) {
        (.one, Amount(low: 2, high: 0))
    }

    /// The balance of a token of a pool of two, and that of the other.
    ///
    /// By constant indices: riscv32 copies a list to read an element at another one.
    @inline(__always)
    private func balances(
        of pool: PoolRecord, _ token: Int
    ) -> (held: Amount, other: Amount) {
        let (first, second) = (pool.balances[0], pool.balances[1])
        return token == 0 ? (first, second) : (second, first)
    }
}
