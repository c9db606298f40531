#if !hasFeature(Embedded)
    public import Ledger

    // What clients show before they sign.
    extension PoolRecord {
        /// The whole fee of a trade that adds an amount of a token, in parts of 1,000,000; `nil` when
        /// the pool lacks the token or the amount is too large.
        public func feeMillionths(
            of amount: Amount, _ token: TokenID, at moment: PoolMoment
        ) -> UInt32? {
            guard let index = index(of: token) else { return nil }
            return estimate(FeeEstimate(amount: amount, token: index), at: moment)?.total
        }

        /// The shares that exactly this much of one token buys; `nil` when the pool refuses.
        public func shares(adding deposit: TokenQuantity, at moment: PoolMoment) -> Amount? {
            change(adding: deposit, at: moment)?.shares
        }

        /// Adding one token; `nil` when the pool refuses.
        func change(adding deposit: TokenQuantity, at moment: PoolMoment) -> OneCoinChange? {
            guard let index = index(of: deposit.token) else { return nil }
            return estimate(OneCoinDeposit(amount: deposit.amount, token: index), at: moment)
        }

        /// The amount of one token that shares redeem; `nil` when the pool refuses.
        public func amount(
            of token: TokenID, removing shares: Amount, at moment: PoolMoment
        ) -> Amount? {
            change(removing: shares, for: token, at: moment)?.amount
        }

        /// Redeeming shares for one token; `nil` when the pool refuses.
        func change(
            removing shares: Amount, for token: TokenID, at moment: PoolMoment
        ) -> OneCoinChange? {
            guard let index = index(of: token), shares < shareSupply else { return nil }
            return estimate(OneCoinRedemption(shares: shares, token: index), at: moment)
        }

        /// D of a stable pool: the sum that its coins are worth together while each is worth the same;
        /// `nil` for other kinds, and for balances beyond every limit.
        public func invariant(at moment: PoolMoment) -> Amount? {
            guard kind == .stable, let curve = try? StableSwap(self, at: moment) else { return nil }
            var roots = PoolRoots()
            return StableInvariant(curve.coins, amplification: curve.amplification)?
                .value(&roots)
        }

        /// The output for an amount at the present price without fees; `nil` when the pool does not
        /// trade these tokens, or it does not fit.
        func atPresentPrice(
            _ amount: Amount, of tokenIn: TokenID, for tokenOut: TokenID, at moment: PoolMoment
        ) -> Amount? {
            guard let pair = pair(tokenIn, tokenOut) else { return nil }
            return estimate(PriceEstimate(amount: amount, pair: pair), at: moment) ?? nil
        }

        private func estimate<Pricing: PoolPricing>(
            _ pricing: Pricing, at moment: PoolMoment
        ) -> Pricing.Result? {
            var roots = PoolRoots()
            return try? price(pricing, at: moment, &roots)
        }
    }

    /// The fees of a trade that adds an amount of the token at an index.
    private struct FeeEstimate: PoolPricing {
        let amount: Amount
        let token: Int

        func priced<Curve: PoolCurve>(
            of pool: PoolRecord, by curve: Curve, _ roots: inout PoolRoots
        ) throws(Rejection) -> FeeRates {
            try curve.rates(of: pool, adding: amount, to: token)
        }
    }

    /// The output for an amount at the present price without fees; `nil` when it does not fit.
    private struct PriceEstimate: PoolPricing {
        let amount: Amount
        let pair: PoolPair

        func priced<Curve: PoolCurve>(
            of pool: PoolRecord, by curve: Curve, _ roots: inout PoolRoots
        ) throws(Rejection) -> Amount? {
            curve.atPresentPrice(amount, of: pool, pair, &roots)
        }
    }

    extension ConstantProduct {
        func atPresentPrice(
            _ amount: Amount, of pool: PoolRecord, _ pair: PoolPair, _ roots: inout PoolRoots
        ) -> Amount? {
            Amount.floorOfProduct(
                amount, pool.balances[pair.output], dividedBy: pool.balances[pair.input])
        }
    }

    extension StableSwap {
        func atPresentPrice(
            _ amount: Amount, of pool: PoolRecord, _ pair: PoolPair, _ roots: inout PoolRoots
        ) -> Amount? {
            // dX_j / dX_i = (a n + 100 p_n / X_i) / (a n + 100 p_n / X_j) on the curve
            let (held, wanted) = (coins[pair.input], coins[pair.output])
            guard let invariant = StableInvariant(coins, amplification: amplification),
                let product = invariant.product(invariant.value(&roots)),
                let pull = product.multiplied(by: 100),
                let upper = held.multiplied(by: invariant.leverage)?.adding(pull),
                let lower = wanted.multiplied(by: invariant.leverage)?.adding(pull),
                let counted = coinRates.scaled(amount, pair.input),
                let scaled = Amount.floorOfProduct(counted, upper, dividedBy: lower)
            else { return nil }
            return Amount.floorOfProduct(scaled, wanted, dividedBy: held)
                .flatMap { coinRates.unscaled($0, pair.output) }
        }
    }
#endif
