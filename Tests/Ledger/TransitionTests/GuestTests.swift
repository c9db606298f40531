import Bytes
import Ledger
import Signatures
import StateTree
import Testing
import Transition

/// The guest's entry against the state in memory, with real signatures.
@Suite struct GuestTests {
    private let key = SchnorrSecretKey(seed: Bytes32 { UInt8($0) })
    private let state: LedgerState

    init() throws {
        let genesis = try Genesis(
            network: NetworkID(5), chains: [Bench.source, Bench.target], feeOwner: Bench.bob)
        var state = LedgerState(genesis: genesis)
        var operations = [PriorityOperation]()
        for token in [UInt16(2), 3] {
            operations.append(
                .registerToken(
                    RegisterToken(
                        token: TokenID(token), contract: Bytes32(), decimals: 18, tokenClass: 0)))
            operations.append(
                .deposit(
                    Deposit(
                        token: TokenID(token), amount: Amount(1_000 * Bench.one),
                        owner: Bench.alice, subAccount: SubAccount(0))))
        }
        operations.append(
            .setKey(
                SetKey(
                    caller: Bench.alice, slot: KeySlot(0), publicKey: key.publicKey, scopes: .all,
                    expiry: 0)))
        let data = BlockData(
            number: 1, timestamp: 5, operations: operations.map { .priority(Bench.source, $0) })
        try state.execute(data)
        self.state = state
    }

    private func signed(_ body: SignedBody, nonce: UInt32) -> Operation {
        var operation = Bench.sign(body, nonce: nonce, validUntil: .max, fee: 7)
        operation.signature = key.sign(
            message: operation.signingMessage(network: state.header.network))
        return .signed(operation)
    }

    /// A block with a new pool, a swap through it, a withdrawal and a queue entry.
    private var block: BlockData {
        let create = CreatePool(
            tokenA: TokenID(2), tokenB: TokenID(3), kind: .constantProduct, feeRate: 2_500,
            amountA: Amount(100 * Bench.one), amountB: Amount(300 * Bench.one))
        let swap = Swap(
            kind: .exactIn, tokenIn: TokenID(3), amountIn: Amount(Bench.one), amountOut: .zero,
            path: PoolPath(PoolID(0)))
        let withdraw = Withdraw(
            token: TokenID(2), amount: Amount(Bench.one), chain: Bench.source,
            receiver: Bench.bob.address, fastFeeRate: 3)
        let deposit = Deposit(
            token: TokenID(2), amount: Amount(5), owner: Owner(evm: Bytes20 { _ in 0xcc }),
            subAccount: SubAccount(1))
        return BlockData(
            number: 2, timestamp: 6,
            operations: [
                signed(.createPool(create), nonce: 0), signed(.swap(swap), nonce: 2),
                .priority(Bench.source, .deposit(deposit)),
                signed(.withdraw(withdraw), nonce: 1),
            ])
    }

    @Test func givesTheHeaderThatTheNodeGives() throws {
        var native = state
        let closed = try native.closedBlock(of: block)
        let witness = native.witness(for: closed)
        let result = try BlockTransition.run(
            witness: witness, previousHeader: state.header, blockData: block.encoded)
        #expect(result.header == native.commit(closed))
        #expect(result.header.encoded == native.header.encoded)
        #expect(result.chains == closed.chains && result.chains[0].payouts.count == 1)
    }

    @Test func refusesAnotherStateAndHiddenRecords() throws {
        let closed = try state.closedBlock(of: block)
        let data = block.encoded
        let witness = state.witness(for: closed)
        var other = state.header
        other.newRoot[31] ^= 1
        #expect(throws: TransitionError.oldRoot) {
            try BlockTransition.run(witness: witness, previousHeader: other, blockData: data)
        }
        let empty = try state.executor(timestamp: 6).close()
        let narrow = state.witness(for: empty)
        #expect(throws: TransitionError.incompleteWitness) {
            try BlockTransition.run(
                witness: narrow, previousHeader: state.header, blockData: data)
        }
        #expect(throws: TransitionError.self) {
            try BlockTransition.run(
                witness: Array(witness.dropLast()), previousHeader: state.header, blockData: data)
        }
    }

    @Test func refusesBadSignaturesAndDataOutOfSequence() throws {
        let closed = try state.closedBlock(of: block)
        let witness = state.witness(for: closed)
        func run(_ data: [UInt8]) throws(TransitionError) -> BlockResult {
            try BlockTransition.run(
                witness: witness, previousHeader: state.header, blockData: data)
        }
        var forged = block
        guard case .signed(var swap) = forged.operations[1] else { return }
        swap.signature[79] ^= 1
        forged.operations[1] = .signed(swap)
        #expect(throws: TransitionError.rejected(index: 1, .badSignature)) {
            try run(forged.encoded)
        }
        var altered = block
        guard case .signed(var first) = altered.operations[0] else { return }
        first.fee = Amount(6)
        altered.operations[0] = .signed(first)
        #expect(throws: TransitionError.rejected(index: 0, .badSignature)) {
            try run(altered.encoded)
        }
        var later = block
        later.number = 3
        #expect(throws: TransitionError.number(expected: 2, actual: 3)) { try run(later.encoded) }
        var early = block
        early.timestamp = 4
        #expect(throws: TransitionError.timestamp(previous: 5, actual: 4)) {
            try run(early.encoded)
        }
        #expect(throws: TransitionError.data(.trailingBytes(count: 1))) {
            try run(block.encoded + [0])
        }
    }
}
