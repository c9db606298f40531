import Ledger

extension PoolCurve {
    /// `x * y = k` (Adams, Zinsmeister, Robinson, "Uniswap v2 Core", 2020, sections 2.4 and 3.2.1).
    @inline(__always)
    static var constantProduct: PoolCurve {
        PoolCurve(
            tokenCounts: 2...2,
            amountOut: { (pool, net, pair) throws(Rejection) in
                guard let total = pool.balances[pair.input].adding(net),
                    let amountOut = Amount.floorOfProduct(
                        pool.balances[pair.output], net, dividedBy: total)
                else { throw .overflow }
                return amountOut
            },
            netIn: { (pool, amountOut, pair) throws(Rejection) in
                let (held, wanted) = (pool.balances[pair.input], pool.balances[pair.output])
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
}
