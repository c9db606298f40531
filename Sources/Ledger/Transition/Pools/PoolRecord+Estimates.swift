#if !hasFeature(Embedded)
    public import Ledger

    // What clients show before they sign.
    extension PoolRecord {
        /// The whole fee of a trade that adds an amount of a token, in parts of 1,000,000; `nil` when
        /// the pool lacks the token or the amount is too large.
        public func feeMillionths(of amount: Amount, _ token: TokenID) -> UInt32? {
            guard let index = index(of: token) else { return nil }
            switch kind {
            case .constantProduct:
                return try? ConstantProduct.rates(of: self, adding: amount, to: index).total
            case .stable: return try? StableSwap.rates(of: self, adding: amount, to: index).total
            }
        }

        /// The shares that exactly this much of one token buys; `nil` when the pool refuses.
        public func shares(adding deposit: TokenQuantity) -> Amount? {
            var roots = PoolRoots()
            guard let index = index(of: deposit.token) else { return nil }
            return try? change(adding: deposit.amount, of: index, &roots).shares
        }

        /// The amount of one token that shares redeem; `nil` when the pool refuses.
        public func amount(of token: TokenID, removing shares: Amount) -> Amount? {
            var roots = PoolRoots()
            guard let index = index(of: token), shares < shareSupply else { return nil }
            return try? change(removing: shares, to: index, &roots).amount
        }

        /// D of a stable pool: the sum that its coins are worth together while each is worth the same;
        /// `nil` for other kinds, and for balances beyond every limit.
        public var invariant: Amount? {
            guard kind == .stable else { return nil }
            var roots = PoolRoots()
            return StableInvariant(
                CoinBalances(balances), amplification: stable.amplification)?.value(&roots)
        }

        /// The output for an amount at the present price without fees; `nil` when the pool does not
        /// trade these tokens, or it does not fit.
        func atPresentPrice(
            _ amount: Amount, of tokenIn: TokenID, for tokenOut: TokenID
        ) -> Amount? {
            guard let pair = pair(tokenIn, tokenOut) else { return nil }
            let (held, wanted) = (balances[pair.input], balances[pair.output])
            switch kind {
            case .constantProduct:
                return Amount.floorOfProduct(amount, wanted, dividedBy: held)
            case .stable:
                // dX_j / dX_i = (a n + 100 p_n / X_i) / (a n + 100 p_n / X_j) on the curve
                var roots = PoolRoots()
                let amplification = stable.amplification
                guard
                    let invariant = StableInvariant(
                        CoinBalances(balances), amplification: amplification),
                    let product = invariant.product(invariant.value(&roots)),
                    let pull = product.multiplied(by: 100),
                    let held = held.multiplied(by: invariant.leverage)?.adding(pull),
                    let wanted = wanted.multiplied(by: invariant.leverage)?.adding(pull),
                    let scaled = Amount.floorOfProduct(amount, held, dividedBy: wanted)
                else { return nil }
                return Amount.floorOfProduct(
                    scaled, balances[pair.output], dividedBy: balances[pair.input])
            }
        }
    }
#endif
