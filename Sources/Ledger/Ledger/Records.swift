public import Bytes

/// Counters of the whole network.
public struct NetworkRecord: Hashable, Sendable {
    /// The number that the next account gets.
    public var nextAccount: AccountID
    /// The number that the next pool gets; `0x8000` when they are used up.
    public var nextPool: UInt16
    /// The last block's number.
    public var blockNumber: UInt64
    /// The last block's time.
    public var lastTimestamp: UInt64

    /// A record with these fields.
    public init(
        nextAccount: AccountID, nextPool: UInt16, blockNumber: UInt64, lastTimestamp: UInt64
    ) {
        (self.nextAccount, self.nextPool) = (nextAccount, nextPool)
        (self.blockNumber, self.lastTimestamp) = (blockNumber, lastTimestamp)
    }
}

/// An account's owner.
public struct AccountRecord: Hashable, Sendable {
    /// Whom the account belongs to.
    public var owner: Owner
    /// Reserved; zero.
    public var flags: UInt32

    /// A record with these fields.
    public init(owner: Owner, flags: UInt32 = 0) { (self.owner, self.flags) = (owner, flags) }
}

/// A trading key and the nonces that it has used.
public struct KeyRecord: Hashable, Sendable {
    /// The encoded public key, which need not be a valid point.
    public var publicKey: Bytes40
    /// What the key may sign.
    public var scopes: Scopes
    /// The last second in which it may sign; 0 for no end.
    public var expiry: UInt64
    /// The used nonces.
    public var nonces: NonceWindow

    /// A record with these fields.
    public init(publicKey: Bytes40, scopes: Scopes, expiry: UInt64, nonces: NonceWindow) {
        (self.publicKey, self.scopes) = (publicKey, scopes)
        (self.expiry, self.nonces) = (expiry, nonces)
    }
}

/// The class of a token.
public enum TokenClass: UInt8, Hashable, Sendable {
    /// A token of its chains.
    case ordinary = 0
    /// A stablecoin of its chains.
    case stable = 1
    /// A voucher that stands for something else.
    case voucher = 2
    /// The liquidity share of a pool.
    case share = 3
    /// The network's own dollar.
    case unifiedDollar = 4

    /// Whether a chain may register a token of this class.
    public var isRegistrable: Bool { rawValue <= TokenClass.voucher.rawValue }
}

/// A token's contract on a chain.
public struct TokenOnChainRecord: Hashable, Sendable {
    /// The contract's address.
    public var contract: Bytes32
    /// The token's decimals there, at most 18.
    public var decimals: UInt8

    /// A record with these fields.
    public init(contract: Bytes32, decimals: UInt8) {
        (self.contract, self.decimals) = (contract, decimals)
    }

    /// Layer-2 units of one unit on the chain.
    public var scale: UInt64 { Amount.scale(decimals: decimals) }
}

/// A pool of two tokens.
public struct PoolRecord: Hashable, Sendable {
    /// The pool's curve.
    public var kind: PoolKind
    /// The token with the smaller number.
    public var tokenA: TokenID
    /// The token with the larger number.
    public var tokenB: TokenID
    /// What the pool holds of token A.
    public var balanceA: Amount
    /// What the pool holds of token B.
    public var balanceB: Amount
    /// All shares, the locked ones included.
    public var shareSupply: Amount
    /// What liquidity providers earn, in parts of 1,000,000.
    public var feeRate: UInt32
    /// What the protocol earns on top, in parts of 1,000,000.
    public var protocolFeeRate: UInt32

    /// A record with these fields.
    public init(
        kind: PoolKind, tokenA: TokenID, tokenB: TokenID, balanceA: Amount, balanceB: Amount,
        shareSupply: Amount, feeRate: UInt32, protocolFeeRate: UInt32
    ) {
        (self.kind, self.tokenA, self.tokenB) = (kind, tokenA, tokenB)
        (self.balanceA, self.balanceB, self.shareSupply) = (balanceA, balanceB, shareSupply)
        (self.feeRate, self.protocolFeeRate) = (feeRate, protocolFeeRate)
    }
}

/// The value of a state record.
public enum Record: Hashable, Sendable {
    /// Of `RecordKey.network`.
    case network(NetworkRecord)
    /// Of an account's key.
    case account(AccountRecord)
    /// Of an owner's key.
    case owner(AccountID)
    /// Of a trading key's key.
    case key(KeyRecord)
    /// Of a balance's key.
    case balance(Amount)
    /// Of a token's key; layer-2 decimals are always 18.
    case token(TokenClass)
    /// Of the key of a token on a chain.
    case tokenOnChain(TokenOnChainRecord)
    /// Of a reserve's key.
    case reserve(Amount)
    /// Of a pool's key.
    case pool(PoolRecord)
    /// Of a pair's key.
    case pair(PoolID)
}
