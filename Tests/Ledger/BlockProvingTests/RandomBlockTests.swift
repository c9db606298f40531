import BlockProofs
import BlockProving
import Ledger
import PartFixtures
import Testing
import Transition
import TransitionScenarios

/// Blocks of random operations of every kind, applied and failed, are proven as the host executes
/// them; `TransitionProgramTests` runs a thousand of them in the guest without a proof.
@Suite struct RandomBlockTests {
    @Test func twentyBlocksAreProven() throws {
        let prover = try SmallParts.made.get().standard
        var run = try ScenarioRun(seed: 9_001, isSigned: true)
        var state = LedgerState(genesis: run.genesis)
        var (applied, failed) = (0, 0)
        for number in 0..<20 {
            try run.addBlock(stepCount: number == 0 ? 0 : 2 + number % 3)
            let block = try #require(run.blocks.last)
            let data = BlockData(
                number: block.closed.number, timestamp: block.closed.timestamp,
                operations: block.closed.operations)
            let cut = try PartCutter(prover).cut(data, over: state)
            #expect(cut.header == block.header)
            let proofs = try cut.parts.map { try prover.prove($0.job).run }
            let proof = BlockProof(
                header: cut.header, chainOperations: cut.chainOperations, runs: proofs)
            let proven = try prover.blockVerifier.verify(
                proof, previous: state.header, header: block.header)
            #expect(proven.chainOperations == block.closed.chains.map(\.operations))
            #expect(state.commit(block.closed) == block.header)
            applied += block.steps.count { $0.code == 0 }
            failed += block.steps.count { $0.code != 0 }
        }
        #expect(applied > 20 && failed > 10)
    }
}
