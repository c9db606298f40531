#if !hasFeature(Embedded)
    public import Ledger

    /// The amounts at which the unified dollar mints and redeems now, as a host knows it.
    public protocol DollarQuotes: Sendable {
        /// The coins behind the dollar.
        var coins: [TokenID] { get }

        /// The dollars that a coin mints, or the coin that dollars redeem; `nil` when it is refused now.
        func amountOut(for amount: Amount, of tokenIn: TokenID, to tokenOut: TokenID) -> Amount?
    }

    /// A place that a route can pass through: a pool with its shares, or the unified dollar.
    struct SearchPlace: Sendable {
        private enum Source {
            case pool(PoolRecord, PoolMoment)
            case dollar(any DollarQuotes)
        }

        let id: PoolID
        /// The tokens that go in or come out.
        let tokens: [TokenID]
        private let source: Source

        /// A pool at a time in seconds since 1970; `nil` when it does not trade.
        init?(_ pool: MarketPool, at time: UInt64) {
            guard let moment = try? pool.moment(at: time) else { return nil }
            (id, source) = (pool.id, .pool(pool.record, moment))
            tokens = pool.record.tokens.array + [TokenID(shareOf: id)]
        }

        init(_ dollar: any DollarQuotes) {
            (id, source) = (.unifiedDollar, .dollar(dollar))
            tokens = [.unifiedDollar] + dollar.coins
        }

        /// The pool and the moment of its prices; `nil` for the dollar.
        var pool: (record: PoolRecord, moment: PoolMoment)? {
            guard case .pool(let record, let moment) = source else { return nil }
            return (record, moment)
        }

        /// The exchange of exactly `amount`; `nil` when the place refuses it.
        func exchange(
            exactIn amount: Amount, of tokenIn: TokenID, for tokenOut: TokenID
        ) -> PoolTrade? {
            switch source {
            case .pool(let record, let moment):
                return record.exchange(
                    exactIn: amount, of: tokenIn, for: tokenOut, in: id, at: moment)
            case .dollar(let dollar):
                return dollar.amountOut(for: amount, of: tokenIn, to: tokenOut).map {
                    PoolTrade(amountIn: amount, protocolCut: .zero, amountOut: $0)
                }
            }
        }

        /// The trade for exactly `amount`; `nil` when the place refuses it.
        func exchange(
            exactOut amount: Amount, of tokenOut: TokenID, for tokenIn: TokenID
        ) -> PoolTrade? {
            guard let (record, moment) = pool else { return nil }
            var roots = PoolRoots()
            return try? record.trade(
                exactOut: amount, of: tokenOut, for: tokenIn, at: moment, &roots)
        }
    }

    extension PoolRecord {
        /// A trade, or a token that is added or removed for shares of the pool with this number.
        func exchange(
            exactIn amount: Amount, of tokenIn: TokenID, for tokenOut: TokenID, in pool: PoolID,
            at moment: PoolMoment
        ) -> PoolTrade? {
            switch kind(ofHop: tokenIn, tokenOut, in: pool) {
            case .trade:
                var roots = PoolRoots()
                return try? trade(exactIn: amount, of: tokenIn, for: tokenOut, at: moment, &roots)
            case .add:
                return change(adding: TokenQuantity(tokenIn, amount), at: moment).map {
                    PoolTrade(
                        amountIn: amount, protocolCut: $0.protocolCut, amountOut: $0.shares)
                }
            case .remove:
                return change(removing: amount, for: tokenOut, at: moment).map {
                    PoolTrade(
                        amountIn: amount, protocolCut: $0.protocolCut, amountOut: $0.amount)
                }
            case .mint, .redeem, nil: return nil
            }
        }
    }
#endif
