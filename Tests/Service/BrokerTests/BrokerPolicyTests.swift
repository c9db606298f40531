import Broker
import Bytes
import Ledger
import TestSupport
import Testing

/// The payouts that a broker prepays, and its amounts not repaid.
@Suite struct BrokerPolicyTests {
    private static let token = TokenID(2)

    private func policy(
        perPayout: UInt128 = 100, outstanding: UInt128 = 150, rate: UInt16 = 5
    ) -> BrokerPolicy {
        let limits = BrokerLimits(perPayout: Amount(perPayout), outstanding: Amount(outstanding))
        return BrokerPolicy(minimumFeeRate: rate, limits: [Self.token: limits])
    }

    private func offer(
        _ amount: UInt128, rate: UInt16 = 5, kind: PayoutKind = .withdrawal, nonce: UInt64 = 0,
        token: TokenID = Self.token, scale: UInt128 = 1
    ) -> BrokerPolicy.Offer {
        let origin: PayoutOrigin =
            switch kind {
            case .withdrawal:
                .withdrawal(AccountID(4), KeySlot(0), nonce: UInt32(truncatingIfNeeded: nonce))
            case .fullExit: .fullExit(AccountID(4), SubAccount(0), index: nonce)
            case .crossSwap: .crossSwap(from: ChainID(2), index: nonce)
            case .refund: .refund(ChainID(1), index: nonce)
            }
        let payout = Payout(
            origin: origin,
            receiver: Bytes32 { _ in 8 }, token: token, chainAmount: amount, fastFeeRate: rate)
        return BrokerPolicy.Offer(payout: payout, chain: ChainID(1), scale: scale)
    }

    /// A decision has effects, so it is not made in an expression that may be evaluated twice.
    private func expect(
        _ decision: BrokerPolicy.Decision, _ expected: BrokerPolicy.Decision,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(decision == expected, sourceLocation: sourceLocation)
    }

    // Prepayments

    @Test func prepaysTheAmountLessTheFeeRoundedDown() {
        var generator = SeededGenerator(seed: 11)
        var amounts: [UInt128] = [1, 9_999, 10_000, 10_001, 1 << 64, .max - 1, .max]
        amounts += (0..<50).map { _ in
            UInt128(generator.next()) << 64 | UInt128(generator.next())
        }
        for amount in amounts {
            for rate: UInt16 in [0, 1, 3, 5, 300, 5_000, 9_998, 9_999] {
                let product = amount.multipliedFullWidth(by: UInt128(rate))
                let fee = UInt128(10_000).dividingFullWidth(product).quotient
                #expect(offer(amount, rate: rate).prepayment == amount - fee)
            }
        }
    }

    // Decisions

    @Test func acceptsAtTheLimits() {
        var policy = policy()
        expect(policy.decide(offer(100)), .accept)
        expect(policy.decide(offer(50, nonce: 1)), .accept)
        #expect(policy.outstanding(Self.token) == Amount(150))
        #expect(policy.openOffers.count == 2)
    }

    @Test func declinesWhatItDoesNotDealIn() {
        let declined = [
            offer(101), offer(0), offer(10, rate: 4), offer(10, kind: .fullExit),
            offer(10, rate: 10_000), offer(10, token: TokenID(3)), offer(51, scale: 2),
            offer(.max, scale: .max),
        ]
        for offer in declined {
            var policy = policy()
            expect(policy.decide(offer), .decline)
            #expect(policy.outstanding(Self.token) == .zero)
            #expect(policy.openOffers.isEmpty)
        }
    }

    @Test func countsInLayerTwoUnits() {
        var policy = policy()
        expect(policy.decide(offer(50, scale: 2)), .accept)
        #expect(policy.outstanding(Self.token) == Amount(100))
    }

    @Test func waitsWhileTooMuchIsOut() {
        var policy = policy()
        let first = offer(100)
        let second = offer(51, nonce: 1)
        expect(policy.decide(first), .accept)
        expect(policy.decide(second), .wait)
        expect(policy.decide(second), .wait)
        #expect(policy.outstanding(Self.token) == Amount(100))
        policy.close(first.hash)
        #expect(policy.outstanding(Self.token) == .zero)
        expect(policy.decide(second), .accept)
    }

    @Test func decidesOnce() {
        var policy = policy()
        expect(policy.decide(offer(10)), .accept)
        expect(policy.decide(offer(10)), .known)
        expect(policy.decide(offer(101, nonce: 1)), .decline)
        expect(policy.decide(offer(101, nonce: 1)), .known)
        expect(policy.decide(offer(10, nonce: 2)), .accept)
    }

    @Test func aClosedOfferIsNotPrepaidAgain() {
        var policy = policy()
        expect(policy.decide(offer(10)), .accept)
        policy.close(offer(10).hash)
        #expect(policy.openOffers.isEmpty)
        expect(policy.decide(offer(10)), .known)
    }

    @Test func restoresWhatIsOut() {
        var policy = policy()
        policy.restore(offer(100))
        expect(policy.decide(offer(100)), .known)
        #expect(policy.outstanding(Self.token) == Amount(100))
        expect(policy.decide(offer(51, nonce: 1)), .wait)
        expect(policy.decide(offer(50, nonce: 2)), .accept)
    }

    @Test func anOverflowingTotalIsTheMaximum() {
        var policy = policy(perPayout: .max, outstanding: .max)
        expect(policy.decide(offer(.max)), .accept)
        expect(policy.decide(offer(1, nonce: 1)), .wait)
        policy.restore(offer(1, nonce: 1))
        #expect(policy.outstanding(Self.token) == .maximum)
        policy.restore(offer(.max, nonce: 2, scale: .max))
        #expect(policy.outstanding(Self.token) == .maximum)
    }
}
