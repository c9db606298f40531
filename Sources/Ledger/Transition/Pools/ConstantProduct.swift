import Ledger

extension PoolCurve {
    /// `x * y = k` (Adams, Zinsmeister, Robinson, "Uniswap v2 Core", 2020, sections 2.4 and 3.2.1).
    @inline(__always)
    static var constantProduct: PoolCurve {
        PoolCurve(
            tokenCounts: 2...2,
            amountOut: { (pool, net, pair) throws(Rejection) in
                let (held, wanted) = balances(of: pool, pair)
                guard let total = held.adding(net),
                    let amountOut = Amount.floorOfProduct(wanted, net, dividedBy: total)
                else { throw .overflow }
                return amountOut
            },
            netIn: { (pool, amountOut, pair) throws(Rejection) in
                let (held, wanted) = balances(of: pool, pair)
                guard let rest = wanted.subtracting(amountOut), !rest.isZero else {
                    throw .slippage
                }
                guard let net = Amount.ceilOfProduct(held, amountOut, dividedBy: rest) else {
                    throw .overflow
                }
                return net
            },
            firstSupply: { (pool) throws(Rejection) in
                WideAmount(product: pool.balances[0], pool.balances[1]).squareRoot
            })
    }

    /// The balances of a trade's tokens in a pool of two.
    ///
    /// By constant indices: riscv32 copies a list to read an element at another one.
    @inline(__always)
    private static func balances(
        of pool: PoolRecord, _ pair: PoolPair
    ) -> (held: Amount, wanted: Amount) {
        let (first, second) = (pool.balances[0], pool.balances[1])
        return pair.input == 0 ? (first, second) : (second, first)
    }
}
