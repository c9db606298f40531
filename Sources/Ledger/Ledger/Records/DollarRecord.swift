public import Bytes

/// The coins behind the unified dollar, or limits for them, in the order of their listing.
public typealias DollarCoins = BoundedList<8, TokenQuantity>

extension DollarCoins {
    /// An amount of one coin.
    public init(_ token: TokenID, _ amount: Amount) {
        self.init()
        append(TokenQuantity(token, amount))
    }
}

/// The unified dollar: its supply, the coins that back it, and what vaults owe.
public struct DollarRecord: FieldList, Hashable, Sendable {
    /// The units that accounts hold.
    public var supply = Amount.zero
    /// The principal that vaults owe, and what of it was written off.
    public var principal = Amount.zero
    /// The part of the principal that nobody owes any longer, as collateral and buffer were used up.
    public var badDebt = Amount.zero
    /// The interest on one dollar owed since the first debt, with 18 decimals.
    public var interestIndex = Amount.zero
    /// The time of the index in seconds since 1970.
    public var interestTime: UInt64 = 0
    /// Every listed coin with the amount held, in the order of their listing.
    public var coins = DollarCoins()

    public init() {}

    public init(placeholder: ()) {}

    /// Supply, principal, bad debt, interest index and its time, coin count, tokens with amounts.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&supply)
        try visitor.visit(&principal)
        try visitor.visit(&badDebt)
        guard badDebt <= principal else { throw visitor.failure(.invalidValue(field: "bad debt")) }
        try visitor.visit(&interestIndex)
        try visitor.visit(&interestTime)
        try coins.visit(&visitor, count: 1...LedgerLimits.maximumDollarCoins, "coin count")
    }

    /// The index of a coin; `nil` when the token is not listed.
    public func index(of token: TokenID) -> Int? {
        for index in coins.indices where coins[index].token == token { return index }
        return nil
    }

    /// The units of all coins; `nil` when they do not fit.
    public var held: Amount? {
        var sum = Amount.zero
        for index in coins.indices {
            guard let next = sum.adding(coins[index].amount) else { return nil }
            sum = next
        }
        return sum
    }

    /// The principal that vaults owe: all but what is bad.
    public var owed: Amount { principal.subtracting(badDebt) ?? .zero }

    /// Whether there is a unit of a coin or of a vault's debt for every unit of the dollar, whatever
    /// the coins and the debts are worth.
    public var isBacked: Bool {
        guard let units = held?.adding(principal) else { return false }
        return units >= supply
    }
}
