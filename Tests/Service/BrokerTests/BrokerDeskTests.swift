import Broker
import Bytes
import Ledger
import TestSupport
import Testing

/// What a broker prepays, and how much of its own it has out.
@Suite struct BrokerDeskTests {
    private static let token = TokenID(2)

    private func desk(
        perPayout: UInt128 = 100, outstanding: UInt128 = 150, rate: UInt16 = 5
    ) -> BrokerDesk {
        let limits = BrokerLimits(perPayout: Amount(perPayout), outstanding: Amount(outstanding))
        return BrokerDesk(minimumFeeRate: rate, limits: [Self.token: limits])
    }

    private func offer(
        _ amount: UInt128, rate: UInt16 = 5, kind: PayoutKind = .withdrawal, nonce: UInt64 = 0,
        token: TokenID = Self.token, scale: UInt128 = 1
    ) -> BrokerDesk.Offer {
        let payout = Payout(
            kind: kind, account: AccountID(4), subAccount: 0, nonce: nonce,
            receiver: Bytes32 { _ in 8 }, token: token, chainAmount: amount, fastFeeRate: rate)
        return BrokerDesk.Offer(payout: payout, chain: ChainID(1), scale: scale)
    }

    /// A decision is made once, so it is no part of an expression that may be evaluated again.
    private func expect(
        _ decision: BrokerDesk.Decision, _ expected: BrokerDesk.Decision,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(decision == expected, sourceLocation: sourceLocation)
    }

    // What the receiver gets

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

    // What is accepted

    @Test func acceptsAtTheLimits() {
        var desk = desk()
        expect(desk.decide(offer(100)), .accept)
        expect(desk.decide(offer(50, nonce: 1)), .accept)
        #expect(desk.outstanding(Self.token) == Amount(150))
        #expect(desk.openOffers.count == 2)
    }

    @Test func declinesWhatItDoesNotDealIn() {
        let declined = [
            offer(101), offer(0), offer(10, rate: 4), offer(10, kind: .fullExit),
            offer(10, rate: 10_000), offer(10, token: TokenID(3)), offer(51, scale: 2),
            offer(.max, scale: .max),
        ]
        for offer in declined {
            var desk = desk()
            expect(desk.decide(offer), .decline)
            #expect(desk.outstanding(Self.token) == .zero)
            #expect(desk.openOffers.isEmpty)
        }
    }

    @Test func countsInLayerTwoUnits() {
        var desk = desk()
        expect(desk.decide(offer(50, scale: 2)), .accept)
        #expect(desk.outstanding(Self.token) == Amount(100))
    }

    @Test func waitsWhileTooMuchIsOut() {
        var desk = desk()
        let first = offer(100)
        let second = offer(51, nonce: 1)
        expect(desk.decide(first), .accept)
        expect(desk.decide(second), .wait)
        expect(desk.decide(second), .wait)
        #expect(desk.outstanding(Self.token) == Amount(100))
        desk.close(first.hash)
        #expect(desk.outstanding(Self.token) == .zero)
        expect(desk.decide(second), .accept)
    }

    @Test func decidesOnce() {
        var desk = desk()
        expect(desk.decide(offer(10)), .accept)
        expect(desk.decide(offer(10)), .known)
        expect(desk.decide(offer(101, nonce: 1)), .decline)
        expect(desk.decide(offer(101, nonce: 1)), .known)
        expect(desk.decide(offer(10, nonce: 2)), .accept)
    }

    @Test func aClosedOfferIsNotPrepaidAgain() {
        var desk = desk()
        expect(desk.decide(offer(10)), .accept)
        desk.close(offer(10).hash)
        #expect(desk.openOffers.isEmpty)
        expect(desk.decide(offer(10)), .known)
    }

    @Test func restoresWhatIsOut() {
        var desk = desk()
        desk.restore(offer(100))
        expect(desk.decide(offer(100)), .known)
        #expect(desk.outstanding(Self.token) == Amount(100))
        expect(desk.decide(offer(51, nonce: 1)), .wait)
        expect(desk.decide(offer(50, nonce: 2)), .accept)
    }

    @Test func anOverflowingTotalIsTheMaximum() {
        var desk = desk(perPayout: .max, outstanding: .max)
        expect(desk.decide(offer(.max)), .accept)
        expect(desk.decide(offer(1, nonce: 1)), .wait)
        desk.restore(offer(1, nonce: 1))
        #expect(desk.outstanding(Self.token) == .maximum)
        desk.restore(offer(.max, nonce: 2, scale: .max))
        #expect(desk.outstanding(Self.token) == .maximum)
    }
}
