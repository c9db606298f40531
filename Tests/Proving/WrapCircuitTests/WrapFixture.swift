import BN254
import Commitments
import Constraints
import FRI
import Fields
import ProofFixtures
import R1CS
import StarkVerifier
import WrapCircuit
import WrapHashing

/// A proof of the fixture machine with the circuit that verifies its kind.
struct WrapFixture {
    typealias Proven = FixtureProof<ScalarHashing>

    var proven: Proven
    let circuit: LastProofCircuit<FixtureMachine>

    /// Blow-up 2, two queries, little work: a circuit as small as one with all parts can be.
    static var parameters: FRIParameters? {
        FRIParameters(
            blowupLog2: 1, queryCount: 2, grindingBits: 2, finalCountLog2: 2, capLog2: 1,
            batchingGrindingBits: 1)
    }

    /// First and last numbers of the Fibonacci chip: 16 bytes.
    static let preimage = PublicPreimage([
        PublicPreimage.Part(.publicValue(chip: 0, 0), .word),
        PublicPreimage.Part(.publicValue(chip: 0, 1), .element),
        PublicPreimage.Part(.publicValue(chip: 0, 2), .word),
    ])

    init(_ proven: Proven, preimage: PublicPreimage = Self.preimage) throws {
        self.proven = proven
        circuit = try LastProofCircuit(
            key: proven.key, heightsLog2: proven.proof.heightsLog2, statement: proven.statement,
            preimage: preimage)
    }

    /// The first constraint that the proof violates, `nil` when it satisfies the circuit.
    func violation(_ proven: Proven? = nil) -> R1CSError? {
        let proven = proven ?? self.proven
        do throws(R1CSError) {
            _ = try circuit.assign(proven.proof, statement: proven.statement)
            return nil
        } catch {
            return error
        }
    }
}
