#if !hasFeature(Embedded)
    import Ledger

    extension SwapSearch {
        /// The loss of a swap against the present prices of its pools without fees, in millionths.
        ///
        /// 0 when the swap passes through a pool that the search does not know.
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
                let hop = quote.hops[index]
                let next = record(hop.pool)?.atPresentPrice(
                    amount, of: quote.tokenIn(of: index), for: hop.tokenOut, at: time)
                guard let next else { return nil }
                amount = next
            }
            return amount.isZero ? nil : amount
        }
    }
#endif
