public import BN254

/// The numbers and single points of a proving key.
public struct KeyHeader: Sendable, Equatable {
    /// Variables, the constant one included.
    public let variableCount: Int
    public let publicCount: Int
    /// Rows of the domain: 2^domainLog2.
    public let domainLog2: Int
    public let alpha1: AffinePoint<G1>
    public let beta1: AffinePoint<G1>
    public let beta2: AffinePoint<G2>
    public let gamma2: AffinePoint<G2>
    public let delta1: AffinePoint<G1>
    public let delta2: AffinePoint<G2>

    public var domainSize: Int { 1 << domainLog2 }

    /// Bytes of section 2 of a key file.
    package static let byteCount = 4 + 32 + 4 + 32 + 4 + 4 + 4 + 3 * 64 + 3 * 128

    /// Largest domain: its roots and those of its double are in `Fr`.
    static let maximumDomainLog2 = Fr.twoAdicity - 1
}

/// The sections of a key file, version 1 of the format of snarkjs for Groth16.
package enum KeySection {
    package static let magic = "zkey"
    package static let version: UInt32 = 1
    package static let kind: UInt32 = 1
    package static let header: UInt32 = 2
    package static let inputs: UInt32 = 3
    package static let coefficients: UInt32 = 4
    package static let a: UInt32 = 5
    package static let b1: UInt32 = 6
    package static let b2: UInt32 = 7
    package static let c: UInt32 = 8
    package static let h: UInt32 = 9
    package static let contributions: UInt32 = 10
    /// Ours, which other tools skip: what `KeyOrigin` says.
    package static let origin: UInt32 = 1_000

    /// The kind of proof that section 1 says.
    static let groth16: UInt32 = 1
    /// Matrix, row and variable of an entry, then the coefficient.
    static let coefficientByteCount = 44
    /// A circuit hash and no contribution.
    static let contributionsByteCount = 64 + 4
}
