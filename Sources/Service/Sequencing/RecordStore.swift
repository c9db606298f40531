public import Ledger
public import Transition

/// All records in memory after the last closed block, with indices for queries.
///
/// A class because the open block's executor and the queries share it. Unchecked: it may be used
/// only under the engine's lock.
public final class RecordStore: StateReader, @unchecked Sendable {
    private var records: [RecordKey: Record] = [:]
    private var balances: [AccountID: [BalancePlace]] = [:]
    private(set) var tokens: Set<TokenID> = []
    private(set) var tokensOnChains: Set<TokenPlace> = []
    private(set) var reserves: Set<TokenPlace> = []
    private(set) var pools: [PoolID] = []
    private(set) var vaults: Set<RecordKey> = []
    private(set) var vaultMarkets: Set<TokenID> = []

    struct BalancePlace: Hashable {
        let subAccount: SubAccount
        let token: TokenID
    }

    struct TokenPlace: Hashable, Comparable {
        let chain: ChainID
        let token: TokenID

        static func < (left: TokenPlace, right: TokenPlace) -> Bool {
            (left.chain, left.token) < (right.chain, right.token)
        }
    }

    /// A store without records.
    public init() {}

    /// The number of records.
    public var count: Int { records.count }

    /// The record of a key; `nil` when it was never written.
    public func record(for key: RecordKey) -> Record? { records[key] }

    /// Writes a record over an earlier one, if there is one.
    public func write(_ record: Record, for key: RecordKey) {
        if records.updateValue(record, forKey: key) == nil { index(key) }
    }

    /// All records, in any order.
    public var all: [(key: RecordKey, record: Record)] {
        records.map { (key: $0.key, record: $0.value) }
    }

    private func index(_ key: RecordKey) {
        switch key.kind {
        case .balance:
            guard let account = key.account, let subAccount = key.subAccount,
                let token = key.token
            else { return }
            balances[account, default: []].append(
                BalancePlace(subAccount: subAccount, token: token))
        case .token:
            if let token = key.token { tokens.insert(token) }
        case .tokenOnChain:
            if let token = key.token, let chain = key.chain {
                tokensOnChains.insert(TokenPlace(chain: chain, token: token))
            }
        case .reserve:
            if let token = key.token, let chain = key.chain {
                reserves.insert(TokenPlace(chain: chain, token: token))
            }
        case .pool:
            if let pool = key.pool { pools.append(pool) }
        case .vault: vaults.insert(key)
        case .vaultMarket:
            if let token = key.token { vaultMarkets.insert(token) }
        default: break
        }
    }

    func balancePlaces(of account: AccountID) -> [BalancePlace] {
        (balances[account] ?? []).sorted {
            ($0.subAccount, $0.token) < ($1.subAccount, $1.token)
        }
    }
}
