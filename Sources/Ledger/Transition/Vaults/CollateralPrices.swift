public import Ledger

/// What a vault's collateral consists of, with its prices.
public struct CollateralPrices {
    /// The pool whose shares it is; `nil` for a yield-bearing token.
    let pool: PoolRecord?
    let coins: CoinPrices

    /// The prices of collateral at a time in seconds since 1970; throws `notFound` for a share of no
    /// pool.
    ///
    /// - Parameter record: Reads a record.
    public init(
        of token: TokenID, at time: UInt64, _ record: (RecordKey) -> Record?
    ) throws(Rejection) {
        var coins = CoinPrices()
        if let number = token.sharePool {
            guard case .pool(let found)? = record(.pool(number)) else { throw .notFound }
            for index in found.tokens.indices {
                coins.append(found.tokens[index], at: time, record)
            }
            pool = found
        } else {
            coins.append(token, at: time, record)
            pool = nil
        }
        self.coins = coins
    }

    /// What a unit of the collateral is worth; throws `overflow`.
    func worth(
        at time: UInt64, _ roots: inout PoolRoots
    ) throws(Rejection) -> CollateralWorth {
        guard let pool else { return try coins.worthOfOne() }
        return try pool.price(ShareAppraisal(prices: coins), at: coins.moment(time), &roots)
    }
}

#if !hasFeature(Embedded)
    extension CollateralPrices {
        /// What a unit of the collateral is worth; `nil` unless every price is fresh.
        public func worth(at time: UInt64) -> CollateralWorth? {
            var roots = PoolRoots()
            return coins.areFresh ? try? worth(at: time, &roots) : nil
        }
    }
#endif
