public import Commitments
public import Transcripts

/// The hash functions of a proof.
public protocol ProofHashing: Sendable {
    /// The trees of commitments.
    associatedtype Tree: TreeHasher
    /// The sponge of the transcript.
    associatedtype Sponge: TranscriptSponge where Sponge.Node == Tree.Node

    /// The number of the functions in encoded proofs.
    static var number: UInt32 { get }
}

/// Poseidon2 everywhere: for proofs that are verified inside proofs.
public enum Poseidon2Hashing: ProofHashing {
    /// Trees of Poseidon2.
    public typealias Tree = Poseidon2Tree
    /// A transcript of Poseidon2.
    public typealias Sponge = Poseidon2Sponge
    /// Number 1 in encoded proofs.
    public static var number: UInt32 { 1 }
}

/// SHA-256 everywhere.
public enum SHA256Hashing: ProofHashing {
    /// Trees of SHA-256.
    public typealias Tree = SHA256Tree
    /// A transcript of SHA-256.
    public typealias Sponge = SHA256Sponge
    /// Number 2 in encoded proofs.
    public static var number: UInt32 { 2 }
}
