import Bytes
import Ledger
import RpcApi
import Transition

/// What queries read: the state after every operation so far, without a trace in the open block.
extension Sequencer {
    /// A record as it is now.
    func current(_ key: RecordKey) -> Record? {
        if let touched = block?.touched(key) { return touched }
        return store.record(for: key)
    }

    /// The last closed block's number, and the open one's when it holds an operation.
    public var blockNumber: UInt64 { head.number }

    /// The result of an operation that is kept in memory.
    public func recentResult(_ name: OperationName) -> Placement? { recent[name] }

    func amount(_ key: RecordKey) -> Amount {
        switch current(key) {
        case .balance(let amount), .reserve(let amount): amount
        default: .zero
        }
    }

    func key(_ account: AccountID, _ slot: KeySlot) -> KeyRecord? {
        guard slot.isValid, case .key(let record)? = current(.key(account, slot)) else {
            return nil
        }
        return record
    }

    func account(of owner: Owner) -> AccountID? {
        guard case .owner(let account)? = current(.owner(owner)) else { return nil }
        return account
    }

    /// An account with its balances and keys.
    func accountInfo(_ account: AccountID) -> AccountInfo? {
        guard case .account(let record)? = current(.account(account)) else { return nil }
        var info = AccountInfo()
        info.accountID = account
        info.owner = record.owner.address
        info.family = ChainFamilyName(record.owner.family)
        info.balances = balances(of: account)
        for number in 0...LedgerLimits.maximumKeySlot {
            guard let record = key(account, KeySlot(number)) else { continue }
            info.keys.append(KeyInfo(KeySlot(number), record))
        }
        return info
    }

    func balances(of account: AccountID) -> [BalanceInfo] {
        var places = Set(store.balancePlaces(of: account))
        for place in openBalances where place.account == account {
            places.insert(
                RecordStore.BalancePlace(subAccount: place.subAccount, token: place.token))
        }
        return places.sorted { ($0.subAccount, $0.token) < ($1.subAccount, $1.token) }
            .compactMap { place in
                let held = amount(.balance(account, place.subAccount, place.token))
                return held.isZero ? nil : BalanceInfo(place.subAccount, place.token, held)
            }
    }

    /// Every pool, in order.
    var allPools: [(id: PoolID, record: PoolRecord)] {
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

    /// Every token, in order.
    func tokens(symbols: [TokenID: String]) -> [TokenInfo] {
        let places = tokenPlaces
        let shares = allPools.map { TokenID(shareOf: $0.id) }
        let tokens = store.tokens.union(places.map(\.token)).union(shares).sorted()
        return tokens.compactMap { token in
            guard case .token(let tokenClass)? = current(.token(token)) else { return nil }
            var info = TokenInfo()
            info.token = token
            info.symbol = symbols[token] ?? String(token.rawValue)
            if let pool = token.sharePool { info.symbol = "LP\(pool.rawValue)" }
            info.tokenClass = TokenClassName(tokenClass)
            info.chains = places.filter { $0.token == token }.compactMap { place in
                guard case .tokenOnChain(let record)? = current(.tokenOnChain(token, place.chain))
                else { return nil }
                var onChain = TokenOnChain()
                onChain.chain = place.chain
                onChain.contract = record.contract
                onChain.decimals = record.decimals
                return onChain
            }
            return info
        }
    }

    /// What each chain holds, in order of chain and token.
    var reserves: [Reserve] {
        tokenPlaces.map { place in
            var reserve = Reserve()
            (reserve.chain, reserve.token) = (place.chain, place.token)
            reserve.amount = amount(.reserve(place.chain, place.token))
            return reserve
        }
    }
}

extension KeyInfo {
    init(_ slot: KeySlot, _ record: KeyRecord) {
        self.init()
        self.slot = slot
        publicKey = record.publicKey
        scopes = record.scopes.rawValue
        // A key that never ends says 0; one beyond what milliseconds can say never ends either.
        let milliseconds = record.expiry.multipliedReportingOverflow(by: 1_000)
        let isSayable = !milliseconds.overflow && milliseconds.partialValue < 1 << 53
        expiry = isSayable ? milliseconds.partialValue : 0
        nonceBase = record.nonces.base
        let bitmap = record.nonces.bitmap
        nonceBitmap = Bytes8 { UInt8(truncatingIfNeeded: bitmap >> UInt64(56 - 8 * $0)) }
    }
}
