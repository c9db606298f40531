public import Bytes
public import Ledger

/// Decides which payouts to prepay and counts those not repaid: a pure state machine.
public struct BrokerPolicy: Sendable {
    /// A payout announced by the node.
    public struct Offer: Equatable, Sendable {
        public let payout: Payout
        /// The chain that owes it.
        public let chain: ChainID
        /// Layer-2 units in one unit of the token on that chain.
        public let scale: UInt128

        public init(payout: Payout, chain: ChainID, scale: UInt128) {
            self.payout = payout
            self.chain = chain
            self.scale = scale
        }

        /// The payout hash.
        public var hash: Bytes32 { payout.hash(chain: chain) }

        /// The amount that the receiver gets; the fee is rounded down, in favour of the receiver.
        public var prepayment: UInt128 {
            let rate = UInt128(min(payout.fastFeeRate, LedgerLimits.maximumFastFeeRate))
            let (whole, rest) = payout.chainAmount.quotientAndRemainder(dividingBy: 10_000)
            return payout.chainAmount - whole * rate - rest * rate / 10_000
        }
    }

    /// The answer to an offer.
    public enum Decision: Equatable, Sendable {
        /// Prepay the payout now.
        case accept
        /// Never prepay the payout.
        ///
        /// The fee is too low, the kind cannot be prepaid, the token has no limits, or the payout
        /// is above the limit.
        case decline
        /// Do not prepay now: the limit of payouts not repaid is reached.
        case wait
        /// The payout was accepted or declined before.
        case known
    }

    private let minimumFeeRate: UInt16
    private let limits: [TokenID: BrokerLimits]
    private var decided: Set<Bytes32> = []
    private var open: [Bytes32: Offer] = [:]

    /// A policy for tokens with limits and a least fee in parts of 10,000.
    public init(minimumFeeRate: UInt16, limits: [TokenID: BrokerLimits]) {
        self.minimumFeeRate = minimumFeeRate
        self.limits = limits
    }

    /// The amount of a token not repaid yet, in layer-2 units; an overflow counts as the maximum.
    public func outstanding(_ token: TokenID) -> Amount {
        var total = Amount.zero
        for offer in open.values where offer.payout.token == token {
            total = Self.value(offer).flatMap { total.adding($0) } ?? Amount(.max)
        }
        return total
    }

    /// Payouts that were prepaid and not repaid.
    public var openOffers: [Offer] { Array(open.values) }

    /// Decides on an offer; an accepted one is counted as not repaid from now on.
    public mutating func decide(_ offer: Offer) -> Decision {
        let hash = offer.hash
        guard !decided.contains(hash) else { return .known }
        guard offer.payout.origin.kind != .fullExit, offer.payout.fastFeeRate >= minimumFeeRate,
            offer.payout.fastFeeRate <= LedgerLimits.maximumFastFeeRate,
            let limit = limits[offer.payout.token], let value = Self.value(offer),
            offer.payout.chainAmount > 0, value <= limit.perPayout
        else {
            decided.insert(hash)
            return .decline
        }
        guard let total = outstanding(offer.payout.token).adding(value), total <= limit.outstanding
        else { return .wait }
        decided.insert(hash)
        open[hash] = offer
        return .accept
    }

    /// Restores an acceptance of an earlier run.
    public mutating func restore(_ offer: Offer) {
        decided.insert(offer.hash)
        open[offer.hash] = offer
    }

    /// Removes a payout that was repaid or could not be prepaid.
    public mutating func close(_ hash: Bytes32) {
        open[hash] = nil
    }

    private static func value(_ offer: Offer) -> Amount? {
        let (value, overflow) = offer.payout.chainAmount.multipliedReportingOverflow(
            by: offer.scale)
        return overflow ? nil : Amount(value)
    }
}
