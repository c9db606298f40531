#if !hasFeature(Embedded)
    public import Ledger

    /// A search for the best route between two tokens over pools, their shares and the unified dollar.
    ///
    /// Every route of up to three different places that does not pass through either token is priced by
    /// the functions that execute swaps, so a quote equals its execution. A search that reaches its
    /// limit gives the best route so far.
    public struct SwapSearch: Sendable {
        private let places: [SearchPlace]
        /// For each token, indices of the places that have it, ascending.
        private let holders: [(token: TokenID, indices: [Int])]

        /// A search over the given pools, at prices of a time in seconds since 1970; pools that do not
        /// trade are left out.
        ///
        /// - Parameter dollar: The unified dollar; `nil` to pass by it.
        public init(
            pools: [MarketPool], dollar: (any DollarQuotes)? = nil, at time: UInt64
        ) {
            places =
                pools.compactMap { SearchPlace($0, at: time) }
                + (dollar.map { [SearchPlace($0)] } ?? [])
            var pairs = [(token: TokenID, index: Int)]()
            for index in places.indices {
                for token in places[index].tokens { pairs.append((token, index)) }
            }
            pairs.sort { $0.token == $1.token ? $0.index < $1.index : $0.token < $1.token }
            var holders = [(token: TokenID, indices: [Int])]()
            for (token, index) in pairs {
                if let last = holders.last, last.token == token {
                    holders[holders.count - 1].indices.append(index)
                } else {
                    holders.append((token, [index]))
                }
            }
            self.holders = holders
        }

        /// The route that buys most for exactly `amountIn`; of equals, the shortest found first.
        public func best(
            exactIn amountIn: Amount, from tokenIn: TokenID, to tokenOut: TokenID
        ) -> SwapQuote? {
            best(
                Walk(start: tokenIn, end: tokenOut, kind: .exactIn), amount: amountIn)
        }

        /// The route that costs least for exactly `amountOut`; of equals, the shortest found first.
        public func best(
            exactOut amountOut: Amount, from tokenIn: TokenID, to tokenOut: TokenID
        ) -> SwapQuote? {
            best(
                Walk(start: tokenOut, end: tokenIn, kind: .exactOut), amount: amountOut)
        }
    }

    extension SwapSearch {
        /// A pool and the moment of its prices; `nil` for one that the search does not know.
        func pool(_ id: PoolID) -> (record: PoolRecord, moment: PoolMoment)? {
            places.first { $0.id == id }?.pool
        }

        /// An enumeration of routes in order of length; exact out is walked from its end.
        private struct Walk {
            let start: TokenID
            let end: TokenID
            let kind: SwapKind
            var hopCount = 0
            var best: [Step] = []

            init(start: TokenID, end: TokenID, kind: SwapKind) {
                (self.start, self.end, self.kind) = (start, end, kind)
            }
        }

        /// A place between two tokens of a walk, with what it gives for what.
        private struct Step {
            let pool: PoolID
            let near: TokenID
            let far: TokenID
            let trade: PoolTrade
        }

        private func best(_ walk: Walk, amount: Amount) -> SwapQuote? {
            guard walk.start != walk.end, !amount.isZero else { return nil }
            var walk = walk
            for length in 1...LedgerLimits.maximumHops {
                extend([], at: walk.start, amount: amount, length: length, &walk)
            }
            guard !walk.best.isEmpty else { return nil }
            return walk.kind == .exactIn ? forward(walk.best) : backward(walk.best)
        }

        private func forward(_ steps: [Step]) -> SwapQuote {
            var hops = BoundedList<3, SwapHop>()
            for step in steps { hops.append(SwapHop(step.pool, to: step.far, step.trade)) }
            return SwapQuote(tokenIn: steps[0].near, amountIn: steps[0].trade.amountIn, hops: hops)
        }

        private func backward(_ steps: [Step]) -> SwapQuote {
            var hops = BoundedList<3, SwapHop>()
            for step in steps.reversed() {
                hops.append(SwapHop(step.pool, to: step.near, step.trade))
            }
            let first = steps[steps.count - 1]
            return SwapQuote(tokenIn: first.far, amountIn: first.trade.amountIn, hops: hops)
        }

        private func extend(
            _ steps: [Step], at token: TokenID, amount: Amount, length: Int, _ walk: inout Walk
        ) {
            for index in indices(of: token) {
                let place = places[index]
                guard !steps.contains(where: { $0.pool == place.id }) else { continue }
                for next in place.tokens where next != token && next != walk.start {
                    guard (next == walk.end) == (steps.count + 1 == length),
                        next == walk.end || indices(of: next).count > 1
                    else { continue }
                    guard walk.hopCount < TransitionLimits.maximumSearchHops else { return }
                    walk.hopCount += 1
                    let trade =
                        walk.kind == .exactIn
                        ? place.exchange(exactIn: amount, of: token, for: next)
                        : place.exchange(exactOut: amount, of: token, for: next)
                    guard let trade else { continue }
                    let step = Step(pool: place.id, near: token, far: next, trade: trade)
                    if steps.count + 1 < length {
                        let result = walk.kind == .exactIn ? trade.amountOut : trade.amountIn
                        extend(steps + [step], at: next, amount: result, length: length, &walk)
                    } else if isBetter(trade, walk) {
                        walk.best = steps + [step]
                    }
                }
            }
        }

        private func isBetter(_ trade: PoolTrade, _ walk: Walk) -> Bool {
            guard let last = walk.best.last?.trade else { return true }
            return walk.kind == .exactIn
                ? trade.amountOut > last.amountOut : trade.amountIn < last.amountIn
        }

        private func indices(of token: TokenID) -> [Int] {
            var low = 0
            var high = holders.count
            while low < high {
                let middle = (low + high) / 2
                if holders[middle].token < token { low = middle + 1 } else { high = middle }
            }
            return low < holders.count && holders[low].token == token ? holders[low].indices : []
        }
    }

    extension SwapHop {
        fileprivate init(_ pool: PoolID, to tokenOut: TokenID, _ trade: PoolTrade) {
            self.init(Hop(pool: pool, tokenOut: tokenOut), trade)
        }
    }
#endif
