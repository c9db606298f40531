import Bytes
import Ledger
import Riscv
import RiscvCircuits
import Signatures
import TestSupport
import Testing
import Transition
import TransitionScenarios

/// The guest program of a block's proof gives the same header and payouts as the host.
@Suite struct TransitionProgramTests {
    let program: Program

    init() throws {
        program = try Program(elf: GuestFile.load("TransitionProgram"))
    }

    /// More would double a table of every part's proof (`docs/design/0006-lean-guest.md`).
    @Test func fitsItsTables() {
        #expect(program.instructionCount <= 1 << 17)
        let bounds = MemoryBounds(program)
        #expect(bounds.imageEnd - bounds.imageStart <= 1 << 17)
    }

    @Test func givesTheHeadersAndPayoutsOfTheHost() throws {
        var chain = try ShortHistory()
        for operations in try chain.blocks() {
            let previous = chain.state.header
            let block = try chain.close(operations)
            let witness = chain.state.witness(for: block)
            let header = chain.state.commit(block)
            let native = try PartTransition.run(
                witness: witness, start: .between(previous), operations: block.encoded, end: .block)
            #expect(native.end.encoded == header.encoded)
            let input = input(witness, previous, block.encoded)
            let execution = try program.execute(
                input: input, precompiles: RiscvMachine.precompiles)
            #expect(execution.outcome == .exited(code: 0))
            #expect(execution.unreadInputWordCount == 0)
            #expect(execution.output.frames == [previous.hash.array + header.hash.array])
            // The header has the hash of the payouts, which the guest computes as well.
            #expect(native.chains == block.chains)
        }
        #expect(chain.state.header.number == 2)
        #expect(chain.state.header.chains.contains { $0.operationCount > 0 })
    }

    /// Twenty histories of fifty blocks: a thousand blocks of every kind of operation, applied and
    /// failed, of 1 to 12 attempts.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func givesTheBoundariesOfTheHostForRandomBlocks(seed: UInt64) throws {
        var run = try ScenarioRun(seed: 7_000 + seed, isSigned: true)
        var previous = LedgerState(genesis: run.genesis)
        var operationCount = 0
        for number in 0..<50 {
            try run.addBlock(stepCount: number == 0 ? 12 : 1 + (number * 5 + Int(seed)) % 12)
            let block = try #require(run.blocks.last)
            let witness = previous.witness(for: block.closed)
            let before = previous.header
            let execution = try program.execute(
                input: input(witness, before, block.closed.encoded),
                precompiles: RiscvMachine.precompiles)
            #expect(execution.outcome == .exited(code: 0))
            #expect(
                execution.output.frames == [before.hash.array + block.header.hash.array])
            #expect(previous.commit(block.closed) == block.header)
            operationCount += block.closed.operations.count
        }
        #expect(operationCount > 100)
    }

    @Test func refusesWhatTheHostRefuses() throws {
        var chain = try ShortHistory()
        let blocks = try chain.blocks()
        chain.state.commit(try chain.close(blocks[0]))
        let previous = chain.state.header
        let block = try chain.close(blocks[1])
        let witness = chain.state.witness(for: block)
        var forged = block.encoded
        forged.authorizations[forged.authorizations.count - 1] ^= 1
        var (short, long) = (block.encoded, block.encoded)
        short.data.removeLast()
        long.authorizations.append(0)
        let otherHeader = BlockHeader(
            network: previous.network, number: previous.number,
            previousHash: previous.previousHash, timestamp: previous.timestamp,
            oldRoot: previous.oldRoot, newRoot: previous.oldRoot, dataHash: previous.dataHash,
            chains: previous.chains)
        var hidden = witness
        hidden[hidden.count - 1] ^= 1
        for input in [
            input(witness, previous, forged), input(witness, otherHeader, block.encoded),
            input(hidden, previous, block.encoded), input([], previous, block.encoded),
            input(witness, previous, short), input(witness, previous, long),
            input(witness, previous, block.encoded, end: 2),
        ] {
            let execution = try program.execute(
                input: input, precompiles: RiscvMachine.precompiles)
            #expect(execution.outcome == .exited(code: 1))
            #expect(execution.output.words.isEmpty)
        }
        #expect(throws: TransitionError.rejected(index: block.operations.count - 1, .badSignature))
        {
            try PartTransition.run(
                witness: witness, start: .between(previous), operations: forged, end: .block)
        }
    }

    private func input(
        _ witness: [UInt32], _ previous: BlockHeader, _ operations: EncodedOperations,
        end: UInt8 = 1
    ) -> WordStream {
        var stream = WordStream(words: [UInt32(witness.count * 4)])
        stream.append(words: witness)
        stream.append(frame: previous.encoded)
        stream.append(frame: operations.data)
        stream.append(frame: operations.authorizations)
        stream.append(frame: [end])
        return stream
    }
}

