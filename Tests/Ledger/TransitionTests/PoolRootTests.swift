import Bytes
import Ledger
import StateTree
import Testing
import Transition
import TransitionScenarios

/// Roots of a witness are checked: a prover can neither bend a price nor refuse a swap that the pool
/// allows.
@Suite struct PoolRootTests {
    private let one = TestLedger.one

    /// The block of one cross swap over a stable pool of 1,000 and 1,000, and the state before it.
    private func scene(
        selling amount: UInt128
    ) throws -> (state: LedgerState, block: BlockPart) {
        let (source, alice) = (TestLedger.source, TestLedger.alice)
        var state = LedgerState(
            genesis: try Genesis(
                network: NetworkID(5), chains: TestLedger.onlySource,
                feeOwner: TestLedger.bob))
        var operations: [Operation] = []
        for token in [2, 3] as [UInt16] {
            operations.append(
                .priority(
                    source,
                    .registerToken(
                        RegisterToken(
                            token: TokenID(token), contract: TestLedger.contract, decimals: 18,
                            tokenClass: TokenClass.stable.rawValue))))
            operations.append(
                .priority(
                    source,
                    .deposit(
                        Deposit(
                            token: TokenID(token), amount: Amount(2_000 * one), owner: alice,
                            subAccount: SubAccount(0)))))
        }
        operations.append(
            .priority(
                source,
                .setKey(
                    SetKey(
                        caller: alice, slot: KeySlot(0), publicKey: Bytes40(),
                        scopes: .all, expiry: 0))))
        operations.append(
            .signed(
                TestLedger.sign(
                    .createStablePool(
                        (2, 1_000 * one), (3, 1_000 * one), amplification: 50_000))))
        try state.execute(
            BlockData(number: 1, timestamp: TestLedger.now, operations: operations),
            signatures: .alreadyVerified)
        let swap = CrossSwap(
            route: Route(from: 2, (0, 3)), amount: Amount(amount), targetChain: source,
            minimumOut: .zero, receiver: alice, fallback: alice, fastFeeRate: 0)
        let block = try state.executed(
            BlockData(
                number: 2, timestamp: TestLedger.now,
                operations: [.priority(source, .crossSwap(swap))]))
        return (state, block)
    }

    private func run(
        _ witness: [UInt32], _ scene: (state: LedgerState, block: BlockPart)
    ) throws -> PartResult {
        try PartTransition.run(
            witness: witness, start: .between(scene.state.header),
            operations: scene.block.encoded, end: .block)
    }

    /// The words of a witness with other roots, each an offset modulo 2^128 from the right one.
    private func changed(
        _ witness: [UInt32], _ advice: Range<Int>, root: Int, by offset: UInt128
    ) -> [UInt32] {
        var words = witness
        let place = advice.lowerBound + 4 * root
        var value: UInt128 = 0
        for limb in (0..<4).reversed() { value = value << 32 | UInt128(words[place + limb]) }
        value &+= offset
        for limb in 0..<4 {
            words[place + limb] = UInt32(truncatingIfNeeded: value >> UInt128(32 * limb))
        }
        return words
    }

    @Test func unpinnedRootIsRefused() throws {
        let scene = try scene(selling: 100 * one)
        let witness = scene.state.witness(for: scene.block)
        let advice = try StateWitness(words: witness).advice
        #expect(advice.count == 8)
        #expect(scene.block.chains[0].payouts.count == 1)
        let result = try run(witness, scene)
        var state = scene.state
        #expect(result.end.encoded == state.commit(scene.block).encoded)
        for root in 0..<2 {
            for offset in [1, UInt128.max, 1 << 64, 1 << 127, .max - 1_000_000] as [UInt128] {
                #expect(throws: TransitionError.incompleteWitness) {
                    try run(changed(witness, advice, root: root, by: offset), scene)
                }
            }
        }
    }

    /// "No such balance" for a swap that the pool allows would be a refund instead of a payout.
    @Test func refusalNeedsProof() throws {
        let scene = try scene(selling: 100 * one)
        let witness = scene.state.witness(for: scene.block)
        let advice = try StateWitness(words: witness).advice
        var refused = witness
        for place in advice.suffix(4) { refused[place] = 0 }
        #expect(throws: TransitionError.incompleteWitness) { try run(refused, scene) }
        var short = witness
        short[3] = 4
        short.removeSubrange(advice.suffix(4))
        #expect(throws: TransitionError.incompleteWitness) { try run(short, scene) }
    }

    /// A swap that would leave less than a thousandth is refunded, which the guest sees as well.
    @Test func refusesWhatLeavesTheDomain() throws {
        let scene = try scene(selling: 1_900 * one)
        let witness = scene.state.witness(for: scene.block)
        let advice = try StateWitness(words: witness).advice
        let refund = try #require(scene.block.chains[0].payouts.first)
        #expect(refund.token == TokenID(2) && refund.chainAmount == 1_900 * one)
        #expect(advice.count == 8 && witness[advice].suffix(4).allSatisfy { $0 == 0 })
        _ = try run(witness, scene)
        for balance in [1, one, 1_000 * one] {
            #expect(throws: TransitionError.incompleteWitness) {
                try run(changed(witness, advice, root: 1, by: balance), scene)
            }
        }
    }
}
