package import Bytes
package import Ledger
package import Transition

/// Reads of the present state, without a trace in the open block.
extension Sequencer {
    /// The present record of a key; `nil` when it was never written.
    package func current(_ key: RecordKey) -> Record? {
        if let touched = block?.touched(key) { return touched }
        return store.record(for: key)
    }

    /// The number of the last closed block.
    public var blockNumber: UInt64 { head.number }

    /// A chain's queue as far as the ledger has taken it: the next index and the hash before it.
    ///
    /// `nil` for an unknown chain.
    package func queuePosition(
        of chain: ChainID
    ) -> (nextIndex: UInt64, rollingHash: Bytes32)? {
        if let open = block?.chains.first(where: { $0.chain == chain }) {
            return (open.queueStart + UInt64(open.queueCount), open.queueHash)
        }
        return head.section(of: chain).map { ($0.queueEnd, $0.queueHash) }
    }

    /// The result of an operation, if it is kept in memory.
    public func recentResult(_ name: OperationReference) -> Placement? { recent[name] }

    package func amount(_ key: RecordKey) -> Amount {
        current(key)?.amount ?? .zero
    }

    package func key(_ account: AccountID, _ slot: KeySlot) -> KeyRecord? {
        guard slot.isValid, case .key(let record)? = current(.key(account, slot)) else {
            return nil
        }
        return record
    }

    package func account(of owner: ChainAddress) -> AccountID? {
        guard case .owner(let account)? = current(.owner(owner)) else { return nil }
        return account
    }

    /// An account with its balances and keys; `nil` if there is none.
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
        for key in openKeys where key.kind == .balance && key.account == account {
            guard let subAccount = key.subAccount, let token = key.token else { continue }
            places.insert(RecordStore.BalancePlace(subAccount: subAccount, token: token))
        }
        return places.sorted { ($0.subAccount, $0.token) < ($1.subAccount, $1.token) }
            .compactMap { place in
                let held = amount(.balance(account, place.subAccount, place.token))
                guard !held.isZero else { return nil }
                return BalanceState(
                    subAccount: place.subAccount, token: place.token, amount: held)
            }
    }

    /// All pools, ascending.
    package var allPools: [MarketPool] {
        Set(store.pools + openKeys.compactMap(\.pool)).sorted().compactMap { pool in
            guard case .pool(let record)? = current(.pool(pool)) else { return nil }
            return marketPool(pool, record)
        }
    }

    /// A pool with the rates of its coins.
    func marketPool(_ pool: PoolID, _ record: PoolRecord) -> MarketPool {
        MarketPool(pool, record) { price(of: $0) }
    }

    /// The price of a feed; `nil` when it has none.
    package func price(of feed: FeedID) -> PriceRecord? {
        guard case .price(let known)? = current(.price(feed)) else { return nil }
        return known
    }

    /// All vaults, of a state or of the open block, in any order.
    package var vaults: [(key: RecordKey, record: VaultRecord)] {
        store.vaults.union(openKeys.filter { $0.kind == .vault }).compactMap { key in
            guard case .vault(let record)? = current(key) else { return nil }
            return (key: key, record: record)
        }
    }

    /// All tokens against which vaults owe dollars, ascending.
    package var vaultMarkets: [(token: TokenID, record: VaultMarketRecord)] {
        let open = openKeys.filter { $0.kind == .vaultMarket }.compactMap(\.token)
        return store.vaultMarkets.union(open).sorted().compactMap { token in
            guard case .vaultMarket(let record)? = current(.vaultMarket(token)) else {
                return nil
            }
            return (token: token, record: record)
        }
    }

    /// Chains on which tokens have contracts, including those of the open block.
    private var tokenPlaces: [RecordStore.TokenPlace] {
        var places = store.tokensOnChains
        for key in openKeys where key.kind == .tokenOnChain {
            guard let chain = key.chain, let token = key.token else { continue }
            places.insert(RecordStore.TokenPlace(chain: chain, token: token))
        }
        return places.sorted()
    }

    /// All tokens, ascending.
    package var tokens: [TokenState] {
        let places = tokenPlaces
        let open = openKeys.filter { $0.kind == .token }.compactMap(\.token)
        let tokens = store.tokens.union(open).sorted()
        return tokens.compactMap { token in
            guard case .token(let record)? = current(.token(token)) else { return nil }
            let contracts = places.filter { $0.token == token }.compactMap { place in
                contract(of: token, on: place.chain).map {
                    TokenContractState(chain: place.chain, record: $0)
                }
            }
            let isYielding =
                record.tokenClass == .yieldBearing && record.underlying != TokenID(0)
            return TokenState(
                token: token, tokenClass: record.tokenClass,
                underlying: isYielding ? record.underlying : nil,
                rate: isYielding ? price(of: FeedID(priceOf: token))?.price : nil,
                contracts: contracts)
        }
    }

    /// The contract of a token on a chain; `nil` if there is none.
    package func contract(of token: TokenID, on chain: ChainID) -> TokenOnChainRecord? {
        guard case .tokenOnChain(let record)? = current(.tokenOnChain(token, chain)) else {
            return nil
        }
        return record
    }

    /// The reserves of all chains, ascending by chain and token.
    package var reserves: [ReserveState] {
        tokenPlaces.map { place in
            ReserveState(
                chain: place.chain, token: place.token,
                amount: amount(.reserve(place.chain, place.token)))
        }
    }
}
