import Commitments
import Constraints
import FRI
import Fields
import ProofFixtures
import StarkVerifier
import TestSupport
import Testing
import WrapHashing

/// Prover, verifier and encoding with the hash functions of the last proof.
@Suite struct ScalarProofTests {
    private let fixture: FixtureProof<ScalarHashing>

    init() throws { fixture = try FixtureProof() }

    @Test func proofsAreAcceptedAndEncoded() throws {
        #expect(fixture.refusal() == nil)
        let bytes = try ProofWriter(key: fixture.key).write(fixture.proof)
        #expect(try ProofReader(key: fixture.key).read(bytes) == fixture.proof)
    }

    /// One byte in eight of the encoding, each changed in turn.
    @Test func changedProofsAreRefused() throws {
        let bytes = try ProofWriter(key: fixture.key).write(fixture.proof)
        let start = 18 + fixture.proof.heightsLog2.count
        var count = 0
        for offset in stride(from: start, to: bytes.count, by: 40) {
            var changed = bytes
            changed[offset + 7] ^= 1
            guard let proof = try? ProofReader(key: fixture.key).read(changed) else { continue }
            count += 1
            #expect(fixture.refusal { $0.proof = proof } != nil, "\(offset)")
        }
        #expect(count > 200)
    }

    @Test func otherStatementsAreRefused() {
        #expect(fixture.refusal { $0.statement.publicValues[0][2] += .one } != nil)
        #expect(fixture.refusal { $0.statement.messages[0].tuple[0] += .one } != nil)
    }
}
