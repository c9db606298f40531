import Bytes
package import Ledger
import RpcApi
import Transition

/// What queries read: the state after every operation so far, without a trace in the open block.
extension Sequencer {
    /// A record as it is now.
    package func current(_ key: RecordKey) -> Record? {
        if let touched = block?.touched(key) { return touched }
        return store.record(for: key)
    }

    /// Number of the last closed block.
    public var blockNumber: UInt64 { head.number }

    /// The result of an operation that is kept in memory.
    public func recentResult(_ name: OperationName) -> Placement? { recent[name] }

    package func amount(_ key: RecordKey) -> Amount {
        switch current(key) {
        case .balance(let amount), .reserve(let amount): amount
        default: .zero
        }
    }

    package func key(_ account: AccountID, _ slot: KeySlot) -> KeyRecord? {
        guard slot.isValid, case .key(let record)? = current(.key(account, slot)) else {
            return nil
        }
        return record
    }

    package func account(of owner: Owner) -> AccountID? {
        guard case .owner(let account)? = current(.owner(owner)) else { return nil }
        return account
    }

    /// An account with its balances and keys.
    package func accountState(_ account: AccountID) -> AccountState? {
        guard case .account(let record)? = current(.account(account)) else { return nil }
        let keys = (0...LedgerLimits.maximumKeySlot).compactMap { number in
            key(account, KeySlot(number)).map { KeyState(slot: KeySlot(number), record: $0) }
        }
        return AccountState(
            account: account, owner: record.owner, balances: balances(of: account), keys: keys)
    }

    func balances(of account: AccountID) -> [BalanceState] {
        var places = Set(store.balancePlaces(of: account))
        for place in openBalances where place.account == account {
            places.insert(
                RecordStore.BalancePlace(subAccount: place.subAccount, token: place.token))
        }
        return places.sorted { ($0.subAccount, $0.token) < ($1.subAccount, $1.token) }
            .compactMap { place in
                let held = amount(.balance(account, place.subAccount, place.token))
                guard !held.isZero else { return nil }
                return BalanceState(
                    subAccount: place.subAccount, token: place.token, amount: held)
            }
    }

    /// Every pool, in order.
    package var allPools: [(id: PoolID, record: PoolRecord)] {
        let created = placements.compactMap { $0.kind == .createPool ? $0.receipt.pool : nil }
        return (store.pools + created).sorted().compactMap { pool in
            guard case .pool(let record)? = current(.pool(pool)) else { return nil }
            return (id: pool, record: record)
        }
    }

    /// Where tokens have contracts, those of the open block included.
    private var tokenPlaces: [RecordStore.TokenPlace] {
        var places = store.tokensOnChains
        for operation in block?.operations ?? [] {
            if case .priority(let chain, .registerToken(let body)) = operation {
                places.insert(RecordStore.TokenPlace(chain: chain, token: body.token))
            }
        }
        return places.sorted()
    }

    /// Every token, ascending.
    package var tokens: [TokenState] {
        let places = tokenPlaces
        let shares = allPools.map { TokenID(shareOf: $0.id) }
        let tokens = store.tokens.union(places.map(\.token)).union(shares).sorted()
        return tokens.compactMap { token in
            guard case .token(let tokenClass)? = current(.token(token)) else { return nil }
            let contracts = places.filter { $0.token == token }.compactMap { place in
                contract(of: token, on: place.chain).map {
                    TokenContractState(chain: place.chain, record: $0)
                }
            }
            return TokenState(token: token, tokenClass: tokenClass, contracts: contracts)
        }
    }

    /// Contract of a token on a chain.
    package func contract(of token: TokenID, on chain: ChainID) -> TokenOnChainRecord? {
        guard case .tokenOnChain(let record)? = current(.tokenOnChain(token, chain)) else {
            return nil
        }
        return record
    }

    /// Reserve of each chain, ascending by chain and token.
    package var reserves: [ReserveState] {
        tokenPlaces.map { place in
            ReserveState(
                chain: place.chain, token: place.token,
                amount: amount(.reserve(place.chain, place.token)))
        }
    }
}
