import Ledger

// The form and the existence of everything named were checked before.
extension BlockExecutor {
    mutating func createPool(
        _ body: CreatePool, _ operation: SignedOperation
    ) throws(Rejection) -> Receipt {
        let (account, subAccount) = (operation.account, operation.subAccount)
        try state.debit(account, subAccount, body.tokenA, body.amountA)
        try state.debit(account, subAccount, body.tokenB, body.amountB)
        let supply = WideAmount(product: body.amountA, body.amountB).squareRoot
        let locked = Amount(UInt128(LedgerLimits.lockedShares))
        guard let shares = supply.subtracting(locked), !shares.isZero else { throw .slippage }
        guard var network = state.network(), network.nextPool <= LedgerLimits.maximumPool else {
            throw .overflow
        }
        let pool = PoolID(network.nextPool)
        network.nextPool += 1
        state.write(.network(network), for: .network)
        let record = PoolRecord(
            kind: body.kind, tokenA: body.tokenA, tokenB: body.tokenB, balanceA: body.amountA,
            balanceB: body.amountB, shareSupply: supply, feeRate: body.feeRate,
            protocolFeeRate: body.feeRate / LedgerLimits.protocolFeeDivisor)
        state.write(.pool(record), for: .pool(pool))
        state.write(.pair(pool), for: .pair(body.kind, body.tokenA, body.tokenB))
        let share = TokenID(shareOf: pool)
        state.write(.token(.share), for: .token(share))
        try state.credit(account, subAccount, share, shares)
        return .poolCreated(pool, shares: shares)
    }

    mutating func addLiquidity(
        _ body: AddLiquidity, _ operation: SignedOperation
    ) throws(Rejection) -> Receipt {
        guard var pool = state.pool(body.pool) else { throw .notFound }
        let (account, subAccount) = (operation.account, operation.subAccount)
        let shares = try shares(for: body, of: pool)
        guard
            let amountA = Amount.ceilOfProduct(
                shares, pool.balanceA, dividedBy: pool.shareSupply),
            let amountB = Amount.ceilOfProduct(
                shares, pool.balanceB, dividedBy: pool.shareSupply)
        else { throw .overflow }
        try state.debit(account, subAccount, pool.tokenA, amountA)
        try state.debit(account, subAccount, pool.tokenB, amountB)
        guard !shares.isZero, shares >= body.minimumShares else { throw .slippage }
        guard let balanceA = pool.balanceA.adding(amountA),
            let balanceB = pool.balanceB.adding(amountB),
            let supply = pool.shareSupply.adding(shares)
        else { throw .overflow }
        (pool.balanceA, pool.balanceB, pool.shareSupply) = (balanceA, balanceB, supply)
        state.write(.pool(pool), for: .pool(body.pool))
        try state.credit(account, subAccount, TokenID(shareOf: body.pool), shares)
        return .liquidityAdded(body.pool, amountA: amountA, amountB: amountB, shares: shares)
    }

    /// The smaller of what both maxima are worth; both quotients may need more than 128 bits.
    private func shares(
        for body: AddLiquidity, of pool: PoolRecord
    ) throws(Rejection) -> Amount {
        let productA = WideAmount(product: body.maximumA, pool.shareSupply)
        let productB = WideAmount(product: body.maximumB, pool.shareSupply)
        guard let sharesA = productA.floorDivided(by: pool.balanceA),
            let sharesB = productB.floorDivided(by: pool.balanceB),
            let shares = min(sharesA, sharesB).narrowed
        else { throw .overflow }
        return shares
    }

    mutating func removeLiquidity(
        _ body: RemoveLiquidity, _ operation: SignedOperation
    ) throws(Rejection) -> Receipt {
        guard var pool = state.pool(body.pool) else { throw .notFound }
        let (account, subAccount) = (operation.account, operation.subAccount)
        try state.debit(account, subAccount, TokenID(shareOf: body.pool), body.shares)
        guard
            let amountA = Amount.floorOfProduct(
                body.shares, pool.balanceA, dividedBy: pool.shareSupply),
            let amountB = Amount.floorOfProduct(
                body.shares, pool.balanceB, dividedBy: pool.shareSupply)
        else { throw .overflow }
        guard amountA >= body.minimumA, amountB >= body.minimumB,
            !amountA.isZero || !amountB.isZero
        else { throw .slippage }
        guard let balanceA = pool.balanceA.subtracting(amountA),
            let balanceB = pool.balanceB.subtracting(amountB),
            let supply = pool.shareSupply.subtracting(body.shares)
        else { throw .overflow }
        (pool.balanceA, pool.balanceB, pool.shareSupply) = (balanceA, balanceB, supply)
        state.write(.pool(pool), for: .pool(body.pool))
        try state.credit(account, subAccount, pool.tokenA, amountA)
        try state.credit(account, subAccount, pool.tokenB, amountB)
        return .liquidityRemoved(
            body.pool, amountA: amountA, amountB: amountB, shares: body.shares)
    }

    mutating func swap(
        _ body: Swap, _ operation: SignedOperation
    ) throws(Rejection) -> Receipt {
        let (account, subAccount) = (operation.account, operation.subAccount)
        let route = try route(body.path, from: body.tokenIn)
        let quote: SwapQuote
        switch body.kind {
        case .exactIn:
            try state.debit(account, subAccount, body.tokenIn, body.amountIn)
            quote = try route.quote(exactIn: body.amountIn)
            guard quote.amountOut >= body.amountOut else { throw .slippage }
        case .exactOut:
            quote = try route.quote(exactOut: body.amountOut)
            try state.debit(account, subAccount, body.tokenIn, quote.amountIn)
            guard quote.amountIn <= body.amountIn else { throw .slippage }
        }
        try move(quote, along: route, keeping: .zero)
        try state.credit(account, subAccount, quote.tokenOut, quote.amountOut)
        return .swapped(quote)
    }

    /// Moves what the quote says through its pools; the last one keeps `dust` of what it gives.
    mutating func move(
        _ quote: SwapQuote, along route: SwapRoute, keeping dust: Amount
    ) throws(Rejection) {
        for index in 0..<quote.count {
            let hop = quote[index]
            var pool = route.record(at: index)
            let kept = index == quote.count - 1 ? dust : .zero
            guard let given = hop.amountOut.subtracting(kept) else { throw .overflow }
            try pool.move(hop, giving: given)
            state.write(.pool(pool), for: .pool(hop.pool))
            try state.creditFees(hop.tokenIn, hop.protocolCut)
        }
    }
}
