public import Bytes

/// The key of a state record, in a form that is quick to compare and to hash.
///
/// The kind is the top byte; the kind's numbers fill the 56 bits below, the last one lowest. An
/// address or a set of tokens follows where the kind has one.
public struct RecordKey: Sendable {
    /// The kind and its numbers.
    public let packed: UInt64
    /// The words of an address, most significant byte first, or four tokens; zeros for other kinds.
    private let tail: InlineArray<4, UInt64>

    /// A key that has nothing else.
    @inline(__always)
    init(packed: UInt64) { (self.packed, tail) = (packed, InlineArray(repeating: 0)) }

    @inline(__always)
    private init(_ kind: RecordKind, _ numbers: UInt64) {
        self.init(packed: UInt64(low: 0, high: UInt32(kind.rawValue) &<< 24) | numbers)
    }

    private init(_ kind: RecordKind, _ numbers: UInt64, address: Bytes32) {
        packed = UInt64(kind.rawValue) << 56 | numbers
        tail = InlineArray { word in
            var value: UInt64 = 0
            for index in 0..<8 { value = value << 8 | UInt64(address[8 * word + index]) }
            return value
        }
    }

    private init(_ kind: RecordKind, _ numbers: UInt64, tokens: InlineArray<4, TokenID>) {
        packed = UInt64(kind.rawValue) << 56 | numbers
        tail = InlineArray { UInt64(tokens[$0].rawValue) }
    }
}

extension RecordKey {
    /// The network record.
    public static var network: RecordKey { RecordKey(.network, 0) }

    /// An account's record.
    public static func account(_ account: AccountID) -> RecordKey {
        RecordKey(.account, UInt64(account.rawValue))
    }

    /// The record of an owner's account number.
    public static func owner(_ owner: ChainAddress) -> RecordKey {
        RecordKey(.owner, UInt64(owner.family.rawValue), address: owner.address)
    }

    /// A trading key's record; the slot is valid.
    public static func key(_ account: AccountID, _ slot: KeySlot) -> RecordKey {
        RecordKey(PackedRecordKey.key(account, slot))
    }

    /// A balance's record; the sub-account is valid.
    public static func balance(
        _ account: AccountID, _ subAccount: SubAccount, _ token: TokenID
    ) -> RecordKey {
        RecordKey(PackedRecordKey.balance(account, subAccount, token))
    }

    /// A token's record.
    public static func token(_ token: TokenID) -> RecordKey {
        RecordKey(PackedRecordKey.token(token))
    }

    /// The record of a token's contract on a chain.
    public static func tokenOnChain(_ token: TokenID, _ chain: ChainID) -> RecordKey {
        RecordKey(.tokenOnChain, UInt64(token.rawValue) << 8 | UInt64(chain.rawValue))
    }

    /// The record of a chain's reserve of a token.
    public static func reserve(_ chain: ChainID, _ token: TokenID) -> RecordKey {
        RecordKey(PackedRecordKey.reserve(chain, token))
    }

    /// A pool's record.
    public static func pool(_ pool: PoolID) -> RecordKey {
        RecordKey(PackedRecordKey.pool(pool))
    }

    /// The record of the pool of a kind for a set of tokens.
    public static func poolOfTokens(_ kind: PoolKind, _ tokens: PoolTokens) -> RecordKey {
        RecordKey(
            .poolOfTokens, UInt64(kind.rawValue),
            tokens: InlineArray { $0 < tokens.count ? tokens[$0] : TokenID(0) })
    }

    /// A chain's record.
    public static func chain(_ chain: ChainID) -> RecordKey {
        RecordKey(.chain, UInt64(chain.rawValue))
    }

    /// The record of the next number of a kind of thing.
    public static func counter(_ counter: LedgerCounter) -> RecordKey {
        RecordKey(.counter, UInt64(counter.rawValue))
    }

