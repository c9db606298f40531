public import BN254
public import Groth16

/// A verifying key as gnark stores it: with beta and delta in G1 too, which no verifier uses.
public struct GnarkVerifyingKey: Sendable, Equatable {
    public let key: VerifyingKey
    public let beta1: AffinePoint<G1>
    public let delta1: AffinePoint<G1>

    /// A key of points that `lint` has not checked yet.
    public init(key: VerifyingKey, beta1: AffinePoint<G1>, delta1: AffinePoint<G1>) {
        self.key = key
        self.beta1 = beta1
        self.delta1 = delta1
    }

    /// The verifying key of a proving key.
    public init(_ key: ProvingKey) {
        self.init(
            key: key.verifyingKey, beta1: key.header.beta1, delta1: key.header.delta1)
    }

    /// Throws unless the key passes `VerifyingKey.lint`, and beta and delta are the same in both
    /// groups.
    public func lint() throws(Groth16Error) {
        try key.lint()
        try KeyElement.beta.requireEqualExponents(beta1, key.beta2)
        try KeyElement.delta.requireEqualExponents(delta1, key.delta2)
    }
}
