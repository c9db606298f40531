import Bytes
import Ledger
import Transition

// The unified dollar in the market: both tokens behind it at one dollar, and for every account dollars,
// shares of the stable pool, and a vault.
extension Market {
    /// The operations of each account in the opening of the dollar.
    private static let openingCount: UInt32 = 3
    private static let share = TokenID(shareOf: PoolID(1))

    /// The same market with the dollar.
    func withDollar() throws -> Market {
        var market = self
        try market.apply(Self.governance.map { .priority(ChainID(1), $0) })
        var prices = BoundedList<4, PostedPrice>()
        for token in [TokenID(2), TokenID(3)] {
            prices.append(PostedPrice(FeedID(priceOf: token), Amount(whole)))
        }
        let post = PostPrices(time: Self.openingTime, prices: prices)
        try market.apply(
            (1...3).map { .signed(Self.operation(account: $0, nonce: 40, .postPrices(post))) })
        for step in 0..<Self.openingCount {
            for start in stride(from: 0, to: accountCount, by: 800) {
                let indices = start..<min(start + 800, accountCount)
                try market.apply(
                    indices.map { index in
                        let nonce = firstNonce(of: UInt32(1 + index)) + step
                        return .signed(
                            Self.operation(
                                account: UInt32(1 + index), nonce: nonce, opening(step, index)))
                    })
            }
        }
        market.usedNonces = usedNonces + Self.openingCount
        return market
    }

    /// The same market, in which every vault may be liquidated.
    func withStrictTerms() throws -> Market {
        var market = self
        let terms = VaultTerms(
            loan: 100_000, threshold: 250_000, bonus: 40_000, target: 5_000_000,
            ceiling: LedgerLimits.maximumCeiling)
        let body = SetVaultTerms(token: Self.share, terms: terms)
        try market.apply([.priority(ChainID(1), .setVaultTerms(body))])
        return market
    }

    private static var governance: [PriorityOperation] {
        let set = SignerSetID(0)
        var members = SignerAccounts()
        for account in UInt32(1)...3 { members.append(AccountID(account)) }
        let terms = CollateralTerms(
            discount: 0, largestMintFee: 5_000, leastRedeemFee: 1_000, largestRedeemFee: 5_000,
            ceiling: LedgerLimits.maximumCeiling)
        let vaults = VaultTerms(
            loan: 850_000, threshold: 920_000, bonus: 40_000, target: 1_150_000,
            ceiling: LedgerLimits.maximumCeiling)
        return [.setSigners(SetSigners(set: set, threshold: 3, members: members))]
            + [TokenID(2), TokenID(3)].flatMap { token in
                [
                    .setFeed(
                        SetFeed(feed: FeedID(priceOf: token), kind: .dollarCoin, signers: set)),
                    .setCollateral(SetCollateral(token: token, terms: terms)),
                ]
            } + [.setVaultTerms(SetVaultTerms(token: share, terms: vaults))]
    }

    /// Dollars for either token, shares, and a vault of which a debt is lent.
    private func opening(_ step: UInt32, _ index: Int) -> SignedBody {
        switch step {
        case 0: mint(index, 1_000)
        case 1:
            .addLiquidityOneCoin(
                AddLiquidityOneCoin(
                    pool: PoolID(1), token: TokenID(UInt16(2 + index % 2)),
                    amount: Amount(800 * whole), minimumShares: .zero))
        default: openDebt(150, 120)
        }
    }

    private func mint(_ index: Int, _ amount: UInt128) -> SignedBody {
        .mint(
            Mint(
                token: TokenID(UInt16(2 + index % 2)), amount: Amount(amount * whole),
                minimumDollars: .zero))
    }

    private func openDebt(_ shares: UInt128, _ dollars: UInt128) -> SignedBody {
        .openDebt(
            OpenDebt(
                token: Self.share, collateral: Amount(shares * whole),
                dollars: Amount(dollars * whole)))
    }

    /// An operation of a kind with the dollar; `nil` for other kinds.
    func dollarBody(_ kind: MarketBlock, _ index: Int) -> SignedBody? {
        let (token, other) = (TokenID(UInt16(2 + index % 2)), TokenID(UInt16(3 - index % 2)))
        switch kind {
        case .mint: return mint(index, UInt128(1 + index % 7))
        case .redeem:
            return .redeem(
                Redeem(
                    token: token, dollars: Amount(UInt128(1 + index % 7) * whole), minimum: .zero))
        case .redeemBasket:
            return .redeemBasket(
                RedeemBasket(
                    dollars: Amount(UInt128(1 + index % 7) * whole),
                    minima: BoundedList<8, Amount>()))
        case .convert:
            return .convert(
                Convert(
                    from: token, to: other, amount: Amount(UInt128(2 + index % 7) * whole),
                    pool: PoolID(1), poolAmount: Amount(whole), minimum: .zero))
        case .openDebt: return openDebt(4, UInt128(1 + index % 2))
        case .repay:
            return .repay(
                Repay(
                    token: Self.share, dollars: Amount(UInt128(1 + index % 7) * whole),
                    collateral: Amount(whole)))
        case .liquidate:
            return .liquidate(
                Liquidate(
                    account: AccountID(UInt32(1 + (index + 1) % accountCount)),
                    subAccount: SubAccount(0), token: Self.share, dollars: .maximum,
                    minimumCollateral: .zero))
        case .transfer, .swap, .stableSwap, .oneCoin, .stableOneCoin, .mixed, .route: return nil
        }
    }
}
