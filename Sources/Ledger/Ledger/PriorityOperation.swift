public import Bytes

/// Credits an owner with tokens that a chain's contract received.
public struct Deposit: Hashable, Sendable {
    /// What was received.
    public var token: TokenID
    /// How much, in layer-2 units.
    public var amount: Amount
    /// Whose account is credited; a new owner gets one.
    public var owner: Owner
    /// Which of the account's sub-accounts.
    public var subAccount: SubAccount

    /// A deposit with these fields.
    public init(token: TokenID, amount: Amount, owner: Owner, subAccount: SubAccount) {
        (self.token, self.amount, self.owner, self.subAccount) = (token, amount, owner, subAccount)
    }
}

/// Pays an owner on the chain where it asks, without a signature of a trading key.
public struct FullExit: Hashable, Sendable {
    /// Who called the chain's contract.
    public var caller: Owner
    /// The account to exit from, which the caller must own.
    public var account: AccountID
    /// Which of its sub-accounts.
    public var subAccount: SubAccount
    /// What to pay.
    public var token: TokenID
    /// How much at most; `Amount.maximum` for everything.
    public var amount: Amount

    /// A full exit with these fields.
    public init(
        caller: Owner, account: AccountID, subAccount: SubAccount, token: TokenID, amount: Amount
    ) {
        (self.caller, self.account, self.subAccount) = (caller, account, subAccount)
        (self.token, self.amount) = (token, amount)
    }
}

/// Registers a trading key of the caller's account.
public struct SetKey: Hashable, Sendable {
    /// Who called the chain's contract; a new owner gets an account.
    public var caller: Owner
    /// The place that the key takes.
    public var slot: KeySlot
    /// The encoded public key.
    public var publicKey: Bytes40
    /// What the key may sign.
    public var scopes: Scopes
    /// The last second in which it may sign; 0 for no end.
    public var expiry: UInt64

    /// A key registration with these fields.
    public init(caller: Owner, slot: KeySlot, publicKey: Bytes40, scopes: Scopes, expiry: UInt64) {
        (self.caller, self.slot, self.publicKey) = (caller, slot, publicKey)
        (self.scopes, self.expiry) = (scopes, expiry)
    }
}

/// Swaps tokens of one chain into tokens of another, or refunds them in full.
public struct CrossSwap: Hashable, Sendable {
    /// What the source chain received.
    public var tokenIn: TokenID
    /// How much, in layer-2 units.
    public var amount: Amount
    /// Where to pay.
    public var targetChain: ChainID
    /// What to pay.
    public var targetToken: TokenID
    /// The least that must reach the receiver, after the fast fee, in layer-2 units.
    public var minimumOut: Amount
    /// Who is paid on the target chain.
    public var receiver: Bytes32
    /// Who is refunded on the source chain.
    public var fallback: Bytes32
    /// What a broker that prepays may keep, in parts of 10,000.
    public var fastFeeRate: UInt16
    /// The pools to pass; none when both tokens are the same.
    public var path: PoolPath

    /// A cross-chain swap with these fields.
    public init(
        tokenIn: TokenID, amount: Amount, targetChain: ChainID, targetToken: TokenID,
        minimumOut: Amount, receiver: Bytes32, fallback: Bytes32, fastFeeRate: UInt16,
        path: PoolPath
    ) {
        (self.tokenIn, self.amount, self.targetChain) = (tokenIn, amount, targetChain)
        (self.targetToken, self.minimumOut) = (targetToken, minimumOut)
        (self.receiver, self.fallback) = (receiver, fallback)
        (self.fastFeeRate, self.path) = (fastFeeRate, path)
    }
}

/// Tells layer 2 which contract a token has on a chain.
public struct RegisterToken: Hashable, Sendable {
    /// The token's number.
    public var token: TokenID
    /// Its contract on the chain.
    public var contract: Bytes32
    /// Its decimals on the chain.
    public var decimals: UInt8
    /// Its class as encoded, known or not.
    public var tokenClass: UInt8

    /// A token registration with these fields.
    public init(token: TokenID, contract: Bytes32, decimals: UInt8, tokenClass: UInt8) {
        (self.token, self.contract) = (token, contract)
        (self.decimals, self.tokenClass) = (decimals, tokenClass)
    }
}

/// An operation that a chain's contract queued: it is consumed in order, applied or not.
public enum PriorityOperation: Hashable, Sendable {
    /// Credits an owner.
    case deposit(Deposit)
    /// Pays an owner.
    case fullExit(FullExit)
    /// Registers a trading key.
    case setKey(SetKey)
    /// Swaps from one chain to another.
    case crossSwap(CrossSwap)
    /// Registers a token's contract.
    case registerToken(RegisterToken)
}

/// An operation with its place in a chain's queue.
public struct PriorityEntry: Hashable, Sendable {
    /// The chain whose contract queued it.
    public var chain: ChainID
    /// Its place in that chain's queue, from 0.
    public var index: UInt64
    /// What was queued.
    public var operation: PriorityOperation

    /// An entry with these fields.
    public init(chain: ChainID, index: UInt64, operation: PriorityOperation) {
        (self.chain, self.index, self.operation) = (chain, index, operation)
    }
}
