import Bytes
public import Ledger
public import Transition

// Short forms of operations and records, for tables in tests.

extension BoundedList {
    /// A list of the given elements, at most `capacity`.
    public static func of(_ elements: Element...) -> Self {
        var list = Self()
        for element in elements { list.append(element) }
        return list
    }
}

extension BoundedList where Element == TokenID {
    /// Tokens by their numbers.
    public static func tokens(_ numbers: UInt16...) -> Self {
        var list = Self()
        for number in numbers { list.append(TokenID(number)) }
        return list
    }
}

extension BoundedList where Element == Amount {
    /// Amounts by their units.
    public static func units(_ amounts: UInt128...) -> Self {
        var list = Self()
        for amount in amounts { list.append(Amount(amount)) }
        return list
    }
}

extension Route {
    /// A route from a token through hops of pool and token out.
    public init(from token: UInt16, _ hops: (pool: UInt16, out: UInt16)...) {
        var steps = Hops()
        for hop in hops {
            steps.append(Hop(pool: PoolID(hop.pool), tokenOut: TokenID(hop.out)))
        }
        self.init(from: TokenID(token), steps)
    }
}

extension SignedBody {
    /// A transfer to an account.
    public static func transfer(
        _ units: UInt128, of token: UInt16 = 2, to account: UInt32 = 2, sub: UInt8 = 0
    ) -> SignedBody {
        .transfer(
            Transfer(
                token: TokenID(token), amount: Amount(units),
                destination: .account(AccountID(account)), destinationSubAccount: SubAccount(sub)))
    }

    /// A transfer of token 2 to an owner.
    public static func transfer(
        _ units: UInt128, to owner: ChainAddress, sub: UInt8 = 0
    ) -> SignedBody {
        .transfer(
            Transfer(
                token: TokenID(2), amount: Amount(units), destination: .owner(owner),
                destinationSubAccount: SubAccount(sub)))
    }

    /// A constant-product pool of token numbers and units.
    public static func createPool(
        _ first: (UInt16, UInt128), _ second: (UInt16, UInt128), feeRate: UInt32 = 2_500
    ) -> SignedBody {
        .createPool(
            CreatePool(
                kind: .constantProduct, feeRate: feeRate,
                deposits: .of(
                    TokenQuantity(TokenID(first.0), Amount(first.1)),
                    TokenQuantity(TokenID(second.0), Amount(second.1)))))
    }

    /// An addition of at most so many units of each token.
    public static func addLiquidity(
        pool: UInt16 = 0, _ maximumAmounts: PoolAmounts, minimum: UInt128 = 0
    ) -> SignedBody {
        .addLiquidity(
            AddLiquidity(
                pool: PoolID(pool), minimumShares: Amount(minimum), maximumAmounts: maximumAmounts))
    }

    /// A removal of shares for at least so many units of each token.
    public static func removeLiquidity(
        pool: UInt16 = 0, shares: UInt128, _ minimumAmounts: PoolAmounts = .units(0, 0)
    ) -> SignedBody {
        .removeLiquidity(
            RemoveLiquidity(
                pool: PoolID(pool), shares: Amount(shares), minimumAmounts: minimumAmounts))
    }

    /// A stable pool of token numbers and units, of a pair.
    public static func createStablePool(
        _ first: (UInt16, UInt128), _ second: (UInt16, UInt128), feeRate: UInt32 = 300,
        amplification: UInt32 = 100_000, feeSlope: UInt32 = 2_000, maximumFeeRate: UInt32 = 5_000
    ) -> SignedBody {
        .createPool(
            CreatePool(
                kind: .stable, feeRate: feeRate,
                stable: StableTerms(
                    amplification: amplification, feeSlope: feeSlope,
                    maximumFeeRate: maximumFeeRate),
                deposits: .of(
                    TokenQuantity(TokenID(first.0), Amount(first.1)),
                    TokenQuantity(TokenID(second.0), Amount(second.1)))))
    }

    /// An addition of units of one token.
    public static func addOneCoin(
        pool: UInt16 = 0, _ token: UInt16, _ units: UInt128, minimum: UInt128 = 0
    ) -> SignedBody {
        .addLiquidityOneCoin(
            AddLiquidityOneCoin(
                pool: PoolID(pool), token: TokenID(token), amount: Amount(units),
                minimumShares: Amount(minimum)))
    }

    /// A removal of shares to one token.
    public static func removeOneCoin(
        pool: UInt16 = 0, _ token: UInt16, shares: UInt128, minimum: UInt128 = 0
    ) -> SignedBody {
        .removeLiquidityOneCoin(
            RemoveLiquidityOneCoin(
                pool: PoolID(pool), token: TokenID(token), shares: Amount(shares),
                minimumAmount: Amount(minimum)))
    }

    /// A swap of units.
    public static func swap(
        _ kind: SwapKind, in amountIn: UInt128, out amountOut: UInt128, _ route: Route
    ) -> SignedBody {
        .swap(
            Swap(
                kind: kind, route: route, amountIn: Amount(amountIn),
                amountOut: Amount(amountOut)))
    }
}
