import Broker
import Bytes
import Ledger
import Testing

/// Offers that no ledger makes but a node may announce.
@Suite struct HostileOfferTests {
    private func offer(rate: UInt16, amount: UInt128 = 100) -> BrokerPolicy.Offer {
        BrokerPolicy.Offer(
            payout: Payout(
                origin: .withdrawal(AccountID(1), KeySlot(0), nonce: 1),
                receiver: Bytes32 { $0 == 31 ? 9 : 0 }, token: TokenID(2), chainAmount: amount,
                fastFeeRate: rate),
            chain: ChainID(1), scale: 1)
    }

    private var policy: BrokerPolicy {
        let most = BrokerLimits(perPayout: .maximum, outstanding: .maximum)
        return BrokerPolicy(minimumFeeRate: 10, limits: [TokenID(2): most])
    }

    @Test func declinesFeesAboveEverything() {
        var policy = policy
        #expect(policy.decide(offer(rate: 10_000)) == .decline)
        #expect(policy.decide(offer(rate: .max)) == .decline)
        #expect(policy.decide(offer(rate: 9_999)) == .accept)
    }

    @Test func prepaymentNeverTraps() {
        #expect(offer(rate: .max).prepayment == 1)
        #expect(offer(rate: .max, amount: .max).prepayment > 0)
        #expect(offer(rate: 0, amount: .max).prepayment == .max)
    }
}
