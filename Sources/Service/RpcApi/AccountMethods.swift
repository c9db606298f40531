public import Bytes
public import Ledger

/// `zkl_account`: an account by number or owner.
public enum AccountMethod: Method {
    public typealias Result = AccountInfo
    public static let name = "zkl_account"
    public static let summary = "An account's balances and keys"

    /// The account; exactly one field is given.
    public struct Parameters: WireObject, Hashable {
        /// The number of the account.
        public var accountID: AccountID?
        /// The owner: 20 bytes, or the same left-padded to 32.
        public var owner: HexBytes?

        public init(placeholder: ()) {}

        public init(accountID: AccountID) { self.accountID = accountID }

        /// The account of an EVM owner.
        public init(owner: Bytes20) { self.owner = HexBytes(owner.array) }

        /// The account of an owner of 32 bytes, left-padded where its address is shorter.
        public init(owner: Bytes32) { self.owner = HexBytes(owner.array) }

        public static let fields: [WireField<Parameters>] = [
            WireField("accountId", \.accountID, "either this or owner"),
            WireField("owner", \.owner, "EVM address of 20 bytes, or left-padded to 32"),
        ]
    }
}

/// An account.
public struct AccountInfo: WireObject, Hashable {
    public var accountID = AccountID(0)
    /// The owner's address, left-padded to 32 bytes.
    public var owner = Bytes32()
    /// The owner's family.
    public var family = ChainFamilyName.evm
    /// The balances above zero.
    public var balances: [BalanceInfo] = []
    /// The trading keys.
    public var keys: [KeyInfo] = []

    public init(placeholder: ()) {}

    public init(
        accountID: AccountID, owner: Bytes32, family: ChainFamilyName, balances: [BalanceInfo],
        keys: [KeyInfo]
    ) {
        (self.accountID, self.owner, self.family) = (accountID, owner, family)
        (self.balances, self.keys) = (balances, keys)
    }

    public static let fields: [WireField<AccountInfo>] = [
        WireField("accountId", \.accountID), WireField("owner", \.owner),
        WireField("family", \.family),
        WireField("balances", \.balances), WireField("keys", \.keys),
    ]
}

/// The balance of a sub-account in a token.
public struct BalanceInfo: WireObject, Hashable {
    public var subAccount = SubAccount(0)
    public var token = TokenID(0)
    /// The balance in layer-2 units.
    public var amount = Amount.zero

    public init(placeholder: ()) {}

    public init(subAccount: SubAccount, token: TokenID, amount: Amount) {
        (self.subAccount, self.token, self.amount) = (subAccount, token, amount)
    }

    public static let fields: [WireField<BalanceInfo>] = [
        WireField("subAccount", \.subAccount), WireField("token", \.token),
        WireField("amount", \.amount),
    ]
}

/// A trading key.
public struct KeyInfo: WireObject, Hashable {
    /// The slot.
    public var slot = KeySlot(0)
    /// The encoded public key.
    public var publicKey = Bytes40()
    /// The bits of its scopes.
    public var scopes: UInt8 = 0
    /// The end of its validity in milliseconds since 1970; 0: no end.
    public var expiry: UInt64 = 0
    /// The first nonce of the window; all below are used.
    public var nonceBase: UInt32 = 0
    /// The used nonces among the 64 from the base on; the least significant bit is the base.
    public var nonceBitmap = Bytes8()

    public init(placeholder: ()) {}

    public init(
        slot: KeySlot, publicKey: Bytes40, scopes: UInt8, expiry: UInt64, nonceBase: UInt32,
        nonceBitmap: Bytes8
    ) {
        (self.slot, self.publicKey, self.scopes) = (slot, publicKey, scopes)
        (self.expiry, self.nonceBase, self.nonceBitmap) = (expiry, nonceBase, nonceBitmap)
    }

    public static let fields: [WireField<KeyInfo>] = [
        WireField("slot", \.slot), WireField("publicKey", \.publicKey),
        WireField("scopes", \.scopes, "bits: 1 trade, 2 transfer, 4 withdraw to owner, 8 to any"),
        WireField("expiry", \.expiry, "milliseconds since 1970; 0: never"),
        WireField("nonceBase", \.nonceBase), WireField("nonceBitmap", \.nonceBitmap),
    ]
}

/// Eight bytes: a 64-bit map.
public typealias Bytes8 = FixedBytes<8>

/// `zkl_nextNonce`: the lowest free nonce of a key.
public enum NextNonceMethod: Method {
    public static let name = "zkl_nextNonce"
    public static let summary = "The lowest nonce that the key has not used"

    /// The key.
    public struct Parameters: WireObject, Hashable {
        public var accountID = AccountID(0)
        /// The slot of the key.
        public var slot = KeySlot(0)

        public init(placeholder: ()) {}

        public init(accountID: AccountID, slot: KeySlot) {
            self.accountID = accountID
            self.slot = slot
        }

        public static let fields: [WireField<Parameters>] = [
            WireField("accountId", \.accountID), WireField("slot", \.slot),
        ]
    }

    /// The free nonce.
    public struct Result: WireObject, Hashable {
        /// The lowest free nonce.
        public var nonce: UInt32 = 0

        public init(placeholder: ()) {}

        public init(nonce: UInt32) {
            self.nonce = nonce
        }

        public static let fields: [WireField<Result>] = [WireField("nonce", \.nonce)]
    }
}
