public import BN254

/// The key of verifiers: four points, and one for the constant and each public input.
public struct VerifyingKey: Sendable, Equatable {
    public let alpha1: AffinePoint<G1>
    public let beta2: AffinePoint<G2>
    public let gamma2: AffinePoint<G2>
    public let delta2: AffinePoint<G2>
    /// The point of the constant, then those of the public inputs.
    public let inputs: [AffinePoint<G1>]

    /// A key of points that `lint` has not checked yet.
    public init(
        alpha1: AffinePoint<G1>, beta2: AffinePoint<G2>, gamma2: AffinePoint<G2>,
        delta2: AffinePoint<G2>, inputs: [AffinePoint<G1>]
    ) {
        self.alpha1 = alpha1
        self.beta2 = beta2
        self.gamma2 = gamma2
        self.delta2 = delta2
        self.inputs = inputs
    }

    public var publicCount: Int { inputs.count - 1 }

    /// Throws unless every point is valid and not neutral, and beta, gamma and delta are
    /// independent.
    ///
    /// They must differ from each other and from each other's negations. With gamma = delta, as in
    /// keys without a contribution of phase 2, anyone can move a public input into the private part
    /// of a proof. An input whose point is neutral is not bound.
    public func lint() throws(Groth16Error) {
        try Self.check(alpha1, .alpha)
        try Self.check(beta2, .beta)
        try Self.check(gamma2, .gamma)
        try Self.check(delta2, .delta)
        for (index, point) in inputs.enumerated() {
            try Self.check(point, .input(index))
        }
        if beta2.x == gamma2.x { throw .degenerateKey(.gamma) }
        if delta2.x == gamma2.x || delta2.x == beta2.x { throw .degenerateKey(.delta) }
    }

    private static func check<Group: CurveGroup>(
        _ point: AffinePoint<Group>, _ element: KeyElement
    ) throws(Groth16Error) {
        guard !point.isInfinity else { throw .degenerateKey(element) }
        guard point.isOnCurve else { throw .keyPoint(element, .notOnCurve) }
        guard Group.isInSubgroup(point) else { throw .keyPoint(element, .notInSubgroup) }
    }
}
