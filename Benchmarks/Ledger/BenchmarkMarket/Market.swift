public import Bytes
import Ledger
import Signatures
public import Transition

/// A state with many accounts that trade in one pool, and blocks over it.
public struct Market {
    private(set) var opened: LedgerState
    let accountCount: Int
    /// The nonces that every account has used, but for two of the first, which created the pools.
    var usedNonces: UInt32 = 0
    let key: SchnorrSecretKey
    let whole: UInt128 = 1_000_000_000_000_000_000

    /// How long blocks took.
    public struct Timing {
        var operationCount = 0
        var execution = Duration.zero
        var closing = Duration.zero
        var committing = Duration.zero
        var blockCount = 0

        /// Operations of a block.
        public var operationsPerBlock: Int { operationCount / max(blockCount, 1) }
        /// Operations a second while they are applied.
        public var operationsPerSecond: Int { Int(Double(operationCount) / seconds(execution)) }
        /// Time to close a block.
        public var closeMicroseconds: Int { Int(seconds(closing) * 1e6) / max(blockCount, 1) }
        /// Time to commit a block.
        public var commitMicroseconds: Int { Int(seconds(committing) * 1e6) / max(blockCount, 1) }
    }

    /// Accounts with a million of each of two tokens, a key each, and two pools of both tokens: number
    /// 0 has a constant product, number 1 is stable.
    public init(accountCount: Int) throws {
        self.accountCount = accountCount
        key = SchnorrSecretKey(seed: Bytes32 { UInt8($0) })
        let genesis = try Genesis(
            network: NetworkID(7), chains: [GenesisChain(ChainID(1), evmChainID: 1)],
            feeOwner: ChainAddress(evm: Bytes20()))
        var state = LedgerState(genesis: genesis)
        var operations = Market.registrations
        for index in 1...accountCount {
            let owner = ChainAddress(evm: Bytes20 { $0 < 4 ? UInt8(index >> (8 * $0) & 255) : 1 })
            for token in [TokenID(2), TokenID(3)] {
                operations.append(
                    .deposit(
                        Deposit(
                            token: token, amount: Amount(1_000_000 * whole), owner: owner,
                            subAccount: SubAccount(0))))
            }
            operations.append(
                .setKey(
                    SetKey(
                        caller: owner, slot: KeySlot(0), publicKey: key.publicKey, scopes: .all,
                        expiry: 0)))
        }
        var start = 0
        while start < operations.count {
            let end = min(start + 800, operations.count)
            let data = BlockData(
                number: state.header.number + 1, timestamp: Self.openingTime,
                operations: operations[start..<end].map { .priority(ChainID(1), $0) })
            try state.execute(data, signatures: .alreadyVerified)
            start = end
        }
        var deposits = BoundedList<4, TokenQuantity>()
        deposits.append(TokenQuantity(TokenID(2), Amount(900_000 * whole)))
        deposits.append(TokenQuantity(TokenID(3), Amount(800_000 * whole)))
        var stableDeposits = BoundedList<4, TokenQuantity>()
        for token in [TokenID(2), TokenID(3)] {
            stableDeposits.append(TokenQuantity(token, Amount(90_000 * whole)))
        }
        let pools = [
            CreatePool(kind: .constantProduct, feeRate: 2_500, deposits: deposits),
            CreatePool(
                kind: .stable, feeRate: 300,
                stable: StableTerms(
                    amplification: 50_000, feeSlope: 2_000, maximumFeeRate: 5_000),
                deposits: stableDeposits),
        ]
        let data = BlockData(
            number: state.header.number + 1, timestamp: Self.openingTime,
            operations: pools.enumerated().map { nonce, pool in
                .signed(Market.operation(account: 1, nonce: UInt32(nonce), .createPool(pool)))
            })
        try state.execute(data, signatures: .alreadyVerified)
        opened = state
    }

    /// The time of the opening in seconds since 1970; allowances, which come back in an hour, are full.
    static var openingTime: UInt64 { 10_000 }

    /// The first nonce that an account has not used.
    func firstNonce(of account: UInt32) -> UInt32 { usedNonces + (account == 1 ? 2 : 0) }

