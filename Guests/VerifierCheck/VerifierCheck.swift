import Bytes
import GuestRuntime
import RiscvCircuits

/// Verifies a proof of a run of another program, for a test that the verifier runs as a guest.
///
/// Input, two frames: digest of the program (32 bytes) and proof. Output: exit code and output words
/// of the run. Exit code 1: the proof is refused. Proofs with the parameters of tests are accepted,
/// so this program shows nothing about a run.
@main enum Program {
    static func main() {
        guard let digest = Bytes32(Guest.readFrame()) else { Guest.exit(1) }
        let proof = Guest.readFrame()
        do throws(RiscvProofError) {
            let result = try RiscvVerifier.verify(proof, programDigest: digest, parameters: .any)
            Guest.writeWord(result.exitCode)
            for word in result.output { Guest.writeWord(word) }
        } catch {
            Guest.exit(1)
        }
    }
}
