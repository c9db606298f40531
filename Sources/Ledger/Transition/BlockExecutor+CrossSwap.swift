import Ledger

extension BlockExecutor {
    mutating func crossSwap(
        _ body: CrossSwap, _ entry: PriorityEntry
    ) throws(Rejection) -> PriorityReceipt {
        guard !body.amount.isZero, body.fastFeeRate <= LedgerLimits.maximumFastFeeRate,
            !body.path.hasRepetition
        else { throw .malformed }
        let source = state.tokenOnChain(body.tokenIn, entry.chain)
        if let source, !body.amount.isMultiple(of: source.scale) { throw .malformed }
        guard source != nil, place(of: body.targetChain) != nil,
            let target = state.tokenOnChain(body.targetToken, body.targetChain)
        else { throw .notFound }
        let route = try crossRoute(body)
        try state.growReserve(entry.chain, body.tokenIn, by: body.amount)
        let quote = try route?.quote(exactIn: body.amount)
        let amountOut = quote?.amountOut ?? body.amount
        let units = amountOut.floorDivided(by: target.scale)
        guard let paid = units.multiplied(by: target.scale),
            let dust = amountOut.subtracting(paid)
        else { throw .overflow }
        try state.shrinkReserve(body.targetChain, body.targetToken, by: paid)
        guard try received(of: units, body, scale: target.scale) >= body.minimumOut,
            !units.isZero
        else { throw .slippage }
        if let quote, let route {
            try move(quote, along: route, keeping: dust)
        } else {
            try state.creditFees(body.targetToken, dust)
        }
        let payout = Payout(
            kind: .crossSwap, account: .none, subAccount: entry.chain.rawValue,
            nonce: entry.index, receiver: body.receiver, token: body.targetToken,
            chainAmount: units.units, fastFeeRate: body.fastFeeRate)
        return .crossSwapped(amountOut: amountOut, chain: body.targetChain, payout)
    }

    /// The route that ends at the target token, or `nil` when no pool is needed.
    private mutating func crossRoute(_ body: CrossSwap) throws(Rejection) -> SwapRoute? {
        guard body.path.count > 0 else {
            guard body.tokenIn == body.targetToken else { throw .notFound }
            return nil
        }
        let route = try route(body.path, from: body.tokenIn)
        guard route.tokenOut == body.targetToken else { throw .notFound }
        return route
    }

    /// What is left for the receiver, in layer-2 units, once a broker took the whole fast fee.
    private func received(
        of units: Amount, _ body: CrossSwap, scale: UInt64
    ) throws(Rejection) -> Amount {
        let rate = Amount(UInt128(body.fastFeeRate))
        let denominator = Amount(UInt128(LedgerLimits.rateDenominator))
        guard let fee = Amount.floorOfProduct(units, rate, dividedBy: denominator),
            let rest = units.subtracting(fee), let received = rest.multiplied(by: scale)
        else { throw .overflow }
        return received
    }
}
