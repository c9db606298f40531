import Ledger

/// A rule's view of the ledger: records by type, movements of money, and payouts to order.
///
/// A record of another kind than its key's counts as absent; readers that decode by kind give none.
struct LedgerView<Reader: StateReader> {
    /// The block's time in seconds since 1970.
    let timestamp: UInt64
    /// The chain whose queue has the operations of the network's governance.
    let governingChain: ChainID
    var records: RecordOverlay<Reader>
    /// The payouts ordered by the current operation.
    private(set) var payouts: [ChainPayout] = []
    /// The result of the current operation; always `done` over a witness, where nobody reads it.
    private(set) var receipt = Receipt.done

    init(
        timestamp: UInt64, governingChain: ChainID, records: consuming RecordOverlay<Reader>
    ) {
        (self.timestamp, self.governingChain) = (timestamp, governingChain)
        self.records = records
    }

    /// Makes all writes so far final and begins an operation.
    ///
    /// A signed one that is refused ends a part that is read from a witness, so it is not undone.
    @inline(__always)
    mutating func begin(isSigned: Bool) {
        records.begin(canUndo: !(isSigned && Reader.isListed))
        report(.done)
        if !payouts.isEmpty { payouts.removeAll(keepingCapacity: true) }
    }

    /// Undoes all writes and payouts since `begin`.
    mutating func undo() {
        records.undo()
        if !payouts.isEmpty { payouts.removeAll(keepingCapacity: true) }
    }

    /// Undoes all writes and payouts since `begin`, and that anything was accessed.
    mutating func drop() {
        undo()
        records.drop()
    }

    /// Orders a payout of a chain and reports it; `amount` left a balance or pools for it.
    mutating func order(_ payout: Payout, on chain: ChainID, amount: Amount) {
        let ordered = ChainPayout(chain: chain, payout: payout)
        payouts.append(ordered)
        report(.payout(ordered, amount: amount))
    }

    /// Keeps the result of the operation.
    @inline(__always)
    mutating func report(_ receipt: @autoclosure () -> Receipt) {
        if !Reader.isListed { self.receipt = receipt() }
    }

    mutating func record(for key: RecordKey) -> Record? {
        let index = records.index(ofKey: key)
        return records.record(at: index)
    }

    @inline(never)
    mutating func write(_ record: Record, for key: RecordKey) {
        let index = records.index(ofKey: key)
        records.write(record, at: index)
    }

    mutating func write(_ record: PoolRecord, of pool: PoolID) {
        let index = records.index(of: .pool(pool))
        records.write(record, at: index)
    }
}

extension LedgerView {
    mutating func network() -> NetworkRecord? {
        guard case .network(let record)? = record(for: .network) else { return nil }
        return record
    }

    @inline(never)
    mutating func owner(of account: AccountID) -> ChainAddress? {
        guard case .account(let record)? = record(for: .account(account)) else { return nil }
        return record.owner
    }

    @inline(never)
    mutating func account(of owner: ChainAddress) -> AccountID? {
        guard case .owner(let account)? = record(for: .owner(owner)) else { return nil }
        return account
    }

    /// The account of an owner; opened when there is none.
    @inline(never)
    mutating func accountOrNew(
        of owner: ChainAddress
    ) throws(Rejection) -> (AccountID, isNew: Bool) {
        if let account = account(of: owner) { return (account, false) }
        let limit = AccountID.none.rawValue - 1
        let account = AccountID(try takeNumber(of: .accounts, limit: limit))
        write(.account(AccountRecord(owner: owner)), for: .account(account))
        write(.owner(account), for: .owner(owner))
        return (account, true)
    }

    /// Takes the next number of a counter; `overflow` above `limit`.
    @inline(never)
    mutating func takeNumber(of counter: LedgerCounter, limit: UInt32) throws(Rejection) -> UInt32 {
        guard case .counter(let record)? = record(for: .counter(counter)), record.next <= limit
        else { throw .overflow }
        write(.counter(CounterRecord(next: record.next + 1)), for: .counter(counter))
        return record.next
    }

    @inline(never)
    mutating func chain(_ chain: ChainID) -> ChainRecord? {
        guard case .chain(let record)? = record(for: .chain(chain)) else { return nil }
        return record
    }

    /// Throws `malformed` for an address of another family than the chain's, if the chain is known.
    @inline(never)
    mutating func checkFamily(
        of address: ChainAddress, on chain: ChainID
    ) throws(Rejection) {
        if let record = self.chain(chain), record.family != address.family { throw .malformed }
    }

    mutating func key(_ account: AccountID, _ slot: KeySlot) -> KeyRecord? {
        guard case .key(let record)? = record(for: .key(account, slot)) else { return nil }
        return record
    }

    mutating func hasToken(_ token: TokenID) -> Bool { isPresent(.token(token)) }

    @inline(never)
    mutating func token(_ token: TokenID) -> TokenRecord? {
        guard case .token(let record)? = record(for: .token(token)) else { return nil }
        return record
    }

    mutating func isPresent(_ key: PackedRecordKey) -> Bool {
        let index = records.index(of: key)
        return records.isPresent(at: index)
    }

    /// As `isPresent`, for a key of any kind.
    mutating func hasRecord(_ key: RecordKey) -> Bool {
        let index = records.index(ofKey: key)
        return records.isPresent(at: index)
    }

    @inline(never)
    mutating func tokenOnChain(_ token: TokenID, _ chain: ChainID) -> TokenOnChainRecord? {
        let record = record(for: .tokenOnChain(token, chain))
        guard case .tokenOnChain(let value)? = record else { return nil }
        return value
    }

    mutating func pool(_ pool: PoolID) -> PoolRecord? {
        poolPlace(pool).map { records.cells.pools[$0] }
    }

    /// The place of a pool in the cells, to look at it without a copy; `nil` when there is none.
    mutating func poolPlace(_ pool: PoolID) -> Int? {
        let index = records.index(of: .pool(pool))
        return records.poolPlace(at: index)
    }

    mutating func balance(
        _ account: AccountID, _ subAccount: SubAccount, _ token: TokenID
    ) -> Amount {
        let index = records.index(of: .balance(account, subAccount, token))
        return records.amount(at: index)
    }
}

// Movements. A movement of nothing writes nothing.
extension LedgerView {
    mutating func credit(
        _ amount: Amount, of token: TokenID, to holder: Holder
    ) throws(Rejection) {
        guard !amount.isZero else { return }
        let index = records.index(of: .balance(holder.account, holder.subAccount, token))
        guard let sum = records.amount(at: index).adding(amount) else { throw .overflow }
        records.write(sum, at: index)
    }

    mutating func debit(
        _ amount: Amount, of token: TokenID, from holder: Holder
    ) throws(Rejection) {
        guard !amount.isZero else { return }
        let index = records.index(of: .balance(holder.account, holder.subAccount, token))
        guard let rest = records.amount(at: index).subtracting(amount) else { throw .balance }
        records.write(rest, at: index)
    }

    /// Credits the protocol's account.
    mutating func creditFees(_ amount: Amount, of token: TokenID) throws(Rejection) {
        try credit(amount, of: token, to: .fees)
    }
}
