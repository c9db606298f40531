import Bytes
import Ledger
import Transition

/// A small network with its state in the open, for tables of operations and results.
///
/// Token 2 has 6 decimals on chain 1 and 18 on chain 9; token 3 has 18 on chain 1 only; token 4 is
/// known on chain 9 alone. Account 1 belongs to `alice` and has keys, account 2 to `bob`.
struct Bench {
    static let one: UInt128 = 1_000_000_000_000_000_000
    static let source = ChainID(1)
    static let target = ChainID(9)
    static let alice = Owner(evm: Bytes20 { _ in 0xa1 })
    static let bob = Owner(evm: Bytes20 { _ in 0xb0 })
    static let now: UInt64 = 1_000

    var records: [RecordKey: Record] = [:]
    var previous: BlockHeader

    init() throws {
        let genesis = try Genesis(
            network: NetworkID(5), chains: [Bench.target, Bench.source],
            feeOwner: Owner(evm: Bytes20 { _ in 0xfe }))
        previous = genesis.header(root: Bytes32())
        for (key, record) in genesis.records { records[key] = record }
        records[.network] = .network(
            NetworkRecord(nextAccount: AccountID(3), nextPool: 1, blockNumber: 0, lastTimestamp: 0))
        for (index, owner) in [Bench.alice, Bench.bob].enumerated() {
            let account = AccountID(UInt32(index + 1))
            records[.account(account)] = .account(AccountRecord(owner: owner))
            records[.owner(owner)] = .owner(account)
        }
        for (token, chain, decimals) in [
            (2, Bench.source, 6), (2, Bench.target, 18), (3, Bench.source, 18),
            (4, Bench.target, 18),
        ] as [(UInt16, ChainID, UInt8)] {
            let token = TokenID(token)
            records[.token(token)] = .token(.ordinary)
            records[.tokenOnChain(token, chain)] = .tokenOnChain(
                TokenOnChainRecord(contract: Bytes32 { _ in 7 }, decimals: decimals))
        }
        for (slot, scopes) in [(0, Scopes.all), (1, .trade), (2, .withdrawToOwner)] {
            records[.key(AccountID(1), KeySlot(UInt8(slot)))] = .key(
                KeyRecord(publicKey: Bytes40(), scopes: scopes, expiry: 0, nonces: NonceWindow()))
        }
        records[.token(TokenID(0x8000))] = .token(.share)
        setPool(a: 1_000 * Bench.one, b: 2_000 * Bench.one, supply: 1_414 * Bench.one)
        records[.pair(.constantProduct, TokenID(2), TokenID(3))] = .pair(PoolID(0))
    }

    /// Pool 0 of tokens 2 and 3 at the default fees.
    mutating func setPool(a: UInt128, b: UInt128, supply: UInt128) {
        records[.pool(PoolID(0))] = .pool(
            PoolRecord(
                kind: .constantProduct, tokenA: TokenID(2), tokenB: TokenID(3),
                balanceA: Amount(a), balanceB: Amount(b), shareSupply: Amount(supply),
                feeRate: 2_500, protocolFeeRate: 500))
    }

    mutating func setBalance(_ token: UInt16, _ units: UInt128, of account: UInt32 = 1) {
        let key = RecordKey.balance(AccountID(account), SubAccount(0), TokenID(token))
        records[key] = .balance(Amount(units))
    }

    mutating func setReserve(_ chain: ChainID, _ token: UInt16, _ units: UInt128) {
        records[.reserve(chain, TokenID(token))] = .reserve(Amount(units))
    }

    func executor() throws -> BlockExecutor<MemoryReader> {
        try BlockExecutor(
            previous: previous, timestamp: Bench.now, reader: MemoryReader(records: records))
    }

    /// An operation of account 1 that is good unless the arguments say otherwise.
    static func sign(
        _ body: SignedBody, account: UInt32 = 1, sub: UInt8 = 0, slot: UInt8 = 0,
        nonce: UInt32 = 0, validUntil: UInt64 = now, feeToken: UInt16 = 2, fee: UInt128 = 0
    ) -> SignedOperation {
        SignedOperation(
            account: AccountID(account), subAccount: SubAccount(sub), slot: KeySlot(slot),
            nonce: nonce, validUntil: validUntil, feeToken: TokenID(feeToken), fee: Amount(fee),
            body: body)
    }
}

/// Reads from a dictionary.
struct MemoryReader: StateReader {
    var records: [RecordKey: Record]

    func record(for key: RecordKey) -> Record? { records[key] }
}

extension BlockExecutor {
    /// A balance after the operations so far; `nil` when no such record was written.
    mutating func balance(_ account: UInt32, sub: UInt8 = 0, _ token: UInt16) -> UInt128? {
        let key = RecordKey.balance(AccountID(account), SubAccount(sub), TokenID(token))
        guard case .balance(let amount)? = record(for: key) else { return nil }
        return amount.units
    }

    mutating func reserve(_ chain: ChainID, _ token: UInt16) -> UInt128? {
        guard case .reserve(let amount)? = record(for: .reserve(chain, TokenID(token))) else {
            return nil
        }
        return amount.units
    }

    mutating func pool(_ pool: UInt16 = 0) -> PoolRecord? {
        guard case .pool(let record)? = record(for: .pool(PoolID(pool))) else { return nil }
        return record
    }

    mutating func apply(_ operation: SignedOperation) -> Outcome {
        apply(operation, signature: .checked)
    }

    /// Applies the next queue entry of a chain.
    mutating func apply(
        _ operation: PriorityOperation, on chain: ChainID = Bench.source
    ) -> PriorityOutcome {
        apply(
            PriorityEntry(chain: chain, index: nextIndex(of: chain) ?? 0, operation: operation))
    }
}
