import Ledger

// Typed access. A record of another kind than its key's cannot come from a reader that decodes by
// kind; were one to come, it would count as absent.
extension RecordOverlay {
    mutating func network() -> NetworkRecord? {
        guard case .network(let record)? = record(for: .network) else { return nil }
        return record
    }

    mutating func owner(of account: AccountID) -> Owner? {
        guard case .account(let record)? = record(for: .account(account)) else { return nil }
        return record.owner
    }

    mutating func account(of owner: Owner) -> AccountID? {
        guard case .owner(let account)? = record(for: .owner(owner)) else { return nil }
        return account
    }

    /// The account of an owner, new when it has none.
    mutating func accountOrNew(of owner: Owner) throws(Rejection) -> (AccountID, isNew: Bool) {
        if let account = account(of: owner) { return (account, false) }
        guard var network = network(), network.nextAccount < .none else { throw .overflow }
        let account = network.nextAccount
        network.nextAccount = AccountID(account.rawValue + 1)
        write(.network(network), for: .network)
        write(.account(AccountRecord(owner: owner)), for: .account(account))
        write(.owner(account), for: .owner(owner))
        return (account, true)
    }

    mutating func key(_ account: AccountID, _ slot: KeySlot) -> KeyRecord? {
        guard case .key(let record)? = record(for: .key(account, slot)) else { return nil }
        return record
    }

    mutating func hasToken(_ token: TokenID) -> Bool { record(for: .token(token)) != nil }

    mutating func tokenOnChain(_ token: TokenID, _ chain: ChainID) -> TokenOnChainRecord? {
        let record = record(for: .tokenOnChain(token, chain))
        guard case .tokenOnChain(let value)? = record else { return nil }
        return value
    }

    mutating func pool(_ pool: PoolID) -> PoolRecord? {
        guard case .pool(let record)? = record(for: .pool(pool)) else { return nil }
        return record
    }

    mutating func balance(
        _ account: AccountID, _ subAccount: SubAccount, _ token: TokenID
    ) -> Amount {
        let record = record(for: .balance(account, subAccount, token))
        guard case .balance(let amount)? = record else { return .zero }
        return amount
    }

    mutating func reserve(_ chain: ChainID, _ token: TokenID) -> Amount {
        guard case .reserve(let amount)? = record(for: .reserve(chain, token)) else {
            return .zero
        }
        return amount
    }
}

// Movements. A movement of nothing writes nothing.
extension RecordOverlay {
    mutating func credit(
        _ account: AccountID, _ subAccount: SubAccount, _ token: TokenID, _ amount: Amount
    ) throws(Rejection) {
        guard !amount.isZero else { return }
        guard let sum = balance(account, subAccount, token).adding(amount) else {
            throw .overflow
        }
        write(.balance(sum), for: .balance(account, subAccount, token))
    }

    /// Credits the protocol's account.
    mutating func creditFees(_ token: TokenID, _ amount: Amount) throws(Rejection) {
        try credit(.fees, SubAccount(0), token, amount)
    }

    mutating func debit(
        _ account: AccountID, _ subAccount: SubAccount, _ token: TokenID, _ amount: Amount
    ) throws(Rejection) {
        guard !amount.isZero else { return }
        guard let rest = balance(account, subAccount, token).subtracting(amount) else {
            throw .balance
        }
        write(.balance(rest), for: .balance(account, subAccount, token))
    }

    mutating func growReserve(
        _ chain: ChainID, _ token: TokenID, by amount: Amount
    ) throws(Rejection) {
        guard !amount.isZero else { return }
        guard let sum = reserve(chain, token).adding(amount) else { throw .overflow }
        write(.reserve(sum), for: .reserve(chain, token))
    }

    mutating func shrinkReserve(
        _ chain: ChainID, _ token: TokenID, by amount: Amount
    ) throws(Rejection) {
        guard !amount.isZero else { return }
        guard let rest = reserve(chain, token).subtracting(amount) else { throw .reserve }
        write(.reserve(rest), for: .reserve(chain, token))
    }
}
