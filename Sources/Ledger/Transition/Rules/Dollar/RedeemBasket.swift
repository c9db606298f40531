public import Bytes
public import Ledger

/// Turns unified dollars into every coin behind them, without a price
/// (`docs/protocol/transition.md`, "RedeemBasket").
public struct RedeemBasket: OperationBody {
    public static let opcode: UInt8 = 0x1b
    public static let name: StaticString = "redeemBasket"

    /// The dollars paid, fees included.
    public var dollars = Amount.zero
    /// The least amounts to accept, of as many coins as are there, in the order of their listing.
    public var minima = BoundedList<8, Amount>()

    public init(dollars: Amount, minima: BoundedList<8, Amount>) {
        (self.dollars, self.minima) = (dollars, minima)
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&dollars)
        try minima.visit(
            limits: &visitor, permissive: .zero, count: 0...LedgerLimits.maximumDollarCoins,
            "coin count")
    }
}

extension RedeemBasket: SignedRule {
    var signedBody: SignedBody { .redeemBasket(self) }

    func checkForm<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ authorization: Authorization
    ) throws(Rejection) {
        guard !dollars.isZero else { throw .malformed }
    }

    func checkNames<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>
    ) throws(Rejection) {
        guard let record = ledger.dollar(), minima.count <= record.coins.count else {
            throw .notFound
        }
    }

    func scopes<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, of account: AccountID
    ) -> Scopes { .trade }

    var recipient: Recipient? { nil }

    func apply<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ caller: Caller
    ) throws(Rejection) {
        try ledger.debit(dollars, of: .unifiedDollar, from: caller.holder)
        var module = try ledger.parModule(withPrices: false)
        guard dollars <= module.redeemableDollars else { throw .balance }
        let redemption = module.basket(of: dollars)
        var isSomething = false
        for index in redemption.coins.indices {
            let paid = redemption.coins[index].amount
            if index < minima.count, paid < minima[index] { throw .slippage }
            if !paid.isZero { isSomething = true }
        }
        guard isSomething else { throw .slippage }
        try module.pay(redemption)
        try ledger.write(module)
        for index in redemption.coins.indices {
            let coin = redemption.coins[index]
            try ledger.credit(coin.amount, of: coin.token, to: caller.holder)
        }
        ledger.report(.dollars(dollars, fee: redemption.fee, redemption.coins))
    }
}
