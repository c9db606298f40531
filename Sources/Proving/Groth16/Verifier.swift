public import BN254
import Fields

/// Verifies proofs under one key, whose fixed pairing and lines are computed once.
///
/// Groth, "On the Size of Pairing-based Non-interactive Arguments", eprint 2016/260, section 3.2:
/// e(A, B) = e(alpha, beta) e(L, gamma) e(C, delta), where L is the combination of the points of
/// the public inputs.
public struct Verifier: Sendable {
    public let key: VerifyingKey
    /// Pairing e(alpha, beta).
    private let fixed: Fp12
    private let gamma: PreparedPoint
    private let delta: PreparedPoint

    /// A verifier for a key, after `lint`.
    public init(_ key: VerifyingKey) throws(Groth16Error) {
        try key.lint()
        self.init(unlinted: key)
    }

    /// A verifier for a key whose gamma and delta may be equal, for test vectors of other projects.
    public init(unlinted key: VerifyingKey) {
        self.key = key
        fixed = Pairing.product([(key.alpha1, key.beta2)])
        gamma = PreparedPoint(key.gamma2)
        delta = PreparedPoint(key.delta2)
    }

    /// Throws unless the proof proves that the circuit is satisfied with these public inputs.
    public func verify(_ proof: Proof, inputs: [Integer256]) throws(Groth16Error) {
        let inputs = try combination(inputs).affine
        let value = Pairing.millerProduct([
            (proof.a, PreparedPoint(proof.b)), (-inputs, gamma), (-proof.c, delta),
        ])
        guard Pairing.finalPower(value) == fixed else { throw .equation }
    }

    /// Throws unless all proofs are valid; an invalid one passes with probability 2^-128.
    ///
    /// Each equation is raised to a random power of 128 bits and all are multiplied (Bellare,
    /// Garay, Rabin 1998, small exponents test), so that each proof costs one Miller loop of its
    /// own and all of them share the rest.
    public func verify(
        batch: [(proof: Proof, inputs: [Integer256])],
        randomness: inout some RandomNumberGenerator
    ) throws(Groth16Error) {
        var pairs: [(AffinePoint<G1>, PreparedPoint)] = []
        var inputs = ProjectivePoint<G1>.infinity
        var rest = ProjectivePoint<G1>.infinity
        var total = Fr.zero
        for (proof, values) in batch {
            let factor = Integer256(randomness.next(), randomness.next())
            let a = ProjectivePoint(proof.a).multiplied(by: factor).affine
            pairs.append((a, PreparedPoint(proof.b)))
            inputs += try combination(values).multiplied(by: factor)
            rest += ProjectivePoint(proof.c).multiplied(by: factor)
            total += Fr(reducing: factor)
        }
        pairs.append((-inputs.affine, gamma))
        pairs.append((-rest.affine, delta))
        let alpha = (total * ProjectivePoint(key.alpha1)).affine
        pairs.append((-alpha, PreparedPoint(key.beta2)))
        guard Pairing.finalPower(Pairing.millerProduct(pairs)) == .one else { throw .equation }
    }

    /// The point of the constant plus the multiples of those of the inputs.
    private func combination(
        _ inputs: [Integer256]
    ) throws(Groth16Error) -> ProjectivePoint<G1> {
        guard inputs.count == key.publicCount else {
            throw .inputCount(expected: key.publicCount, actual: inputs.count)
        }
        var sum = ProjectivePoint(key.inputs[0])
        for (index, input) in inputs.enumerated() {
            guard input < Fr.modulus else { throw .inputTooLarge(index: index) }
            sum += ProjectivePoint(key.inputs[index + 1]).multiplied(by: input)
        }
        return sum
    }
}
