#if !hasFeature(Embedded)
    import Ledger

    extension SwapSearch {
        /// The loss of a swap against the present prices of its pools without fees, in millionths.
        ///
        /// Adding and removing liquidity is compared with a thousandth of the amount, and the dollar
        /// moves no price. 0 when the swap passes through a pool that the search does not know.
        public func impactMillionths(of quote: SwapQuote) -> UInt32 {
            guard let ideal = ideal(of: quote), let loss = ideal.subtracting(quote.amountOut) else {
                return 0
            }
            let share = Amount.floorOfProduct(loss, Amount(1_000_000), dividedBy: ideal) ?? .zero
            return UInt32(clamping: share.units)
        }

        /// The amount bought at the present price of each pool; `nil` when a pool is unknown, the amount
        /// rounds to zero, or it does not fit.
        private func ideal(of quote: SwapQuote) -> Amount? {
            var amount = quote.amountIn
            for index in quote.hops.indices {
                let next =
                    quote.hops[index].pool == .unifiedDollar
                    ? Amount.floorOfProduct(
                        amount, quote.hops[index].amountOut,
                        dividedBy: quote.amountIn(of: index))
                    : ideal(amount, through: quote.hops[index], from: quote.tokenIn(of: index))
                guard let next else { return nil }
                amount = next
            }
            return amount.isZero ? nil : amount
        }

        private func ideal(
            _ amount: Amount, through hop: SwapHop, from token: TokenID
        ) -> Amount? {
            guard let (record, moment) = pool(hop.pool) else { return nil }
            if record.kind(ofHop: token, hop.tokenOut, in: hop.pool) == .trade {
                return record.atPresentPrice(amount, of: token, for: hop.tokenOut, at: moment)
            }
            let part = record.exchange(
                exactIn: amount.floorDivided(by: 1_000), of: token, for: hop.tokenOut,
                in: hop.pool, at: moment)
            return part?.amountOut.multiplied(by: 1_000)
        }
    }
#endif
