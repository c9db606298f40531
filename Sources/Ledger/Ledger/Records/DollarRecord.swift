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

/// The unified dollar: its supply, and the coins that back it.
public struct DollarRecord: FieldList, Hashable, Sendable {
    /// The units that accounts hold.
    public var supply = Amount.zero
    /// Every listed coin with the amount held, in the order of their listing.
    public var coins = DollarCoins()

    public init() {}

    public init(placeholder: ()) {}

    /// Supply, coin count, tokens with amounts.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&supply)
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

    /// Whether there is a unit of a coin for every unit of the dollar, whatever the coins are worth.
    public var isBacked: Bool { held.map { $0 >= supply } ?? false }
}
