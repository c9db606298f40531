import Bytes

/// What a state record describes.
public enum RecordKind: UInt8, Hashable, Sendable {
    /// Counters of the whole network.
    case network = 1
    /// An account's owner.
    case account = 2
    /// An owner's account.
    case owner = 3
    /// A trading key.
    case key = 4
    /// What a sub-account holds of a token.
    case balance = 5
    /// A token's class.
    case token = 6
    /// A token's contract on a chain.
    case tokenOnChain = 7
    /// What a chain's contract holds of a token.
    case reserve = 8
    /// A pool.
    case pool = 9
    /// The pool of a pair of tokens.
    case pair = 10
}

/// The key of a state record, small enough to be compared and hashed often.
///
/// Every field but an owner's address fits one word: the kind in the top byte, then up to 56 bits.
public struct RecordKey: Sendable {
    /// Kind and fields.
    public let packed: UInt64
    /// An owner's address, most significant byte first; zero for the other kinds.
    private let address: InlineArray<4, UInt64>

    private init(_ kind: RecordKind, _ fields: UInt64) {
        packed = UInt64(kind.rawValue) << 56 | fields
        address = InlineArray(repeating: 0)
    }

    /// The network record.
    public static var network: RecordKey { RecordKey(.network, 0) }

    /// An account's record.
    public static func account(_ account: AccountID) -> RecordKey {
        RecordKey(.account, UInt64(account.rawValue))
    }

    /// The record that finds an owner's account.
    public static func owner(_ owner: Owner) -> RecordKey { RecordKey(owner) }

    /// A trading key's record; the slot is valid.
    public static func key(_ account: AccountID, _ slot: KeySlot) -> RecordKey {
        RecordKey(.key, UInt64(account.rawValue) << 8 | UInt64(slot.rawValue))
    }

    /// A balance's record; the sub-account is valid.
    public static func balance(
        _ account: AccountID, _ subAccount: SubAccount, _ token: TokenID
    ) -> RecordKey {
        let low = UInt64(subAccount.rawValue) << 16 | UInt64(token.rawValue)
        return RecordKey(.balance, UInt64(account.rawValue) << 24 | low)
    }

    /// A token's record.
    public static func token(_ token: TokenID) -> RecordKey {
        RecordKey(.token, UInt64(token.rawValue))
    }

    /// The record of a token's contract on a chain.
    public static func tokenOnChain(_ token: TokenID, _ chain: ChainID) -> RecordKey {
        RecordKey(.tokenOnChain, UInt64(token.rawValue) << 8 | UInt64(chain.rawValue))
    }

    /// The record of a chain's reserve of a token.
    public static func reserve(_ chain: ChainID, _ token: TokenID) -> RecordKey {
        RecordKey(.reserve, UInt64(chain.rawValue) << 16 | UInt64(token.rawValue))
    }

    /// A pool's record.
    public static func pool(_ pool: PoolID) -> RecordKey {
        RecordKey(.pool, UInt64(pool.rawValue))
    }

    /// The record of a pair's pool.
    public static func pair(_ kind: PoolKind, _ tokenA: TokenID, _ tokenB: TokenID) -> RecordKey {
        let tokens = UInt64(tokenA.rawValue) << 16 | UInt64(tokenB.rawValue)
        return RecordKey(.pair, UInt64(kind.rawValue) << 32 | tokens)
    }

    private init(_ owner: Owner) {
        packed = UInt64(RecordKind.owner.rawValue) << 56 | UInt64(owner.family.rawValue)
        address = InlineArray { word in
            var value: UInt64 = 0
            for index in 0..<8 { value = value << 8 | UInt64(owner.address[8 * word + index]) }
            return value
        }
    }
}

extension RecordKey: Hashable {
    /// Whether both are the same.
    public static func == (left: RecordKey, right: RecordKey) -> Bool {
        guard left.packed == right.packed else { return false }
        for index in 0..<4 where left.address[index] != right.address[index] { return false }
        return true
    }

