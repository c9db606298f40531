public import Bytes
public import Ledger

/// Swaps tokens of one chain into tokens of another, or refunds them in full
/// (`docs/protocol/transition.md`, "CrossSwap").
public struct CrossSwap: OperationBody {
    public static let opcode: UInt8 = 0x04
    public static let name: StaticString = "crossSwap"

    /// The token that the source chain received, and the pools to the token that is paid; without
    /// pools when both are the same.
    public var route = Route(placeholder: ())
    /// The amount that the source chain received, in layer-2 units.
    public var amount = Amount.zero
    /// The chain that pays.
    public var targetChain = ChainID(0)
    /// The least that must reach the receiver, after the fast fee, in layer-2 units.
    public var minimumOut = Amount.zero
    /// The receiver on the target chain.
    public var receiver = ChainAddress(placeholder: ())
    /// The address that is refunded on the source chain.
    public var fallback = ChainAddress(placeholder: ())
    /// The share of a broker who prepays, in parts of 10,000.
    public var fastFeeRate: UInt16 = 0

    public init(
        route: Route, amount: Amount, targetChain: ChainID, minimumOut: Amount,
        receiver: ChainAddress, fallback: ChainAddress, fastFeeRate: UInt16
    ) {
        (self.route, self.amount, self.targetChain) = (route, amount, targetChain)
        (self.minimumOut, self.receiver, self.fallback) = (minimumOut, receiver, fallback)
        self.fastFeeRate = fastFeeRate
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&route)
        try visitor.visit(&amount)
        try visitor.visit(&targetChain)
        try visitor.visit(&minimumOut)
        try visitor.visit(&receiver)
        try visitor.visit(&fallback)
        try visitor.visit(&fastFeeRate)
    }
}

extension CrossSwap: QueueRule {
    func apply<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, from position: QueuePosition
    ) throws(Rejection) {
        let (tokenIn, tokenOut) = (route.tokenIn, route.tokenOut)
        try checkForm(&ledger, source: position.chain)
        guard ledger.tokenOnChain(tokenIn, position.chain) != nil,
            ledger.chain(targetChain) != nil,
            let target = ledger.tokenOnChain(tokenOut, targetChain)
        else { throw .notFound }
        let pools = try ledger.pools(of: route)
        try ledger.growReserve(of: tokenIn, on: position.chain, by: amount)
        let quote = try ledger.quote(exactIn: amount, along: route, pools)
        let units = quote.amountOut.floorDivided(by: target.scale)
        guard let paid = units.multiplied(by: target.scale),
            let dust = quote.amountOut.subtracting(paid)
        else { throw .overflow }
        try ledger.shrinkReserve(of: tokenOut, on: targetChain, by: paid)
        guard try received(of: units, scale: target.scale) >= minimumOut, !units.isZero else {
            throw .slippage
        }
        if route.hops.count > 0 {
            try ledger.move(quote, through: pools, keeping: dust)
        } else {
            try ledger.creditFees(dust, of: tokenOut)
        }
        let payout = Payout(
            origin: .crossSwap(from: position.chain, index: position.index),
            receiver: receiver.address, token: tokenOut, chainAmount: units.units,
            fastFeeRate: fastFeeRate)
        ledger.order(payout, on: targetChain, amount: quote.amountOut)
    }

    func refund() -> Refund? { Refund(token: route.tokenIn, amount: amount, receiver: fallback) }

    private func checkForm<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, source: ChainID
    ) throws(Rejection) {
        guard !amount.isZero, fastFeeRate <= LedgerLimits.maximumFastFeeRate, route.isSimple,
            !receiver.isZero
        else { throw .malformed }
        try ledger.checkFamily(of: receiver, on: targetChain)
        try ledger.checkFamily(of: fallback, on: source)
        if let token = ledger.tokenOnChain(route.tokenIn, source) {
            guard amount.isMultiple(of: token.scale) else { throw .malformed }
        }
    }

    /// The receiver's amount in layer-2 units when a broker takes the whole fast fee.
    private func received(of units: Amount, scale: UInt64) throws(Rejection) -> Amount {
        let rate = Amount(UInt128(fastFeeRate))
        let denominator = Amount(UInt128(LedgerLimits.rateDenominator))
        guard let fee = Amount.floorOfProduct(units, rate, dividedBy: denominator),
            let rest = units.subtracting(fee), let received = rest.multiplied(by: scale)
        else { throw .overflow }
        return received
    }
}