/// Two blocks: tokens, deposits and a key from the queue; then signed operations of every kind.
private struct ShortHistory {
    static let network = NetworkID(7)
    static let one: UInt128 = 1_000_000_000_000_000_000

    let key = SchnorrSecretKey(seed: Bytes32 { UInt8($0) })
    let alice = ChainAddress(evm: Bytes20 { _ in 0xa1 })
    let bob = ChainAddress(evm: Bytes20 { _ in 0xb0 })
    let carol = ChainAddress(evm: Bytes20 { _ in 0xc2 })
    var state: LedgerState

    init() throws {
        state = LedgerState(
            genesis: try Genesis(
                network: Self.network,
                chains: [
                    GenesisChain(ChainID(1), evmChainID: 1),
                    GenesisChain(ChainID(2), evmChainID: 2),
                ],
                feeOwner: ChainAddress(evm: Bytes20 { _ in 0xfe })))
    }

    func close(_ operations: [Operation]) throws -> BlockPart {
        let number = state.header.number + 1
        return try state.executed(
            BlockData(
                number: number, timestamp: number * 100, operations: operations),
            signatures: .verify)
    }

    func blocks() throws -> [[Operation]] { [queued, try signed()] }

    private var queued: [Operation] {
        var operations: [PriorityOperation] = []
        for token in [UInt16(2), 3] {
            operations.append(
                .registerToken(
                    RegisterToken(
                        token: TokenID(token),
                        contract: ChainAddress(evm: Bytes20 { _ in UInt8(token) }),
                        decimals: token == 2 ? 18 : 6, tokenClass: 1)))
            for owner in [alice, bob] {
                operations.append(
                    .deposit(
                        Deposit(
                            token: TokenID(token), amount: Amount(10_000 * Self.one),
                            owner: owner, subAccount: SubAccount(0))))
            }
        }
        for owner in [alice, bob, carol] {
            operations.append(
                .setKey(
                    SetKey(
                        caller: owner, slot: KeySlot(0), publicKey: key.publicKey, scopes: .all,
                        expiry: 0)))
        }
        operations += governed
        // A deposit that fails and is refunded.
        operations.append(
            .deposit(
                Deposit(
                    token: TokenID(2), amount: Amount(Self.one), owner: bob,
                    subAccount: SubAccount(32))))
        return operations.map { .priority(ChainID(1), $0) }
    }

    /// A dollar of both tokens, whose prices all three accounts observe.
    private var governed: [PriorityOperation] {
        let set = SignerSetID(0)
        let signers = SetSigners(
            set: set, threshold: 3, members: .of(AccountID(1), AccountID(2), AccountID(3)))
        let terms = CollateralTerms(
            discount: 0, largestMintFee: 5_000, leastRedeemFee: 1_000, largestRedeemFee: 5_000,
            ceiling: Amount(1_000_000 * Self.one))
        return [.setSigners(signers)]
            + [TokenID(2), TokenID(3)].flatMap { token in
                [
                    .setFeed(
                        SetFeed(feed: FeedID(priceOf: token), kind: .dollarCoin, signers: set)),
                    .setCollateral(SetCollateral(token: token, terms: terms)),
                ]
            }
    }

