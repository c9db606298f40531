public import FRI

/// Poseidon2 over the scalars of BN254: for the last proof, which a circuit over them verifies.
public enum ScalarHashing: ProofHashing {
    /// Trees over scalars.
    public typealias Tree = ScalarTree
    /// A transcript over scalars.
    public typealias Sponge = ScalarSponge
    /// Number 3 in encoded proofs.
    public static var number: UInt32 { 3 }
}
