import Bytes
import Ledger
import Signatures
import StateTree
import Testing
import Transition
import TransitionScenarios

/// The guest's entry against the state in memory, with real signatures.
@Suite struct GuestTests {
    private let key = SchnorrSecretKey(seed: Bytes32 { UInt8($0) })
    private let state: LedgerState

    init() throws {
        let genesis = try Genesis(
            network: NetworkID(5), chains: TestLedger.chains, feeOwner: TestLedger.bob)
        var state = LedgerState(genesis: genesis)
        var operations = [PriorityOperation]()
        for token in [UInt16(2), 3] {
            operations.append(
                .registerToken(
                    RegisterToken(
                        token: TokenID(token), contract: TestLedger.contract, decimals: 18,
                        tokenClass: 0)))
            operations.append(
                .deposit(
                    Deposit(
                        token: TokenID(token), amount: Amount(1_000 * TestLedger.one),
                        owner: TestLedger.alice, subAccount: SubAccount(0))))
        }
        operations.append(
            .setKey(
                SetKey(
                    caller: TestLedger.alice, slot: KeySlot(0), publicKey: key.publicKey,
                    scopes: .all,
                    expiry: 0)))
        let data = BlockData(
            number: 1, timestamp: 5, operations: operations.map { .priority(TestLedger.source, $0) }
        )
        try state.execute(data)
        self.state = state
    }

    private func signed(_ body: SignedBody, nonce: UInt32) -> Operation {
        var operation = TestLedger.sign(body, nonce: nonce, validUntil: .max, fee: 7)
        operation.signature = key.sign(
            message: operation.signingMessage(network: state.header.network))
        return .signed(operation)
    }

    /// A block with a new pool, a swap through it, a withdrawal and a queue entry.
    private var block: BlockData {
        let one = TestLedger.one
        let create = SignedBody.createPool((2, 100 * one), (3, 300 * one))
        let swap = SignedBody.swap(.exactIn, in: one, out: 0, Route(from: 3, (0, 2)))
        let withdraw = Withdraw(
            token: TokenID(2), amount: Amount(TestLedger.one), minimum: Amount(1),
            chain: TestLedger.source,
            receiver: TestLedger.bob, fastFeeRate: 3)
        let deposit = Deposit(
            token: TokenID(2), amount: Amount(5), owner: ChainAddress(evm: Bytes20 { _ in 0xcc }),
            subAccount: SubAccount(1))
        return BlockData(
            number: 2, timestamp: 6,
            operations: [
                signed(create, nonce: 0), signed(swap, nonce: 2),
                .priority(TestLedger.source, .deposit(deposit)),
                signed(.withdraw(withdraw), nonce: 1),
            ])
    }

    @Test func givesTheHeaderThatTheNodeGives() throws {
        var native = state
        let closed = try native.executed(block)
        let witness = native.witness(for: closed)
        let result = try PartTransition.run(
            witness: witness, start: .between(state.header), operations: block.encoded,
            end: .block)
        #expect(result.end.encoded == native.commit(closed).encoded)
        #expect(result.chains == closed.chains && result.chains[0].payouts.count == 1)
    }