    /// Feeds what equality compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(packed)
        guard isOwner else { return }
        for index in 0..<4 { hasher.combine(address[index]) }
    }

    /// A cheap fixed hash for tables that live no longer than a block.
    public var shortHash: UInt64 {
        var mixed = packed
        if isOwner { for index in 0..<4 { mixed = RecordKey.mix(mixed) ^ address[index] } }
        return RecordKey.mix(mixed)
    }

    private var isOwner: Bool { packed >> 56 == UInt64(RecordKind.owner.rawValue) }

    /// The finalizer of SplitMix64 (Steele, Lea, Flood, 2014): every bit reaches every other.
    private static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}

extension RecordKey {
    /// What the record describes.
    public var kind: RecordKind { RecordKind(rawValue: UInt8(packed >> 56)) ?? .network }

    /// The account of a key for an account, key or balance.
    public var account: AccountID? {
        switch kind {
        case .account: AccountID(UInt32(truncatingIfNeeded: packed))
        case .key: AccountID(UInt32(truncatingIfNeeded: packed >> 8))
        case .balance: AccountID(UInt32(truncatingIfNeeded: packed >> 24))
        default: nil
        }
    }

    /// The sub-account of a balance's key.
    public var subAccount: SubAccount? {
        kind == .balance ? SubAccount(UInt8(truncatingIfNeeded: packed >> 16)) : nil
    }

    /// The slot of a trading key's key.
    public var slot: KeySlot? {
        kind == .key ? KeySlot(UInt8(truncatingIfNeeded: packed)) : nil
    }

    /// The token of a key for a balance, token, token on a chain or reserve.
    public var token: TokenID? {
        switch kind {
        case .balance, .token, .reserve: TokenID(UInt16(truncatingIfNeeded: packed))
        case .tokenOnChain: TokenID(UInt16(truncatingIfNeeded: packed >> 8))
        default: nil
        }
    }

    /// The chain of a key for a token on a chain or reserve.
    public var chain: ChainID? {
        switch kind {
        case .tokenOnChain: ChainID(UInt8(truncatingIfNeeded: packed))
        case .reserve: ChainID(UInt8(truncatingIfNeeded: packed >> 16))
        default: nil
        }
    }

    /// The pool of a pool's key.
    public var pool: PoolID? {
        kind == .pool ? PoolID(UInt16(truncatingIfNeeded: packed)) : nil
    }

    /// The owner of an owner's key.
    public var owner: Owner? {
        guard isOwner, let family = ChainFamily(rawValue: UInt8(truncatingIfNeeded: packed)) else {
            return nil
        }
        let bytes = Bytes32 { index in
            UInt8(truncatingIfNeeded: address[index >> 3] >> UInt64(56 - 8 * (index & 7)))
        }
        return Owner(family: family, address: bytes)
    }

    /// The key as the list of words that the state tree hashes.
    public var words: [UInt32] {
        var words = [UInt32(packed >> 56)]
        func append(_ width: UInt64, at shift: UInt64) {
            words.append(UInt32(truncatingIfNeeded: (packed >> shift) & ((1 << width) - 1)))
        }
        switch kind {
        case .network: break
        case .account: append(32, at: 0)
        case .owner:
            append(8, at: 0)
            for index in 0..<4 {
                let swapped = address[index].byteSwapped
                words.append(UInt32(truncatingIfNeeded: swapped))
                words.append(UInt32(truncatingIfNeeded: swapped >> 32))
            }
        case .key: append(32, at: 8); append(8, at: 0)
        case .balance: append(32, at: 24); append(8, at: 16); append(16, at: 0)
        case .token, .pool: append(16, at: 0)
        case .tokenOnChain: append(16, at: 8); append(8, at: 0)
        case .reserve: append(8, at: 16); append(16, at: 0)
        case .pair: append(8, at: 32); append(16, at: 16); append(16, at: 0)
        }
        return words
    }
}
