import Ledger
import TestSupport
import Transition

// Prices and the unified dollar.
extension ScenarioGenerator {
    /// The set of signers of every feed.
    private var signers: SignerSetID { SignerSetID(0) }

    /// Operations that list two of the tokens behind the dollar, with prices of three of four signers.
    mutating func openingDollar() -> [Operation] {
        let governing = chains[0]
        let members = SignerAccounts.of(AccountID(1), AccountID(2), AccountID(3), AccountID(4))
        var operations = [
            Operation.priority(
                governing,
                .setSigners(SetSigners(set: signers, threshold: 3, members: members)))
        ]
        for token in tokens.prefix(2) {
            let feed = FeedID(priceOf: token)
            operations.append(
                .priority(
                    governing,
                    .setFeed(SetFeed(feed: feed, kind: .dollarCoin, signers: signers))))
            operations.append(
                .priority(
                    governing, .setCollateral(SetCollateral(token: token, terms: usualTerms()))))
        }
        operations.append(
            .priority(
                governing,
                .setFeed(
                    SetFeed(
                        feed: FeedID(priceOf: yielding), kind: .rate, signers: signers,
                        underlying: tokens[0]))))
        let time: UInt64 = 1_000 - number(below: 4)
        for account in UInt32(1)...3 {
            var prices = BoundedList<4, PostedPrice>()
            for token in tokens.prefix(2) {
                prices.append(PostedPrice(FeedID(priceOf: token), price(near: whole)))
            }
            prices.append(PostedPrice(FeedID(priceOf: yielding), rate(near: firstRate)))
            operations.append(
                .signed(
                    SignedOperation(
                        authorization: Authorization(
                            account: AccountID(account), subAccount: SubAccount(0),
                            slot: slots[0], nonce: 0, validUntil: .max),
                        fee: TokenQuantity(tokens[0], .zero),
                        body: .postPrices(PostPrices(time: time, prices: prices)))))
        }
        return operations
    }

    private mutating func usualTerms() -> CollateralTerms {
        CollateralTerms(
            discount: pick([0, 0, 5_000]), largestMintFee: 5_000, leastRedeemFee: 1_000,
            largestRedeemFee: 5_000,
            ceiling: Amount(magnitude(from: 20, to: isRich ? 60 : 30) * whole))
    }

    /// Signers, feeds and coins, now and then with values that are refused.
    mutating func dollarGovernance() -> PriorityOperation {
        switch number(below: 6) {
        case 0:
            var members = SignerAccounts()
            for index in 0..<(3 + number(below: 5)) {
                members.append(chance(30) ? account() : AccountID(UInt32(1 + index)))
            }
            return .setSigners(
                SetSigners(
                    set: chance(4) ? SignerSetID(1) : signers,
                    threshold: UInt8(chance(12) ? 2 : max(3, members.count * 2 / 3 + 1)),
                    members: members))
        case 1:
            let token = chance(2) ? yielding : token()
            let usual: FeedKind =
                token == yielding ? .rate : token == tokens[2] ? .token : .dollarCoin
            let kind = chance(8) ? pick(FeedKind.allCases) : usual
            return .setFeed(
                SetFeed(
                    feed: FeedID(priceOf: token), kind: kind,
                    signers: chance(20) ? SignerSetID(9) : signers,
                    underlying: (kind == .rate) == chance(12)
                        ? TokenID(0) : chance(8) ? self.token() : tokens[0]))
        default:
            var terms = usualTerms()
            if chance(8) { terms.discount = 500_001 }
            if chance(8) { terms.leastRedeemFee = 0 }
            return .setCollateral(SetCollateral(token: token(), terms: terms))
        }
    }

    /// A price within half a percent of another; now and then further away.
    private mutating func price(near value: UInt128) -> Amount {
        let reach = value / (chance(8) ? 10 : chance(4) ? 100 : 1_000)
        return Amount(value - reach / 2 + UInt128(number(below: 1_001)) * reach / 1_000)
    }

    /// The rate of the opening.
    private var firstRate: UInt128 { whole * 1_027 / 1_000 }

