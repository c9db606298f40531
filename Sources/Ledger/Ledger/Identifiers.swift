public import Bytes

/// A fixed-width unsigned integer that identifies something.
public protocol Identifier: FieldList, Hashable, Comparable, Sendable {
    /// The integer of its encoding.
    associatedtype RawValue: FixedWidthInteger & UnsignedInteger & Sendable

    /// The number as encoded.
    var rawValue: RawValue { get }

    init(_ rawValue: RawValue)
}

extension Identifier {
    public init(placeholder: ()) { self.init(0) }

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        var number = rawValue
        try visitor.visit(&number)
        self = Self(number)
    }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A network's number, bound into every signature and header.
public struct NetworkID: Identifier {
    /// The number as encoded.
    public let rawValue: UInt32

    public init(_ rawValue: UInt32) { self.rawValue = rawValue }
}

/// A settlement chain's number within the network; 0 and 255 name no chain.
public struct ChainID: Identifier {
    /// The number as encoded.
    public let rawValue: UInt8

    public init(_ rawValue: UInt8) { self.rawValue = rawValue }

    /// The target of what stays in the network: an account instead of a chain.
    public static let network = ChainID(255)
}

/// An account's number, assigned in order of creation.
public struct AccountID: Identifier {
    /// The number as encoded.
    public let rawValue: UInt32

    public init(_ rawValue: UInt32) { self.rawValue = rawValue }

    /// The protocol's fee account.
    public static let fees = AccountID(0)

    /// The number that means "no account".
    public static let none = AccountID(.max)
}

/// The number of a separate set of balances of an account.
public struct SubAccount: Identifier {
    /// The number as encoded, in range or not.
    public let rawValue: UInt8

    /// A number that may be out of range: see `isValid`.
    public init(_ rawValue: UInt8) { self.rawValue = rawValue }

    /// The sub-account of the fee account that holds the unified dollar's buffer.
    public static let dollarBuffer = SubAccount(1)
    /// The sub-account of the fee account that holds reserve fees, from which rebates are paid.
    public static let reservePot = SubAccount(2)

    /// Whether the number is in `0...31`.
    public var isValid: Bool { rawValue <= LedgerLimits.maximumSubAccount }
}

/// The index of a trading key in its account.
public struct KeySlot: Identifier {
    /// The number as encoded, in range or not.
    public let rawValue: UInt8

    /// A number that may be out of range: see `isValid`.
    public init(_ rawValue: UInt8) { self.rawValue = rawValue }

    /// Whether the number is in `0...15`.
    public var isValid: Bool { rawValue <= LedgerLimits.maximumKeySlot }
}

/// A token's number; numbers from `0x8000` on are liquidity shares of pools.
public struct TokenID: Identifier {
    /// The number as encoded.
    public let rawValue: UInt16

    public init(_ rawValue: UInt16) { self.rawValue = rawValue }

    public static let unifiedDollar = TokenID(1)

    /// The liquidity share of a pool, whose number is at most `0x7fff`.
    public init(shareOf pool: PoolID) { rawValue = LedgerLimits.firstShareToken | pool.rawValue }

    /// Whether this is the liquidity share of a pool.
    public var isShare: Bool { rawValue >= LedgerLimits.firstShareToken }

    /// Whether the network itself makes the token, which is a voucher on chains: the dollar, or the
    /// share of a pool.
    public var isIssued: Bool { isShare || self == .unifiedDollar }

    /// The pool of a liquidity share.
    public var sharePool: PoolID? {
        isShare ? PoolID(rawValue & LedgerLimits.maximumPool) : nil
    }
}

/// The number of a feed: that of the token whose price in dollars it gives.
public struct FeedID: Identifier {
    /// The number as encoded.
    public let rawValue: UInt16

    public init(_ rawValue: UInt16) { self.rawValue = rawValue }

    /// The feed of a token's price.
    public init(priceOf token: TokenID) { rawValue = token.rawValue }
}

/// The number of a set of signers of prices.
public struct SignerSetID: Identifier {
    /// The number as encoded.
    public let rawValue: UInt8

    public init(_ rawValue: UInt8) { self.rawValue = rawValue }
}

/// A pool's number, assigned in order of creation.
public struct PoolID: Identifier {
    /// The number as encoded.
    public let rawValue: UInt16

    public init(_ rawValue: UInt16) { self.rawValue = rawValue }

    /// The place of a hop that mints or redeems the unified dollar; the number of no pool.
    public static let unifiedDollar = PoolID(LedgerLimits.maximumPool + 1)
}
