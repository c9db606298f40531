/// A network's number, bound into every signature and header.
public struct NetworkID: Hashable, Sendable {
    /// The number as encoded.
    public let rawValue: UInt32

    /// Wraps a number.
    public init(_ rawValue: UInt32) { self.rawValue = rawValue }
}

/// A settlement chain's number within the network; 0 names no chain.
public struct ChainID: Hashable, Comparable, Sendable {
    /// The number as encoded.
    public let rawValue: UInt8

    /// Wraps a number.
    public init(_ rawValue: UInt8) { self.rawValue = rawValue }

    /// Order of the numbers.
    public static func < (left: ChainID, right: ChainID) -> Bool { left.rawValue < right.rawValue }
}

/// An account's number, given out in order of creation.
public struct AccountID: Hashable, Comparable, Sendable {
    /// The number as encoded.
    public let rawValue: UInt32

    /// Wraps a number.
    public init(_ rawValue: UInt32) { self.rawValue = rawValue }

    /// The protocol's account, which receives fees.
    public static let fees = AccountID(0)

    /// The number that stands for no account.
    public static let none = AccountID(.max)

    /// Order of the numbers.
    public static func < (left: AccountID, right: AccountID) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// One of an account's separate sets of balances.
public struct SubAccount: Hashable, Comparable, Sendable {
    /// The number as encoded, in range or not.
    public let rawValue: UInt8

    /// Wraps a number; `isValid` tells whether it is in range.
    public init(_ rawValue: UInt8) { self.rawValue = rawValue }

    /// Whether the number is in `0...31`.
    public var isValid: Bool { rawValue <= LedgerLimits.maximumSubAccount }

    /// Order of the numbers.
    public static func < (left: SubAccount, right: SubAccount) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// The place of a trading key in its account.
public struct KeySlot: Hashable, Comparable, Sendable {
    /// The number as encoded, in range or not.
    public let rawValue: UInt8

    /// Wraps a number; `isValid` tells whether it is in range.
    public init(_ rawValue: UInt8) { self.rawValue = rawValue }

    /// Whether the number is in `0...15`.
    public var isValid: Bool { rawValue <= LedgerLimits.maximumKeySlot }

    /// Order of the numbers.
    public static func < (left: KeySlot, right: KeySlot) -> Bool { left.rawValue < right.rawValue }
}

/// A token's number; the upper half of the range are pools' liquidity shares.
public struct TokenID: Hashable, Comparable, Sendable {
    /// The number as encoded.
    public let rawValue: UInt16

    /// Wraps a number.
    public init(_ rawValue: UInt16) { self.rawValue = rawValue }

    /// The unified dollar.
    public static let unifiedDollar = TokenID(1)

    /// The liquidity share of a pool, whose number is at most `0x7fff`.
    public init(shareOf pool: PoolID) { rawValue = LedgerLimits.firstShareToken | pool.rawValue }

    /// Whether this is the liquidity share of a pool.
    public var isShare: Bool { rawValue >= LedgerLimits.firstShareToken }

    /// The pool of a liquidity share.
    public var sharePool: PoolID? {
        isShare ? PoolID(rawValue & LedgerLimits.maximumPool) : nil
    }

    /// Order of the numbers.
    public static func < (left: TokenID, right: TokenID) -> Bool { left.rawValue < right.rawValue }
}

/// A pool's number, given out in order of creation.
public struct PoolID: Hashable, Comparable, Sendable {
    /// The number as encoded.
    public let rawValue: UInt16

    /// Wraps a number.
    public init(_ rawValue: UInt16) { self.rawValue = rawValue }

    /// Order of the numbers.
    public static func < (left: PoolID, right: PoolID) -> Bool { left.rawValue < right.rawValue }
}
