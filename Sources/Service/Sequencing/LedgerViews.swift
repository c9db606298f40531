public import Ledger

/// Balance of a sub-account in one token.
public struct BalanceView: Equatable, Sendable {
    public let subAccount: SubAccount
    public let token: TokenID
    /// Zero when the balance was emptied.
    public let amount: Amount
}

/// An account with everything that it holds.
public struct AccountView: Equatable, Sendable {
    public let account: AccountID
    public let owner: Owner
    /// Balances above zero, ascending by sub-account and token.
    public let balances: [BalanceView]
    /// Trading keys, ascending by slot.
    public let keys: [KeyView]
}

/// A trading key in its slot.
public struct KeyView: Equatable, Sendable {
    public let slot: KeySlot
    public let record: KeyRecord
}

/// A pool with its number.
public struct PoolView: Equatable, Sendable {
    public let pool: PoolID
    public let record: PoolRecord
}

/// A token with its contracts, ascending by chain.
public struct TokenView: Equatable, Sendable {
    public let token: TokenID
    public let tokenClass: TokenClass
    public let contracts: [TokenContractView]
}

/// Contract of a token on a chain.
public struct TokenContractView: Equatable, Sendable {
    public let chain: ChainID
    public let record: TokenOnChainRecord
}

/// Layer-2 amount of a token that a chain holds for the network.
public struct ReserveView: Equatable, Sendable {
    public let chain: ChainID
    public let token: TokenID
    public let amount: Amount
}
