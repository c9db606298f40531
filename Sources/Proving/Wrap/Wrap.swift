public import BN254
public import Groth16
public import Parallel
public import R1CS
import RecursionCircuits
import StarkVerifier
import WrapCircuit

/// The wrap: a Groth16 proof that the last layer's proof is valid, which contracts verify.
public struct Wrap: Sendable {
    private let circuit: LastProofCircuit<RecursionMachine>

    /// The wrap of proofs of a last layer.
    public init(_ layer: LastLayer) throws {
        circuit = try layer.circuit()
    }

    /// The circuit with the number of constraints of each of its parts.
    public func record() throws -> CircuitBuilder.Recording { try circuit.record() }

    /// The values of the circuit's variables for a proof.
    ///
    /// Throws the first constraint that they violate where the last layer's verifier refuses it.
    public func assign(_ last: LastLayer.Proof) throws -> [Fr] {
        try circuit.assign(last.proof, statement: LastLayer.statement(last.statement))
    }

    /// Proves with a key of the circuit; throws as `assign` does.
    public func prove(
        _ last: LastLayer.Proof, key: ProvingKey, workers: Workers
    ) throws -> WrappedProof {
        var randomness = SystemRandomNumberGenerator()
        let proof = try Prover(key, workers: workers).prove(
            try assign(last), randomness: &randomness)
        return WrappedProof(statement: last.statement, proof: proof)
    }
}
