import Aggregation
import AggregationFixtures
import BN254
import Bytes
import Fields
import Hashing
import Parallel
import ProofFixtures
import R1CS
import StarkVerifier
import TestSupport
import Testing
import Wrap
import WrapHashing

/// The last layer and its circuit: an honest proof, and each way not to be one.
@Suite struct LastLayerTests {
    private let chain: WrapChain

    init() throws { chain = try WrapChain.shared.get() }

    @Test func theInputIsWhatContractsCompute() throws {
        let statement = chain.last.statement
        #expect(statement.program == chain.scene.program)
        #expect(statement.keyRoot == chain.scene.programs.keys.root)
        #expect(statement.before == AggregationScene.digest(0))
        #expect(statement.after == AggregationScene.digest(2))
        let bytes =
            statement.program.bytes.array + statement.keyRoot.bytes.array
            + AggregationScene.digest(0).array + AggregationScene.digest(2).array
        var hash = SHA256.hash(bytes).array
        hash[0] &= 0x1f
        let input = hash.reduce(Fr.zero) { Fr(256) * $0 + Fr(UInt64($1)) }
        #expect(statement.publicInput == input.canonical)
        #expect(chain.values[1] == input)
    }

    @Test func honestProofsSatisfyTheCircuit() throws {
        #expect(chain.isAccepted(chain.last) == (true, true))
        let system = try chain.wrap.record().system
        #expect(try system.firstViolation(chain.values) == nil)
        var other = chain.values
        other[1] += .one
        #expect(try system.firstViolation(other) != nil)
    }

    /// A proof for another statement: program, root, digests, their order.
    @Test func otherStatementsAreRefused() {
        let (proof, honest) = (chain.last.proof, chain.last.statement)
        let digest = Digest(Goldilocks(1), Goldilocks(2), Goldilocks(3), Goldilocks(4))
        for statement in [
            AggregationStatement(
                program: digest, keyRoot: honest.keyRoot, before: honest.before,
                after: honest.after),
            AggregationStatement(
                program: honest.program, keyRoot: digest, before: honest.before,
                after: honest.after),
            AggregationStatement(
                program: honest.program, keyRoot: honest.keyRoot,
                before: AggregationScene.digest(1), after: honest.after),
            AggregationStatement(
                program: honest.program, keyRoot: honest.keyRoot, before: honest.before,
                after: AggregationScene.digest(1)),
            AggregationStatement(
                program: honest.program, keyRoot: honest.keyRoot, before: honest.after,
                after: honest.before),
        ] {
            let forged = LastLayer.Proof(statement: statement, proof: proof)
            #expect(chain.isAccepted(forged) == (false, false))
        }
    }

    /// Proofs that are altered from a seed are refused by both.
    @Test func alteredProofsAreRefused() {
        var count = 0
        for seed in 0..<30 as Range<UInt64> {
            var proof = chain.last.proof
            var mutation = ValueMutation<ScalarTree>(random: SeededGenerator(seed: seed))
            mutation.apply(to: &proof)
            let accepted = chain.isAccepted(
                LastLayer.Proof(statement: chain.last.statement, proof: proof))
            // The circuit reads no lists beyond its shape; the native verifier is the stricter.
            #expect(!accepted.native || accepted.circuit)
            count += accepted.circuit ? 0 : 1
        }
        #expect(count > 10)
    }

    /// An honest last layer cannot be made above a child that is not one: a changed proof, another
    /// statement, a key that is not in the list, a proof that is not compressed.
    @Test func falseChildrenAreRefused() throws {
        let (honest, keys) = (chain.compressed, chain.scene.programs.keys)
        var proof = honest.proof
        proof.openings[0].main[0] += .one
        let changed = JoinedProof(
            statement: honest.statement, fixedCap: honest.fixedCap, proof: proof)
        guard case .refused = try refusal(changed, keys) else {
            Issue.record("a changed proof is accepted")
            return
        }
        let later = AggregationStatement(
            program: honest.statement.program, keyRoot: honest.statement.keyRoot,
            before: honest.statement.before, after: AggregationScene.digest(3))
        let claimed = JoinedProof(statement: later, fixedCap: honest.fixedCap, proof: proof)
        guard case .refused = try refusal(claimed, keys) else {
            Issue.record("a false statement is accepted")
            return
        }
        let compression = chain.scene.programs.compress.keyDigest
        let shorter = try #require(KeyList(keys.digests.filter { $0 != compression }))
        #expect(try refusal(honest, shorter) == .unknownKey(child: 0))
        #expect(try refusal(chain.scene.pair(0), keys) == .unknownKey(child: 0))
    }

    private func refusal(_ child: JoinedProof, _ keys: KeyList) throws -> JoinProver.Refusal? {
        do {
            _ = try chain.layer.prove(child, program: chain.scene.program, keys: keys)
        } catch let refusal as JoinProver.Refusal {
            return refusal
        }
        return nil
    }
}
