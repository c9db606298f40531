public import Ledger
public import Transition

/// A way to turn a stablecoin into another: a part through a pool, the rest through the dollar.
public struct ConversionPlan: Hashable, Sendable {
    /// The coin given.
    public let deposit: TokenQuantity
    /// The pool; without meaning when its part is zero.
    public let pool: PoolID
    /// The part of the amount that goes to the pool.
    public let poolAmount: Amount
    /// What both ways pay now.
    public let conversion: Conversion

    /// The amount of the other coin now.
    public var amountOut: Amount { conversion.amountOut ?? .zero }

    /// The operation that gets at least `minimum` of a coin.
    public func body(to token: TokenID, minimum: Amount) -> SignedBody {
        .convert(
            Convert(
                from: deposit.token, to: token, amount: deposit.amount, pool: pool,
                poolAmount: poolAmount, minimum: minimum))
    }
}

/// The ways that a conversion may take.
public enum ConversionWay: Hashable, Sendable, CaseIterable {
    /// Whatever pays most.
    case best
    /// One pool alone.
    case pool
    /// The dollar alone.
    case dollar
}

extension Market {
    /// The plan that pays most of a coin now; `nil` when no way that is allowed pays anything.
    ///
    /// - Parameter dollar: The unified dollar; `nil` when the network has none.
    public func conversion(
        of deposit: TokenQuantity, to token: TokenID, through way: ConversionWay = .best,
        _ dollar: Dollar?
    ) -> ConversionPlan? {
        let pools = way == .dollar ? [] : tradingPools(deposit.token, token)
        var plans: [ConversionPlan] = []
        if way != .pool, let par = dollar?.conversion(of: deposit, to: token) {
            plans.append(
                ConversionPlan(
                    deposit: deposit, pool: PoolID(0), poolAmount: .zero, conversion: par))
        }
        for pool in pools {
            let split = ConversionSplit(
                deposit: deposit, token: token, pool: pool, market: self,
                dollar: way == .pool ? nil : dollar)
            if let plan = split.best { plans.append(plan) }
        }
        return plans.max { $0.amountOut < $1.amountOut }
    }
}

/// The split of an amount between one pool and the dollar.
///
/// What the pool pays for a further unit falls with its part, what the dollar pays for one hardly
/// changes, so the sum rises up to the best split and falls from there.
private struct ConversionSplit {
    let deposit: TokenQuantity
    let token: TokenID
    let pool: PoolID
    let market: Market
    let dollar: Dollar?

    var best: ConversionPlan? {
        var (low, high) = (UInt128(0), deposit.amount.units)
        // What the dollar refuses is the pool's, what the pool refuses the dollar's.
        for _ in 0..<200 where high - low > 2 {
            let third = (high - low) / 3
            let (left, right) = (low + third, high - third)
            let (first, second) = (plan(left), plan(right))
            let isHigher: Bool
            switch (first, second) {
            case (let first?, let second?): isHigher = first.amountOut < second.amountOut
            case (nil, nil): isHigher = market.trade(deposit.token, left, token, pool) != nil
            case (nil, _): isHigher = true
            case (_, nil): isHigher = false
            }
            if isHigher { low = left + 1 } else { high = right - 1 }
        }
        let places = [low, low + 1, high, deposit.amount.units]
        return places.filter { $0 > 0 && $0 <= deposit.amount.units }.compactMap { plan($0) }
            .max { $0.amountOut < $1.amountOut }
    }

    /// The plan with this much of the amount to the pool; `nil` when a part is refused.
    private func plan(_ units: UInt128) -> ConversionPlan? {
        let rest = Amount(deposit.amount.units - units)
        var conversion = Conversion()
        if !rest.isZero {
            let par = dollar?.conversion(of: TokenQuantity(deposit.token, rest), to: token)
            guard let par else { return nil }
            conversion = par
        }
        if units > 0 {
            guard let amount = market.trade(deposit.token, units, token, pool) else { return nil }
            conversion.poolOut = amount
        }
        return ConversionPlan(
            deposit: deposit, pool: pool, poolAmount: Amount(units), conversion: conversion)
    }
}
