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
            case pool(PoolRecord)
            case dollar(any DollarQuotes)
        }

        let id: PoolID
        /// The tokens that go in or come out.
        let tokens: [TokenID]
        private let source: Source

        init(_ id: PoolID, _ record: PoolRecord) {
            (self.id, source) = (id, .pool(record))
            tokens = record.tokens.array + [TokenID(shareOf: id)]
        }

        init(_ dollar: any DollarQuotes) {
            (id, source) = (.unifiedDollar, .dollar(dollar))
            tokens = [.unifiedDollar] + dollar.coins
        }

        /// The pool; `nil` for the dollar.
        var record: PoolRecord? {
            guard case .pool(let record) = source else { return nil }
            return record
        }

        /// The exchange of exactly `amount`; `nil` when the place refuses it.
        func exchange(
            exactIn amount: Amount, of tokenIn: TokenID, for tokenOut: TokenID, at time: UInt64
        ) -> PoolTrade? {
            switch source {
            case .pool(let record):
                return record.exchange(
                    exactIn: amount, of: tokenIn, for: tokenOut, in: id, at: time)
            case .dollar(let dollar):
                return dollar.amountOut(for: amount, of: tokenIn, to: tokenOut).map {
                    PoolTrade(amountIn: amount, protocolCut: .zero, amountOut: $0)
                }
            }
        }

        /// The trade for exactly `amount`; `nil` when the place refuses it.
        func exchange(
            exactOut amount: Amount, of tokenOut: TokenID, for tokenIn: TokenID, at time: UInt64
        ) -> PoolTrade? {
            var roots = PoolRoots()
            return try? record?.trade(
                exactOut: amount, of: tokenOut, for: tokenIn, at: time, &roots)
        }
    }

    extension PoolRecord {
        /// A trade, or a token that is added or removed for shares of the pool with this number.
        func exchange(
            exactIn amount: Amount, of tokenIn: TokenID, for tokenOut: TokenID, in pool: PoolID,
            at time: UInt64
        ) -> PoolTrade? {
            switch kind(ofHop: tokenIn, tokenOut, in: pool) {
            case .trade:
                var roots = PoolRoots()
                return try? trade(exactIn: amount, of: tokenIn, for: tokenOut, at: time, &roots)
            case .add:
                return change(adding: TokenQuantity(tokenIn, amount), at: time).map {
                    PoolTrade(
                        amountIn: amount, protocolCut: $0.protocolCut, amountOut: $0.shares)
                }
            case .remove:
                return change(removing: amount, for: tokenOut, at: time).map {
                    PoolTrade(
                        amountIn: amount, protocolCut: $0.protocolCut, amountOut: $0.amount)
                }
            case .mint, .redeem, nil: return nil
            }
        }
    }
#endif
