import Bytes
import Ledger
import Riscv
import Signatures
import TestSupport
import Testing
import Transition

/// The guest program of a block's proof gives the same header and payouts as the host.
@Suite struct TransitionProgramTests {
    let program: Program

    init() throws {
        program = try Program(elf: GuestFile.load("TransitionProgram"))
    }

    @Test func givesTheHeadersAndPayoutsOfTheHost() throws {
        var chain = try ShortHistory()
        for operations in try chain.blocks() {
            let previous = chain.state.header
            let block = try chain.close(operations)
            let witness = chain.state.witness(for: block)
            let header = chain.state.commit(block)
            let native = try BlockTransition.run(
                witness: witness, previousHeader: previous, blockData: block.data)
            #expect(native.header == header)
            let input = input(witness, previous, block.data)
            let execution = try program.execute(input: input)
            #expect(execution.outcome == .exited(code: 0))
            #expect(execution.unreadInputWordCount == 0)
            let payouts = block.chains.map { $0.payouts.flatMap(\.encoded) }
            let expected =
                [previous.hash.array + header.hash.array, header.encoded] + payouts
            #expect(execution.output.frames == expected)
        }
        #expect(chain.state.header.number == 2)
        #expect(chain.state.header.chains.contains { $0.payoutCount > 0 })
    }

    @Test func refusesWhatTheHostRefuses() throws {
        var chain = try ShortHistory()
        let blocks = try chain.blocks()
        chain.state.commit(try chain.close(blocks[0]))
        let previous = chain.state.header
        let block = try chain.close(blocks[1])
        let witness = chain.state.witness(for: block)
        var forged = block.data
        forged[forged.count - 1] ^= 1
        let otherHeader = BlockHeader(
            network: previous.network, number: previous.number,
            previousHash: previous.previousHash, timestamp: previous.timestamp,
            oldRoot: previous.oldRoot, newRoot: previous.oldRoot, dataHash: previous.dataHash,
            chains: previous.chains)
        var hidden = witness
        hidden[hidden.count - 1] ^= 1
        for input in [
            input(witness, previous, forged), input(witness, otherHeader, block.data),
            input(hidden, previous, block.data), input([], previous, block.data),
            input(witness, previous, Array(block.data.dropLast())),
        ] {
            let execution = try program.execute(input: input)
            #expect(execution.outcome == .exited(code: 1))
            #expect(execution.output.words.isEmpty)
        }
        #expect(throws: TransitionError.rejected(index: block.operations.count - 1, .badSignature))
        {
            try BlockTransition.run(
                witness: witness, previousHeader: previous, blockData: forged)
        }
    }

    private func input(
        _ witness: [UInt32], _ previous: BlockHeader, _ data: [UInt8]
    ) -> WordStream {
        var stream = WordStream(words: [UInt32(witness.count * 4)])
        stream.append(words: witness)
        stream.append(frame: previous.encoded)
        stream.append(frame: data)
        return stream
    }
}

/// Two blocks: tokens, deposits and a key from the queue; then signed operations of every kind.
private struct ShortHistory {
    static let network = NetworkID(7)
    static let one: UInt128 = 1_000_000_000_000_000_000

    let key = SchnorrSecretKey(seed: Bytes32 { UInt8($0) })
    let alice = Owner(evm: Bytes20 { _ in 0xa1 })
    let bob = Owner(evm: Bytes20 { _ in 0xb0 })
    var state: LedgerState

    init() throws {
        state = LedgerState(
            genesis: try Genesis(
                network: Self.network, chains: [ChainID(1), ChainID(2)],
                feeOwner: Owner(evm: Bytes20 { _ in 0xfe })))
    }

    func close(_ operations: [Operation]) throws -> ClosedBlock {
        let number = state.header.number + 1
        return try state.closedBlock(
            of: BlockData(
                number: number, timestamp: number * 100, operations: operations),
            signatures: .verify)
    }

    func blocks() throws -> [[Operation]] { [queued, try signed()] }

    private var queued: [Operation] {
        var operations: [PriorityOperation] = []
        for token in [UInt16(1), 2] {
            operations.append(
                .registerToken(
                    RegisterToken(
                        token: TokenID(token), contract: Bytes32 { _ in UInt8(token) },
                        decimals: token == 1 ? 18 : 6, tokenClass: 0)))
            for owner in [alice, bob] {
                operations.append(
                    .deposit(
                        Deposit(
                            token: TokenID(token), amount: Amount(1_000 * Self.one),
                            owner: owner, subAccount: SubAccount(0))))
            }
        }
        operations.append(
            .setKey(
                SetKey(
                    caller: alice, slot: KeySlot(0), publicKey: key.publicKey, scopes: .all,
                    expiry: 0)))
        // A deposit that fails and is refunded.
        operations.append(
            .deposit(
                Deposit(
                    token: TokenID(1), amount: Amount(Self.one), owner: bob,
                    subAccount: SubAccount(32))))
        return operations.map { .priority(ChainID(1), $0) }
    }

    private func signed() throws -> [Operation] {
        let one = Self.one
        let (first, second) = (TokenID(1), TokenID(2))
        let path = PoolPath(PoolID(0))
        let bodies: [SignedBody] = [
            .transfer(
                Transfer(
                    token: first, amount: Amount(5 * one),
                    destination: .owner(Owner(evm: Bytes20 { _ in 0xc0 })),
                    destinationSubAccount: SubAccount(1))),
            .createPool(
                CreatePool(
                    tokenA: first, tokenB: second, kind: .constantProduct, feeRate: 2_500,
                    amountA: Amount(100 * one), amountB: Amount(200 * one))),
            .addLiquidity(
                AddLiquidity(
                    pool: PoolID(0), maximumA: Amount(10 * one), maximumB: Amount(20 * one),
                    minimumShares: Amount(1))),
            .swap(
                Swap(
                    kind: .exactIn, tokenIn: first, amountIn: Amount(one), amountOut: Amount(1),
                    path: path)),
            .swap(
                Swap(
                    kind: .exactOut, tokenIn: second, amountIn: Amount(3 * one),
                    amountOut: Amount(one), path: path)),
            .removeLiquidity(
                RemoveLiquidity(
                    pool: PoolID(0), shares: Amount(one), minimumA: Amount(1),
                    minimumB: Amount(1))),
            .withdraw(
                Withdraw(
                    token: second, amount: Amount(7 * one), chain: ChainID(1),
                    receiver: Bytes32 { _ in 9 }, fastFeeRate: 30)),
        ]
        return bodies.enumerated().map { index, body in
            var operation = SignedOperation(
                account: AccountID(1), subAccount: SubAccount(0), slot: KeySlot(0),
                nonce: UInt32(index), validUntil: 1_000, feeToken: first, fee: Amount(1_000),
                body: body)
            operation.signature = key.sign(
                message: operation.signingMessage(network: Self.network))
            return .signed(operation)
        }
    }
}