    private func signed() throws -> [Operation] {
        let one = Self.one
        let (first, second) = (TokenID(2), TokenID(3))
        let bodies: [SignedBody] = [
            .transfer(
                Transfer(
                    token: first, amount: Amount(5 * one),
                    destination: .owner(ChainAddress(evm: Bytes20 { _ in 0xc0 })),
                    destinationSubAccount: SubAccount(1))),
            .createPool((2, 100 * one), (3, 200 * one)),
            .addLiquidity(.units(10 * one, 20 * one), minimum: 1),
            .swap(.exactIn, in: one, out: 1, Route(from: 2, (0, 3))),
            .swap(.exactOut, in: 3 * one, out: one, Route(from: 3, (0, 2))),
            .removeLiquidity(shares: one, .units(1, 1)),
            .addOneCoin(2, one),
            .removeOneCoin(3, shares: one),
            .createStablePool((2, 1_000 * one), (3, 1_500 * one)),
            .swap(.exactIn, in: one, out: 1, Route(from: 2, (1, 3))),
            .swap(.exactOut, in: 3 * one, out: one, Route(from: 3, (1, 2))),
            .addOneCoin(pool: 1, 2, one),
            .removeOneCoin(pool: 1, 3, shares: one),
            .withdraw(
                Withdraw(
                    token: second, amount: Amount(7 * one), minimum: .zero, chain: ChainID(1),
                    receiver: ChainAddress(evm: Bytes20 { _ in 9 }), fastFeeRate: 30)),
        ]
        let prices = SignedBody.postPrices(
            PostPrices(
                time: (state.header.number + 2) * 100,
                prices: .of(
                    PostedPrice(FeedID(priceOf: first), Amount(one)),
                    PostedPrice(FeedID(priceOf: second), Amount(one)))))
        let dollars: [SignedBody] = [
            .mint(400 * one, of: 2), .mint(200 * one, of: 3), .redeem(one / 100, for: 3),
            .redeemBasket(2 * one),
            .convert(
                Convert(
                    from: first, to: second, amount: Amount(one + one / 10), pool: PoolID(1),
                    poolAmount: Amount(one), minimum: .zero)),
        ]
        return bodies.enumerated().map { signed($1, by: 1, nonce: $0) }
            + (1...3).map { signed(prices, by: $0, nonce: 60, fee: $0 < 3 ? 1_000 : 0) }
            + dollars.enumerated().map { signed($1, by: 1, nonce: bodies.count + $0) }
            + vaults(nonce: bodies.count + dollars.count)
    }

    /// A debt that is repaid in part, and liquidated once its terms are stricter.
    private func vaults(nonce: Int) -> [Operation] {
        let token = TokenID(shareOf: PoolID(1))
        var terms = VaultTerms(
            loan: 850_000, threshold: 920_000, bonus: 40_000, target: 1_150_000,
            ceiling: Amount(100_000 * Self.one))
        let usual = Operation.priority(
            ChainID(1), .setVaultTerms(SetVaultTerms(token: token, terms: terms)))
        (terms.loan, terms.threshold, terms.target) = (200_000, 300_000, 4_000_000)
        let strict = Operation.priority(
            ChainID(1), .setVaultTerms(SetVaultTerms(token: token, terms: terms)))
        let (dollars, shares) = (Amount(150 * Self.one), Amount(250 * Self.one))
        let bodies: [SignedBody] = [
            .openDebt(OpenDebt(token: token, collateral: shares, dollars: dollars)),
            .repay(
                Repay(token: token, dollars: Amount(Self.one), collateral: Amount(Self.one))),
            .liquidate(
                Liquidate(
                    account: AccountID(1), subAccount: SubAccount(0), token: token,
                    dollars: .maximum, minimumCollateral: .zero)),
        ]
        let operations = bodies.enumerated().map { signed($1, by: 1, nonce: nonce + $0) }
        return [usual] + operations.prefix(2) + [strict] + operations.suffix(1)
    }

    private func signed(
        _ body: SignedBody, by account: UInt32, nonce: Int, fee: UInt128 = 1_000
    ) -> Operation {
        var operation = SignedOperation(
            authorization: Authorization(
                account: AccountID(account), subAccount: SubAccount(0), slot: KeySlot(0),
                nonce: UInt32(nonce), validUntil: 1_000),
            fee: TokenQuantity(TokenID(2), Amount(fee)), body: body)
        operation.signature = key.sign(message: operation.signingMessage(network: Self.network))
        return .signed(operation)
    }
}
