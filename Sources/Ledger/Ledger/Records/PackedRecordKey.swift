import Bytes

/// The key of a record of a kind whose numbers fit 56 bits and that has nothing else: the first
/// 64 bits of its `RecordKey`, which the kind alone makes different from those of all others.
///
/// A guest compares these two words where a key has ten.
public struct PackedRecordKey: Hashable, Sendable {
    /// The lower numbers.
    public let low: UInt32
    /// The kind in the top byte, the upper numbers below it.
    public let high: UInt32

    @inline(__always)
    private init(_ kind: RecordKind, low: UInt32, high: UInt32 = 0) {
        (self.low, self.high) = (low, UInt32(kind.rawValue) &<< 24 | high)
    }

    /// The index of a key that does not fit, in a list; of no kind.
    public static func unpacked(_ index: Int) -> PackedRecordKey {
        PackedRecordKey(low: UInt32(truncatingIfNeeded: index))
    }

    private init(low: UInt32) { (self.low, high) = (low, 0) }

    /// The index in a list of a key that does not fit; `nil` for one that does.
    public var unpackedIndex: Int? { high == 0 ? Int(truncatingIfNeeded: low) : nil }

    /// Kind and numbers in one integer.
    public var bits: UInt64 { UInt64(low: low, high: high) }
}

extension PackedRecordKey {
    /// A trading key's record; the slot is valid.
    @inline(__always)
    public static func key(_ account: AccountID, _ slot: KeySlot) -> PackedRecordKey {
        PackedRecordKey(
            .key, low: account.rawValue &<< 8 | UInt32(slot.rawValue),
            high: account.rawValue &>> 24)
    }

    /// A balance's record; the sub-account is valid.
    @inline(__always)
    public static func balance(
        _ account: AccountID, _ subAccount: SubAccount, _ token: TokenID
    ) -> PackedRecordKey {
        let low = UInt32(subAccount.rawValue) << 16 | UInt32(token.rawValue)
        return PackedRecordKey(
            .balance, low: account.rawValue &<< 24 | low, high: account.rawValue &>> 8)
    }

    /// A token's record.
    @inline(__always)
    public static func token(_ token: TokenID) -> PackedRecordKey {
        PackedRecordKey(.token, low: UInt32(token.rawValue))
    }

    /// The record of a chain's reserve of a token.
    @inline(__always)
    public static func reserve(_ chain: ChainID, _ token: TokenID) -> PackedRecordKey {
        PackedRecordKey(.reserve, low: UInt32(chain.rawValue) << 16 | UInt32(token.rawValue))
    }

    /// A pool's record.
    @inline(__always)
    public static func pool(_ pool: PoolID) -> PackedRecordKey {
        PackedRecordKey(.pool, low: UInt32(pool.rawValue))
    }
}

extension PackedRecordKey {
    /// The key whose words are exactly those in memory; `nil` when they are none, or of another
    /// kind than those above.
    @inline(__always)
    public init?(words: UnsafeBufferPointer<UInt32>) {
        guard words.count > 1, words[0] <= 0xff else { return nil }
        switch UInt8(truncatingIfNeeded: words[0]) {
        case RecordKind.balance.rawValue:
            guard words.count == 4, words[2] <= 0xff, words[3] <= 0xffff else { return nil }
            self = .balance(
                AccountID(words[1]), SubAccount(UInt8(truncatingIfNeeded: words[2])),
                TokenID(UInt16(truncatingIfNeeded: words[3])))
        case RecordKind.key.rawValue:
            guard words.count == 3, words[2] <= 0xff else { return nil }
            self = .key(AccountID(words[1]), KeySlot(UInt8(truncatingIfNeeded: words[2])))
        case RecordKind.token.rawValue:
            guard words.count == 2, words[1] <= 0xffff else { return nil }
            self = .token(TokenID(UInt16(truncatingIfNeeded: words[1])))
        case RecordKind.reserve.rawValue:
            guard words.count == 3, words[1] <= 0xff, words[2] <= 0xffff else { return nil }
            self = .reserve(
                ChainID(UInt8(truncatingIfNeeded: words[1])),
                TokenID(UInt16(truncatingIfNeeded: words[2])))
        case RecordKind.pool.rawValue:
            guard words.count == 2, words[1] <= 0xffff else { return nil }
            self = .pool(PoolID(UInt16(truncatingIfNeeded: words[1])))
        default: return nil
        }
    }

    /// Whether it is the key of a balance or a reserve.
    @inline(__always)
    public var isOfAmount: Bool {
        let kind = high &>> 24
        return kind == UInt32(RecordKind.balance.rawValue)
            || kind == UInt32(RecordKind.reserve.rawValue)
    }

    /// The token of the key of a balance or a reserve, and whether it is for a reserve.
    @inline(__always)
    public var amount: (token: TokenID, isReserve: Bool) {
        // The token is the last number of both.
        (
            TokenID(UInt16(truncatingIfNeeded: low)),
            high &>> 24 == UInt32(RecordKind.reserve.rawValue)
        )
    }

    /// Whether it is the key of a pool.
    @inline(__always)
    public var isOfPool: Bool { high &>> 24 == UInt32(RecordKind.pool.rawValue) }

    /// Whether it is the key of a trading key.
    @inline(__always)
    public var isOfKey: Bool { high &>> 24 == UInt32(RecordKind.key.rawValue) }
}

extension RecordKey {
    /// The whole key of a packed one.
    public init(_ key: PackedRecordKey) { self.init(packed: key.bits) }
}
