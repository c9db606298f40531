import Ledger
import Signatures
public import Transition

/// Kinds of blocks of signed operations.
public enum MarketBlock: String, CaseIterable, Sendable {
    /// Transfers between known accounts.
    case transfer
    /// Swaps of an exact input in one pool of constant product.
    case swap
    /// Swaps of an exact input in one stable pool of two coins.
    case stableSwap
    /// Additions of one token to the pool of constant product.
    case oneCoin
    /// Additions of one token to the stable pool.
    case stableOneCoin
    /// Transfers and swaps of constant product, half and half.
    case mixed
    /// Swaps in the pool of constant product whose output is added to the stable pool.
    case route
    /// Dollars for a coin.
    case mint
    /// A coin for dollars.
    case redeem
    /// Both coins for dollars.
    case redeemBasket
    /// A coin for another, a part through the stable pool and a part through the dollar.
    case convert
    /// Debts against shares of the stable pool, with more collateral.
    case openDebt
    /// Debts repaid in part, with some of the collateral.
    case repay
    /// Vaults of others liquidated.
    case liquidate
}

/// The input of the guest program of one part.
public struct MarketPart: Sendable {
    /// The witness of the state before.
    public let witness: [UInt32]
    /// The boundary before.
    public let start: Boundary
    /// The data of the part, and the authorizations of its operations.
    public let encoded: EncodedOperations
    /// The boundary after, as the host has it.
    public let end: Boundary
}

extension Market {
    /// One block of operations of different accounts, as a part.
    ///
    /// - Parameter count: Operations, at most the number of accounts.
    public func part(of kind: MarketBlock, count: Int) throws -> MarketPart {
        let (data, before) = try block(of: kind, count: count)
        let closed = try before.executed(data, signatures: .alreadyVerified)
        var after = before
        return MarketPart(
            witness: before.witness(for: closed), start: .between(before.header),
            encoded: closed.encoded, end: .between(after.commit(closed)))
    }

    /// One block of operations of different accounts, and the state before it.
    ///
    /// - Parameter count: Operations, at most the number of accounts.
    public func block(
        of kind: MarketBlock, count: Int
    ) throws -> (data: BlockData, state: LedgerState) {
        let market = try market(of: kind)
        let operations = (0..<count).map { index in
            let account = UInt32(1 + index)
            var operation = Market.operation(
                account: account, nonce: market.firstNonce(of: account), body(kind, index))
            operation.signature = key.sign(
                message: operation.signingMessage(network: opened.header.network))
            return Operation.signed(operation)
        }
        let data = BlockData(
            number: market.opened.header.number + 1, timestamp: Self.openingTime + 1,
            operations: operations)
        return (data, market.opened)
    }

    /// The market in which operations of a kind are applied.
    private func market(of kind: MarketBlock) throws -> Market {
        switch kind {
        case .transfer, .swap, .stableSwap, .oneCoin, .stableOneCoin, .mixed, .route: self
        case .mint, .redeem, .redeemBasket, .convert, .openDebt, .repay: try withDollar()
        case .liquidate: try withDollar().withStrictTerms()
        }
    }

    private func body(_ kind: MarketBlock, _ index: Int) -> SignedBody {
        if let body = dollarBody(kind, index) { return body }
        return switch kind {
        case .transfer: transfer(index)
        case .swap: swap(index, pool: 0)
        case .stableSwap: swap(index, pool: 1)
        case .oneCoin: addition(index, pool: 0)
        case .stableOneCoin: addition(index, pool: 1)
        case .route: route(index)
        default: index % 2 == 0 ? transfer(index) : swap(index, pool: 0)
        }
    }

    private func addition(_ index: Int, pool: UInt16) -> SignedBody {
        .addLiquidityOneCoin(
            AddLiquidityOneCoin(
                pool: PoolID(pool), token: TokenID(UInt16(2 + index % 2)),
                amount: Amount(UInt128(1 + index % 7) * whole), minimumShares: Amount(1)))
    }

    private func transfer(_ index: Int) -> SignedBody {
        .transfer(
            Transfer(
                token: TokenID(2), amount: Amount(UInt128(1 + index % 9) * whole),
                destination: .account(AccountID(UInt32(1 + (index + 1) % accountCount))),
                destinationSubAccount: SubAccount(0)))
    }

    private func route(_ index: Int) -> SignedBody {
        let (token, other) = (TokenID(UInt16(2 + index % 2)), TokenID(UInt16(3 - index % 2)))
        var route = Route(from: token, through: PoolID(0), to: other)
        route.hops.append(Hop(pool: PoolID(1), tokenOut: TokenID(shareOf: PoolID(1))))
        return .swap(
            Swap(
                kind: .exactIn, route: route, amountIn: Amount(UInt128(1 + index % 7) * whole),
                amountOut: Amount(1)))
    }

    private func swap(_ index: Int, pool: UInt16) -> SignedBody {
        .swap(
            Swap(
                kind: .exactIn,
                route: Route(
                    from: TokenID(UInt16(2 + index % 2)), through: PoolID(pool),
                    to: TokenID(UInt16(3 - index % 2))),
                amountIn: Amount(UInt128(1 + index % 7) * whole), amountOut: Amount(whole / 2)))
    }
}