    /// A rate within a thousandth of another; now and then further away.
    private mutating func rate(near value: UInt128) -> Amount {
        let reach = value / (chance(30) ? 200 : 4_000)
        return Amount(value - reach / 2 + UInt128(number(below: 1_001)) * reach / 1_000)
    }

    /// The next observation of the rate by one of four signers, which follow each other: mostly of a rate
    /// that all of them see.
    mutating func postRate<Reader: StateReader>(
        _ executor: inout BlockExecutor<Reader>
    ) -> Operation {
        let (now, feed) = (executor.timestamp, FeedID(priceOf: yielding))
        var signer = UInt32(1 + number(below: 4))
        if case .feed(let record)? = executor.record(for: .feed(feed)) {
            for index in 0..<4 where record.observations[index].time + 30 < now {
                signer = UInt32(index + 1)
            }
        }
        // Every quarter of an hour all see a fall, or all a rise.
        let value = pick([firstRate, firstRate, firstRate * 1_001 / 1_000])
        let seen = now / 900 % 5 == 0 ? firstRate * 97 / 100 : value
        var prices = BoundedList<4, PostedPrice>()
        prices.append(PostedPrice(feed, chance(12) ? rate(near: seen) : Amount(seen)))
        let body = PostPrices(time: now + 2 - min(now, number(below: 4)), prices: prices)
        return .signed(signed(.postPrices(body), of: AccountID(signer), &executor))
    }

    mutating func postPrices(at now: UInt64) -> PostPrices {
        var prices = BoundedList<4, PostedPrice>()
        let posted = chance(3) ? tokens.prefix(1) : tokens.prefix(2)
        for token in chance(30) ? tokens[1...2] : posted {
            let value = chance(3) ? whole * 97 / 100 : whole
            let isNothing = chance(40)
            prices.append(
                PostedPrice(FeedID(priceOf: token), isNothing ? .zero : price(near: value)))
        }
        if chance(2) {
            let value = chance(6) ? firstRate * 96 / 100 : firstRate
            prices.append(PostedPrice(FeedID(priceOf: yielding), rate(near: value)))
        }
        let time = chance(20) ? now + 6 : now + 5 - min(now, number(below: chance(8) ? 50 : 10))
        return PostPrices(time: time, prices: prices)
    }

    mutating func dollarBody<Reader: StateReader>(
        _ account: AccountID, _ subAccount: SubAccount, _ executor: inout BlockExecutor<Reader>
    ) -> SignedBody {
        let token = chance(12) ? token() : tokens[Int(number(below: 2))]
        let limit = chance(6) ? Amount(magnitude(from: 1, to: 90)) : .zero
        let held = executor.held(account, subAccount, .unifiedDollar)
        let kind = held.isZero && !chance(5) ? 0 : number(below: 6)
        if kind == 5 || chance(8) {
            let amount = part(of: executor.held(account, subAccount, token))
            let other = chance(15) ? token : tokens[token == tokens[0] ? 1 : 0]
            return .convert(
                Convert(
                    from: token, to: other, amount: amount,
                    pool: chance(2) ? PoolID(0) : stablePool,
                    poolAmount: pick([.zero, amount, part(of: amount), self.amount(held: amount)]),
                    minimum: limit))
        }
        if kind < 2 {
            return .mint(
                Mint(
                    token: token, amount: part(of: executor.held(account, subAccount, token)),
                    minimumDollars: limit))
        }
        if kind < 4 {
            return .redeem(Redeem(token: token, dollars: part(of: held), minimum: limit))
        }
        var minima = BoundedList<8, Amount>()
        for _ in 0..<number(below: chance(6) ? 8 : 3) { minima.append(limit) }
        return .redeemBasket(RedeemBasket(dollars: part(of: held), minima: minima))
    }

    /// An amount around a balance, often a small part of it: allowances are small parts too.
    mutating func part(of held: Amount) -> Amount {
        let amount = amount(held: held).units
        guard amount > 1, chance(2) else { return Amount(amount) }
        return Amount(max(1, amount >> UInt128(number(below: 12))))
    }
}
