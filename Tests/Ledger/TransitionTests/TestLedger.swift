import Bytes
import Ledger
import Transition
import TransitionScenarios

/// A small network with accessible state, for tables of operations and results.
///
/// Token 2 has 6 decimals on chain 1 and 18 on chain 9; token 3 has 18 on chain 1 only; token 4 is
/// known on chain 9 alone. Account 1 belongs to `alice` and has keys, account 2 to `bob`.
struct TestLedger {
    static let one: UInt128 = 1_000_000_000_000_000_000
    static let source = ChainID(1)
    static let target = ChainID(9)
    static let chains = [
        GenesisChain(target, evmChainID: 31_339), GenesisChain(source, evmChainID: 31_337),
    ]
    static let onlySource = [GenesisChain(source, evmChainID: 31_337)]
    static let alice = ChainAddress(evm: Bytes20 { _ in 0xa1 })
    static let bob = ChainAddress(evm: Bytes20 { _ in 0xb0 })
    static let contract = ChainAddress(evm: Bytes20 { _ in 7 })
    static let now: UInt64 = 1_000

    /// The tokens of pool 0.
    static let pairOfTokens = PoolTokens.tokens(2, 3)

    var records: [RecordKey: Record] = [:]
    var previous: BlockHeader

    init() throws {
        let genesis = try Genesis(
            network: NetworkID(5), chains: TestLedger.chains,
            feeOwner: ChainAddress(evm: Bytes20 { _ in 0xfe }))
        previous = genesis.header(root: Bytes32())
        for (key, record) in genesis.records { records[key] = record }
        records[.counter(.accounts)] = .counter(CounterRecord(next: 3))
        records[.counter(.pools)] = .counter(CounterRecord(next: 1))
        for (index, owner) in [TestLedger.alice, TestLedger.bob].enumerated() {
            let account = AccountID(UInt32(index + 1))
            records[.account(account)] = .account(AccountRecord(owner: owner))
            records[.owner(owner)] = .owner(account)
        }
        for (token, chain, decimals) in [
            (2, TestLedger.source, 6), (2, TestLedger.target, 18), (3, TestLedger.source, 18),
            (4, TestLedger.target, 18),
        ] as [(UInt16, ChainID, UInt8)] {
            let token = TokenID(token)
            records[.token(token)] = .token(TokenRecord(.ordinary))
            records[.tokenOnChain(token, chain)] = .tokenOnChain(
                TokenOnChainRecord(contract: TestLedger.contract, decimals: decimals))
        }
        for (slot, scopes) in [(0, Scopes.all), (1, .trade), (2, .withdrawToOwner)] {
            records[.key(AccountID(1), KeySlot(UInt8(slot)))] = .key(
                KeyRecord(publicKey: Bytes40(), scopes: scopes, expiry: 0, nonces: NonceWindow()))
        }
        records[.token(TokenID(0x8000))] = .token(TokenRecord(.share))
        setPool(
            a: 1_000 * TestLedger.one, b: 2_000 * TestLedger.one, supply: 1_414 * TestLedger.one)
        records[.poolOfTokens(.constantProduct, TestLedger.pairOfTokens)] = .poolOfTokens(
            PoolID(0))
    }

    /// Pool 0 of tokens 2 and 3 at the default fees.
    mutating func setPool(a: UInt128, b: UInt128, supply: UInt128) {
        records[.pool(PoolID(0))] = .pool(
            PoolRecord(
                kind: .constantProduct, tokens: TestLedger.pairOfTokens, balances: .units(a, b),
                shareSupply: Amount(supply), feeRate: 2_500))
    }

    mutating func setBalance(_ token: UInt16, _ units: UInt128, of account: UInt32 = 1) {
        let key = RecordKey.balance(AccountID(account), SubAccount(0), TokenID(token))
        records[key] = .balance(Amount(units))
    }

    mutating func setReserve(_ chain: ChainID, _ token: UInt16, _ units: UInt128) {
        records[.reserve(chain, TokenID(token))] = .reserve(Amount(units))
    }

    func executor(
        at time: UInt64 = TestLedger.now
    ) throws -> BlockExecutor<MemoryReader> {
        try BlockExecutor(
            previous: previous, timestamp: time, reader: MemoryReader(records: records))
    }

    /// An operation of account 1, valid unless the arguments say otherwise.
    static func sign(
        _ body: SignedBody, account: UInt32 = 1, sub: UInt8 = 0, slot: UInt8 = 0,
        nonce: UInt32 = 0, validUntil: UInt64 = now, feeToken: UInt16 = 2, fee: UInt128 = 0
    ) -> SignedOperation {
        SignedOperation(
            authorization: Authorization(
                account: AccountID(account), subAccount: SubAccount(sub), slot: KeySlot(slot),
                nonce: nonce, validUntil: validUntil),
            fee: TokenQuantity(TokenID(feeToken), Amount(fee)), body: body)
    }
}

extension Outcome {
    /// The receipt of the operation; `nil` if it was not applied.
    var receipt: Receipt? {
        guard case .applied(let applied) = self else { return nil }
        return applied.receipt
    }
}

extension PriorityOutcome {
    /// The receipt of the operation; `nil` if it was not applied.
    var receipt: Receipt? {
        guard case .applied(let applied) = self else { return nil }
        return applied.receipt
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
        apply(operation, signature: .alreadyVerified)
    }

    mutating func receipt(_ operation: SignedOperation) -> Receipt? { apply(operation).receipt }

    /// Applies the next queue entry of a chain.
    mutating func apply(
        _ operation: PriorityOperation, on chain: ChainID = TestLedger.source
    ) -> PriorityOutcome {
        apply(
            PriorityEntry(chain: chain, index: nextIndex(of: chain) ?? 0, operation: operation))
    }
}