    /// Applies a block of operations; each must be applied.
    mutating func apply(_ operations: [Transition.Operation]) throws {
        let data = BlockData(
            number: opened.header.number + 1, timestamp: Self.openingTime, operations: operations)
        try opened.execute(data, signatures: .alreadyVerified)
    }

    /// Blocks after the opening, each as full of swaps as its data limit allows.
    public func swaps(blockCount: Int, signed: Bool) throws -> [[SignedOperation]] {
        var nonces = [UInt32](repeating: 0, count: accountCount + 1)
        nonces[1] = firstNonce(of: 1)
        var sequence = 0
        return (0..<blockCount).map { _ in
            var bytes = BlockData.headByteCount
            var block = [SignedOperation]()
            while block.count < LedgerLimits.maximumOperations {
                let account = 1 + sequence % accountCount
                let swap = Swap(
                    kind: sequence % 4 == 0 ? .exactOut : .exactIn,
                    route: Route(
                        from: TokenID(UInt16(2 + sequence % 2)), through: PoolID(0),
                        to: TokenID(UInt16(3 - sequence % 2))),
                    amountIn: Amount(UInt128(1 + sequence % 7) * whole),
                    amountOut: Amount(whole / 2))
                var operation = Market.operation(
                    account: UInt32(account), nonce: nonces[account], .swap(swap))
                if signed {
                    operation.signature = key.sign(
                        message: operation.signingMessage(network: opened.header.network))
                }
                // A little more than it takes behind others.
                let alone = BlockData(
                    number: 0, timestamp: 0, operations: [.signed(operation)]
                ).encoded
                bytes += alone.data.count + alone.authorizations.count - BlockData.headByteCount
                guard bytes <= LedgerLimits.maximumBlockBytes else { break }
                nonces[account] += 1
                sequence += 1
                block.append(operation)
            }
            return block
        }
    }

    /// Applies, closes and commits the blocks; every operation must be applied.
    public func execute(
        _ blocks: [[SignedOperation]], _ check: SignatureCheck
    ) throws -> Timing {
        let clock = ContinuousClock()
        var state = opened
        var timing = Timing()
        for block in blocks {
            var executor = try state.executor(timestamp: Self.openingTime + 1)
            timing.execution += clock.measure {
                for operation in block {
                    guard case .applied = executor.apply(operation, signature: check) else {
                        preconditionFailure("a swap of the benchmark was not applied")
                    }
                }
            }
            timing.operationCount += block.count
            timing.blockCount += 1
            let started = clock.now
            let closed = try (consume executor).close()
            timing.closing += clock.now - started
            timing.committing += clock.measure { state.commit(closed) }
        }
        return timing
    }

    /// Microseconds of the guest's entry for one block, natively, and its header's hash.
    public func runOverWitness(_ block: [SignedOperation]) throws -> (Int, Bytes32) {
        let data = BlockData(
            number: opened.header.number + 1, timestamp: Self.openingTime + 1,
            operations: block.map { .signed($0) })
        let closed = try opened.executed(data, signatures: .alreadyVerified)
        let witness = opened.witness(for: closed)
        let clock = ContinuousClock()
        let started = clock.now
        let result = try PartTransition.run(
            witness: witness, start: .between(opened.header), operations: closed.encoded,
            end: .block)
        return (Int(seconds(clock.now - started) * 1e6), result.end.digest)
    }

    private static var registrations: [PriorityOperation] {
        [UInt16(2), 3].map { token in
            .registerToken(
                RegisterToken(
                    token: TokenID(token),
                    contract: ChainAddress(evm: Bytes20 { _ in UInt8(token) }), decimals: 18,
                    tokenClass: 1))
        }
    }

    static func operation(
        account: UInt32, nonce: UInt32, _ body: SignedBody
    ) -> SignedOperation {
        SignedOperation(
            authorization: Authorization(
                account: AccountID(account), subAccount: SubAccount(0), slot: KeySlot(0),
                nonce: nonce, validUntil: .max),
            fee: TokenQuantity(TokenID(2), Amount(1_000)), body: body)
    }
}

private func seconds(_ duration: Duration) -> Double {
    let (seconds, attoseconds) = duration.components
    return Double(seconds) + Double(attoseconds) * 1e-18
}
