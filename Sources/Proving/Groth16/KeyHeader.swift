public import BN254

/// The numbers and single points of a proving key.
public struct KeyHeader: Sendable, Equatable {
    /// Number of variables, the constant one included.
    public let variableCount: Int
    public let publicCount: Int
    /// Logarithm of the number of rows of the domain.
    public let domainLog2: Int
    public let alpha1: AffinePoint<G1>
    public let beta1: AffinePoint<G1>
    public let beta2: AffinePoint<G2>
    public let gamma2: AffinePoint<G2>
    public let delta1: AffinePoint<G1>
    public let delta2: AffinePoint<G2>

    public var domainSize: Int { 1 << domainLog2 }

    /// Length of section 2 of a key file in bytes.
    package static let byteCount = 4 + 32 + 4 + 32 + 4 + 4 + 4 + 3 * 64 + 3 * 128

    /// Largest domain whose roots and those of its double are in `Fr`, as a logarithm.
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
    /// Section of `KeyOrigin`, which only ZkLink has and other tools skip.
    package static let origin: UInt32 = 1_000

    /// Kind of proof in section 1.
    static let groth16: UInt32 = 1
    /// Length of an entry: matrix, row and variable, then the coefficient.
    static let coefficientByteCount = 44
    /// Length of a section with a circuit hash and no contribution.
    static let contributionsByteCount = 64 + 4
}