    @Test func refusesAnotherStateAndHiddenRecords() throws {
        let closed = try state.executed(block)
        let operations = block.encoded
        let witness = state.witness(for: closed)
        var other = state.header
        other.newRoot[31] ^= 1
        #expect(throws: TransitionError.oldRoot) {
            try PartTransition.run(
                witness: witness, start: .between(other), operations: operations, end: .block)
        }
        let empty = try state.executor(timestamp: 6).close()
        let narrow = state.witness(for: empty)
        #expect(throws: TransitionError.incompleteWitness) {
            try PartTransition.run(
                witness: narrow, start: .between(state.header), operations: operations, end: .block)
        }
        #expect(throws: TransitionError.self) {
            try PartTransition.run(
                witness: Array(witness.dropLast()), start: .between(state.header),
                operations: operations, end: .block)
        }
    }

    /// Records whose words are none of their kind, and records of another state.
    @Test func refusesOtherWordsOfRecords() throws {
        let closed = try state.executed(block)
        let words = state.witness(for: closed)
        let witness = try StateWitness(words: words)
        func run(_ words: [UInt32]) throws(TransitionError) {
            _ = try PartTransition.run(
                witness: words, start: .between(state.header), operations: block.encoded,
                end: .block)
        }
        func record(of kind: RecordKind) throws -> StateWitness.Entry {
            try #require(
                witness.records.first {
                    $0.isPresent && words[$0.keyStart] == UInt32(kind.rawValue)
                })
        }
        func value(of kind: RecordKind) throws -> Range<Int> {
            try #require(try record(of: kind).value)
        }
        let key = try value(of: .key)
        #expect(key.count == 16)
        // Scopes above a byte, and a first nonce past the last one.
        for index in [10, 13] {
            var other = words
            other[key.lowerBound + index] = .max
            #expect(throws: TransitionError.incompleteWitness) { try run(other) }
        }
        // A value of another length, its last word being in the tree.
        for kind in [RecordKind.key, .balance, .reserve] {
            var other = words
            other[try record(of: kind).keyStart - 1] -= 1 << 8
            other.remove(at: try value(of: kind).upperBound - 1)
            #expect(throws: TransitionError.incompleteWitness) { try run(other) }
        }
        // Words that are a record, but not that of the state.
        for (kind, index) in [(RecordKind.key, 15), (.key, 12), (.balance, 0), (.reserve, 3)] {
            var other = words
            other[try value(of: kind).lowerBound + index] ^= 1 << 8
            #expect(throws: TransitionError.oldRoot) { try run(other) }
        }
    }

    @Test func refusesBadSignaturesAndDataOutOfSequence() throws {
        let closed = try state.executed(block)
        let witness = state.witness(for: closed)
        func run(_ operations: EncodedOperations) throws(TransitionError) -> PartResult {
            try PartTransition.run(
                witness: witness, start: .between(state.header), operations: operations, end: .block
            )
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
        first.fee.amount = Amount(6)
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
        var long = block.encoded
        long.authorizations.append(0)
        #expect(throws: TransitionError.data(.trailingBytes(count: 1))) { try run(long) }
        long = block.encoded
        long.data.append(Transfer.opcode)
        #expect(throws: TransitionError.data(.truncated(needed: 1, available: 0))) {
            try run(long)
        }
    }

    /// Cuts a block into parts at every boundary; each part natively and over its witness.
    @Test func anyCutOfABlockGivesItsHeader() throws {
        var whole = state
        let header = whole.commit(try whole.executed(block))
        for cut in 0...block.operations.count {
            var parts = state
            var beginning = block
            beginning.operations = Array(block.operations[..<cut])
            let first = try parts.executed(beginning)
            let witness = parts.witness(for: first)
            let before = Boundary.between(parts.header)
            let open = parts.extend(first)
            let result = try PartTransition.run(
                witness: witness, start: before, operations: first.encoded, end: .insideBlock)
            let middle = Boundary.inside(open)
            #expect(result.end.encoded == middle.encoded)
            #expect(try Boundary(decoding: middle.encoded).digest == middle.digest)
            let rest = Array(block.operations[cut...])
            let second = try parts.executed(rest, continuing: open)
            let encoded = block.encoded
            #expect(first.encoded.data + second.encoded.data == encoded.data)
            #expect(
                first.encoded.authorizations + second.encoded.authorizations
                    == encoded.authorizations)
            let end = try PartTransition.run(
                witness: parts.witness(for: second), start: middle, operations: second.encoded,
                end: .block)
            #expect(parts.commit(second) == header && end.end.encoded == header.encoded)
        }
    }

    @Test func refusesPartsThatDoNotBeginWhereTheLastEnded() throws {
        var parts = state
        var beginning = block
        beginning.operations = Array(block.operations[..<2])
        let first = try parts.executed(beginning)
        let open = parts.extend(first)
        let second = try parts.executed(Array(block.operations[2...]), continuing: open)
        let witness = parts.witness(for: second)
        let other = first.openBlock(newRoot: state.header.newRoot)
        #expect(throws: TransitionError.oldRoot) {
            try PartTransition.run(
                witness: witness, start: .inside(other), operations: second.encoded, end: .block)
        }
        var repeated = second.encoded
        repeated.data.removeFirst()
        #expect(throws: TransitionError.self) {
            try PartTransition.run(
                witness: witness, start: .inside(open), operations: repeated, end: .block)
        }
    }
}
