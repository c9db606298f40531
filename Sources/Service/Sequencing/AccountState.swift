public import Ledger

/// The balance of a sub-account in one token.
public struct BalanceState: Equatable, Sendable {
    public let subAccount: SubAccount
    public let token: TokenID
    /// The amount; zero when the balance was emptied.
    public let amount: Amount
}

/// An account with its balances and keys.
public struct AccountState: Equatable, Sendable {
    public let account: AccountID
    public let owner: ChainAddress
    /// Balances above zero, ascending by sub-account and token.
    public let balances: [BalanceState]
    /// Trading keys, ascending by slot.
    public let keys: [KeyState]
}

/// A trading key with its slot.
public struct KeyState: Equatable, Sendable {
    public let slot: KeySlot
    public let record: KeyRecord
}

/// A token with its contracts, ascending by chain.
public struct TokenState: Equatable, Sendable {
    public let token: TokenID
    public let tokenClass: TokenClass
    /// The token that a yield-bearing one is a claim on, and how much of it.
    public let underlying: TokenID?
    public let rate: Amount?
    public let contracts: [TokenContractState]
}

/// The contract of a token on a chain.
public struct TokenContractState: Equatable, Sendable {
    public let chain: ChainID
    public let record: TokenOnChainRecord
}

/// A chain's reserve of a token, in layer-2 units.
public struct ReserveState: Equatable, Sendable {
    public let chain: ChainID
    public let token: TokenID
    public let amount: Amount
}
