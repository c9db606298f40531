public import Bytes
public import Ledger

/// Sends tokens of a chain along a route to another chain or to an account, or refunds them in full
/// (`docs/protocol/transition.md`, "CrossSwap").
public struct CrossSwap: OperationBody {
    public static let opcode: UInt8 = 0x04
    public static let name: StaticString = "crossSwap"

    /// The token that the source chain received, and the hops to the token that is paid; without
    /// hops when both are the same.
    public var route = Route(placeholder: ())
    /// The amount that the source chain received, in layer-2 units.
    public var amount = Amount.zero
    /// The chain that pays, or the network for an account.
    public var targetChain = ChainID(0)
    /// The least that must reach the receiver, after the fast fee, in layer-2 units.
    public var minimumOut = Amount.zero
    /// The receiver on the target chain, or the owner of the account.
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
        try checkForm(&ledger, source: position.chain)
        guard let source = ledger.tokenOnChain(route.tokenIn, position.chain) else {
            throw .notFound
        }
        var target: TokenOnChainRecord?
        if targetChain != .network {
            guard ledger.chain(targetChain) != nil,
                let record = ledger.tokenOnChain(route.tokenOut, targetChain)
            else { throw .notFound }
            target = record
        }
        try ledger.checkHops(of: route)
        let brought = try ledger.addRebate(
            to: amount, of: route.tokenIn, on: position.chain, target: source.reserveTarget)
        try ledger.arrive(amount, of: route.tokenIn, on: position.chain)
        let amountOut = try ledger.take(route, with: brought).amountOut
        if let target {
            try pay(amountOut, as: target, &ledger, position)
        } else {
            try credit(amountOut, &ledger)
        }
    }

    /// Pays whole units on the target chain; the reserve's fee goes to its pot, the rest to the protocol.
    private func pay<Reader: StateReader>(
        _ amountOut: Amount, as token: TokenOnChainRecord, _ ledger: inout LedgerView<Reader>,
        _ position: QueuePosition
    ) throws(Rejection) {
        let fees = ledger.reserveFees(
            of: route.tokenOut, on: targetChain, target: token.reserveTarget)
        let payment = try ReservePayment(
            of: amountOut, fees, scale: token.scale, atMost: .maximum)
        let units = payment.units
        guard let dust = amountOut.subtracting(payment.paid)?.subtracting(payment.fee) else {
            throw .overflow
        }
        try ledger.leave(payment.paid, of: route.tokenOut, on: targetChain)
        guard try received(of: units, scale: token.scale) >= minimumOut, !units.isZero else {
            throw .slippage
        }
        try ledger.creditFees(dust, of: route.tokenOut)
        try ledger.credit(payment.fee, of: route.tokenOut, to: .pot)
        let payout = Payout(
            origin: .crossSwap(from: position.chain, index: position.index),
            receiver: receiver.address, token: route.tokenOut, chainAmount: units.units,
            fastFeeRate: fastFeeRate)
        ledger.order(payout, on: targetChain, amount: amountOut)
    }

    /// Credits the receiver's account.
    private func credit<Reader: StateReader>(
        _ amountOut: Amount, _ ledger: inout LedgerView<Reader>
    ) throws(Rejection) {
        guard amountOut >= minimumOut else { throw .slippage }
        let (account, isNew) = try ledger.accountOrNew(of: receiver)
        try ledger.credit(amountOut, of: route.tokenOut, to: Holder(account, SubAccount(0)))
        ledger.report(
            .credit(account, isNew: isNew, TokenQuantity(route.tokenOut, amountOut)))
    }

    func refund() -> Refund? { Refund(token: route.tokenIn, amount: amount, receiver: fallback) }

    private func checkForm<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, source: ChainID
    ) throws(Rejection) {
        guard !amount.isZero, fastFeeRate <= LedgerLimits.maximumFastFeeRate, route.isSimple,
            !receiver.isZero, targetChain != .network || fastFeeRate == 0
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
