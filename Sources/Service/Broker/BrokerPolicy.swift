public import Bytes
public import Ledger

/// Decides which payouts to prepay, and keeps count of what is out: a pure state machine.
public struct BrokerPolicy: Sendable {
    /// A payout as the node announces it.
    public struct Offer: Equatable, Sendable {
        public let payout: Payout
        /// The chain that pays it.
        public let chain: ChainID
        /// Layer-2 units in one unit of the token on that chain.
        public let scale: UInt128

        /// An offer to prepay.
        public init(payout: Payout, chain: ChainID, scale: UInt128) {
            self.payout = payout
            self.chain = chain
            self.scale = scale
        }

        /// The payout's name on its chain.
        public var hash: Bytes32 { payout.hash(chain: chain) }

        /// Amount that the receiver gets; the fee is rounded down, in favour of the receiver.
        public var prepayment: UInt128 {
            let rate = UInt128(min(payout.fastFeeRate, LedgerLimits.maximumFastFeeRate))
            let (whole, rest) = payout.chainAmount.quotientAndRemainder(dividingBy: 10_000)
            return payout.chainAmount - whole * rate - rest * rate / 10_000
        }
    }

    /// Answer to an offer.
    public enum Decision: Equatable, Sendable {
        /// Prepay it now.
        case accept
        /// Never: the fee is too low, the kind cannot be prepaid, the token is not dealt in or the payout
        /// is above the limit.
        case decline
        /// Not now: too much is out already.
        case wait
        /// It was decided before.
        case known
    }

    private let minimumFeeRate: UInt16
    private let limits: [TokenID: BrokerLimits]
    private var decided: Set<Bytes32> = []
    private var open: [Bytes32: Offer] = [:]

    /// Deals in the tokens that have limits, for at least this fee in parts of 10,000.
    public init(minimumFeeRate: UInt16, limits: [TokenID: BrokerLimits]) {
        self.minimumFeeRate = minimumFeeRate
        self.limits = limits
    }

    /// Amount of a token that waits for repayment, in layer-2 units; an overflow counts as the maximum.
    public func outstanding(_ token: TokenID) -> Amount {
        var total = Amount.zero
        for offer in open.values where offer.payout.token == token {
            total = Self.value(offer).flatMap { total.adding($0) } ?? Amount(.max)
        }
        return total
    }

    /// Payouts that were prepaid and are not repaid.
    public var openOffers: [Offer] { Array(open.values) }

    /// Decides on an offer; on `accept` it counts as outstanding from now on.
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

    /// The payout was repaid, or could not be prepaid: it is out no longer.
    public mutating func close(_ hash: Bytes32) {
        open[hash] = nil
    }

    private static func value(_ offer: Offer) -> Amount? {
        let (value, overflow) = offer.payout.chainAmount.multipliedReportingOverflow(
            by: offer.scale)
        return overflow ? nil : Amount(value)
    }
}
