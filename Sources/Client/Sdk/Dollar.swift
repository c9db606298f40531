public import Ledger
public import RpcApi
public import Transition

/// The unified dollar as a client reads it.
///
/// Amounts are computed here from the state of the dollar, by the functions that execute mints and
/// redemptions, and never taken from a node's quote.
public struct Dollar: Sendable {
    private let module: ParModule
    private let infos: [DollarCoinInfo]

    /// Reads a node's answer at a time in seconds since 1970; `nil` unless the ledger could have it.
    public init?(_ info: DollarMethod.Result, nowSeconds: UInt64) {
        var record = DollarRecord()
        (record.supply, record.principal) = (info.supply, info.principal)
        record.badDebt = info.badDebt
        guard (1...LedgerLimits.maximumDollarCoins).contains(info.coins.count) else { return nil }
        for coin in info.coins {
            guard record.index(of: coin.token) == nil, coin.terms.areValid else { return nil }
            record.coins.append(TokenQuantity(coin.token, coin.held))
        }
        guard record.isBacked, record.badDebt <= record.principal else { return nil }
        infos = info.coins
        module = ParModule(record, buffer: info.buffer, at: nowSeconds) { token in
            guard let price = info.coins.first(where: { $0.token == token })?.price else {
                return nil
            }
            var known = PriceRecord(price: price.value, time: price.time / 1_000)
            (known.isSuspended, known.isFrozen) = (price.isSuspended, price.isFrozen)
            return known
        }
    }

    /// What stands behind a dollar at present prices, with 18 decimals and at most one.
    public var coverage: Amount { module.coverage }

    /// The dollars that an amount of a coin mints; `nil` when the coin backs no dollar.
    public func minted(by deposit: TokenQuantity) -> Amount? {
        module.record.index(of: deposit.token).map {
            module.minted(by: deposit.amount, at: $0, infos[$0].terms)
        }
    }

    /// The redemption of dollars into a coin; `nil` when the coin backs no dollar.
    public func redemption(of dollars: Amount, into token: TokenID) -> Redemption? {
        module.record.index(of: token).map {
            module.redemption(of: dollars, at: $0, infos[$0].terms)
        }
    }

    /// What an amount of a coin buys of another through the dollar now; `nil` when a coin is not
    /// listed, or a mint or a redemption would be refused.
    public func conversion(of deposit: TokenQuantity, to token: TokenID) -> Conversion? {
        guard obstacle(to: deposit) == nil,
            let input = module.record.index(of: deposit.token),
            let output = module.record.index(of: token),
            let (dollars, redemption) = module.converted(
                deposit.amount, from: (input, infos[input].terms),
                to: (output, infos[output].terms)),
            obstacle(to: redemption) == nil
        else { return nil }
        return Conversion(par: deposit.amount, dollars, redemption)
    }

    /// The redemption of dollars into the part of every coin that they stand for.
    public func basket(of dollars: Amount) -> Redemption { module.basket(of: dollars) }
}

extension Dollar {
    /// A reason why a mint or a redemption would be refused now.
    public enum Obstacle: Hashable, Sendable {
        /// The token backs no dollar.
        case unlisted
        /// More than may be minted or redeemed now, which is the amount given.
        case limit(Amount)
        /// The coin mints nothing while its price is out of its band.
        case frozen
        /// Less than 0.999 stands behind a dollar, which mints nothing.
        case uncovered
        /// A price that is needed is too old, or waits to be confirmed.
        case stalePrice
    }

    /// The reason why a mint would be refused now; `nil` when there is none.
    public func obstacle(to deposit: TokenQuantity) -> Obstacle? {
        guard let index = module.record.index(of: deposit.token) else { return .unlisted }
        guard deposit.amount <= infos[index].mintable else {
            return .limit(infos[index].mintable)
        }
        if module.isFrozen(at: index) { return .frozen }
        if !module.coversMints { return .uncovered }
        return module.isFresh(at: index) ? nil : .stalePrice
    }

    /// The reason why a redemption into one coin would be refused now; `nil` when there is none.
    public func obstacle(to redemption: Redemption) -> Obstacle? {
        guard redemption.coins.count == 1,
            let index = module.record.index(of: redemption.coins[0].token)
        else { return .unlisted }
        guard redemption.coins[0].amount <= infos[index].redeemable else {
            return .limit(infos[index].redeemable)
        }
        return module.isFresh(at: index) ? nil : .stalePrice
    }
}

extension Dollar: DollarQuotes {
    public var coins: [TokenID] { infos.map(\.token) }

    /// The dollars that a coin mints, or the coin that dollars redeem; `nil` when it is refused now.
    public func amountOut(
        for amount: Amount, of tokenIn: TokenID, to tokenOut: TokenID
    ) -> Amount? {
        if tokenOut == .unifiedDollar {
            let deposit = TokenQuantity(tokenIn, amount)
            return obstacle(to: deposit) == nil ? minted(by: deposit) : nil
        }
        guard tokenIn == .unifiedDollar, amount <= module.redeemableDollars,
            let redemption = redemption(of: amount, into: tokenOut),
            obstacle(to: redemption) == nil
        else { return nil }
        return redemption.coins[0].amount
    }
}