    /// The record of a set of signers.
    public static func signerSet(_ set: SignerSetID) -> RecordKey {
        RecordKey(.signerSet, UInt64(set.rawValue))
    }

    /// The record of a feed's observations.
    public static func feed(_ feed: FeedID) -> RecordKey {
        RecordKey(.feed, UInt64(feed.rawValue))
    }

    /// The record of a feed's price.
    public static func price(_ feed: FeedID) -> RecordKey {
        RecordKey(.price, UInt64(feed.rawValue))
    }

    /// The record of a coin that backs the unified dollar.
    public static func collateral(_ token: TokenID) -> RecordKey {
        RecordKey(.collateral, UInt64(token.rawValue))
    }

    /// The record of a token against which vaults owe dollars.
    public static func vaultMarket(_ token: TokenID) -> RecordKey {
        RecordKey(.vaultMarket, UInt64(token.rawValue))
    }

    /// The record of a sub-account's debt against a token; the sub-account is valid.
    public static func vault(
        _ account: AccountID, _ subAccount: SubAccount, _ token: TokenID
    ) -> RecordKey {
        RecordKey(
            .vault,
            UInt64(account.rawValue) << 24 | UInt64(subAccount.rawValue) << 16
                | UInt64(token.rawValue))
    }

    /// The unified dollar's record.
    public static var dollar: RecordKey { RecordKey(.dollar, 0) }

    /// The balance of the dollars that take losses first.
    public static var dollarBuffer: RecordKey {
        .balance(.fees, .dollarBuffer, .unifiedDollar)
    }
}

extension RecordKey: Hashable {
    public static func == (left: RecordKey, right: RecordKey) -> Bool {
        guard left.packed == right.packed else { return false }
        guard left.hasTail else { return true }
        for index in 0..<4 where left.tail[index] != right.tail[index] { return false }
        return true
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(packed)
        guard hasTail else { return }
        for index in 0..<4 { hasher.combine(tail[index]) }
    }

    /// A cheap fixed hash, for tables that last no longer than a block.
    public var shortHash: UInt64 {
        var mixed = packed
        if hasTail { for index in 0..<4 { mixed = RecordKey.mix(mixed) ^ tail[index] } }
        return RecordKey.mix(mixed)
    }

    private var hasTail: Bool {
        let kind = packed >> 56
        return kind == UInt64(RecordKind.owner.rawValue)
            || kind == UInt64(RecordKind.poolOfTokens.rawValue)
    }

    /// The finalizer of SplitMix64 (Steele, Lea, Flood, 2014): every bit affects every other.
    private static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}

extension RecordKey {
    /// The kind of the record.
    public var kind: RecordKind { RecordKind(rawValue: UInt8(packed >> 56)) ?? .network }

    /// The account of a key for an account, key, balance or vault.
    public var account: AccountID? {
        switch kind {
        case .account, .key, .balance, .vault: AccountID(number(0))
        default: nil
        }
    }

    /// The sub-account of a key for a balance or vault.
    public var subAccount: SubAccount? {
        kind == .balance || kind == .vault
            ? SubAccount(UInt8(truncatingIfNeeded: number(1))) : nil
    }

    /// The slot of a trading key's key.
    public var slot: KeySlot? {
        kind == .key ? KeySlot(UInt8(truncatingIfNeeded: number(1))) : nil
    }

    /// The token of a key that names one.
    public var token: TokenID? {
        switch kind {
        case .balance, .token, .reserve, .collateral, .vaultMarket, .vault:
            TokenID(UInt16(truncatingIfNeeded: packed))
        case .tokenOnChain: TokenID(UInt16(truncatingIfNeeded: number(0)))
        default: nil
        }
    }

    /// The token of a key for a balance or a reserve, and whether it is for a reserve.
    public var amount: (token: TokenID, isReserve: Bool) {
        // The token is the last number of both.
        (
            TokenID(UInt16(truncatingIfNeeded: packed)),
            packed.high &>> 24 == UInt32(RecordKind.reserve.rawValue)
        )
    }

    /// The chain of a key for a chain, a token on a chain or a reserve.
    public var chain: ChainID? {
        switch kind {
        case .chain: ChainID(UInt8(truncatingIfNeeded: packed))
        case .tokenOnChain: ChainID(UInt8(truncatingIfNeeded: number(1)))
        case .reserve: ChainID(UInt8(truncatingIfNeeded: number(0)))
        default: nil
        }
    }

    /// The pool of a pool's key.
    public var pool: PoolID? {
        kind == .pool ? PoolID(UInt16(truncatingIfNeeded: packed)) : nil
    }

    /// The owner of an owner's key.
    public var owner: ChainAddress? {
        guard kind == .owner,
            let family = ChainFamily(rawValue: UInt8(truncatingIfNeeded: packed))
        else { return nil }
        return ChainAddress(family: family, address: addressBytes)
    }

    private var addressBytes: Bytes32 {
        Bytes32 { index in
            UInt8(truncatingIfNeeded: tail[index >> 3] >> UInt64(56 - 8 * (index & 7)))
        }
    }

    /// The number at an index in `0..<4`.
    private func number(_ place: Int) -> UInt32 {
        let widths = kind.widths
        var shift: UInt64 = 0
        for later in (place + 1)..<max(4, place + 1) { shift += widths[later] }
        let mask: UInt64 = (1 << widths[place]) - 1
        return UInt32(truncatingIfNeeded: packed >> shift & mask)
    }
}

extension RecordKey {
    /// The key as the words that the state tree hashes.
    public var words: [UInt32] {
        let kind = kind
        let widths = kind.widths
        return WordWriter.words { writer in
            var code = kind.rawValue
            writer.visit(&code)
            for place in 0..<4 where widths[place] > 0 {
                var number = number(place)
                writer.visit(&number)
            }
            switch kind.tail {
            case .nothing: break
            case .address:
                var bytes = addressBytes
                writer.visit(&bytes)
            case .tokens:
                for place in 0..<4 {
                    var token = UInt16(truncatingIfNeeded: tail[place])
                    writer.visit(&token)
                }
            }
        }
    }

    /// The key whose words are exactly these.
    public init(words: [UInt32]) throws(DecodingError) {
        self = try words.withUnsafeBufferPointer { words throws(DecodingError) in
            try RecordKey(words: words)
        }
    }

    /// The key whose words are exactly those in memory.
    public init(words: UnsafeBufferPointer<UInt32>) throws(DecodingError) {
        var reader = WordReader(words)
        var code: UInt8 = 0
        try reader.visit(&code)
        guard let kind = RecordKind(rawValue: code) else {
            throw .invalidValue(field: "record kind")
        }
        let widths = kind.widths
        // The numbers one above the other, 56 bits at most, in two words.
        var (low, high): (UInt32, UInt32) = (0, 0)
        for place in 0..<4 {
            let width = UInt32(truncatingIfNeeded: widths[place])
            guard width > 0 else { break }
            var number: UInt32 = 0
            try reader.visit(&number)
            if width == 32 {
                (low, high) = (number, low)
            } else {
                guard number &>> width == 0 else { throw .invalidValue(field: "record key") }
                high = high &<< width | low &>> (32 &- width)
                low = low &<< width | number
            }
        }
        let numbers = UInt64(low: low, high: high)
        switch kind.tail {
        case .nothing: self.init(kind, numbers)
        case .address:
            var bytes = Bytes32()
            try reader.visit(&bytes)
            self.init(kind, numbers, address: bytes)
            guard owner != nil else { throw .invalidValue(field: "owner") }
        case .tokens:
            var tokens = InlineArray<4, TokenID>(repeating: TokenID(0))
            for place in 0..<4 { try reader.visit(&tokens[place]) }
            self.init(kind, numbers, tokens: tokens)
        }
        try reader.finish()
    }
}
