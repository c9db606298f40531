package import BN254
public import Parallel

extension ProvingKey {
    /// Throws unless the key is well-formed.
    ///
    /// The verifying key must pass `VerifyingKey.lint`, beta and delta must be the same in both
    /// groups, every point must be on its curve, and every point of G2 in its group. That the
    /// points belong to a circuit is not checked: compare with a reproducible build, or verify the
    /// ceremony. Long lists are in G2 by random combinations (`PointList.areValid`).
    public func lint(
        workers: Workers, randomness: inout some RandomNumberGenerator
    ) throws(Groth16Error) {
        try verifyingKey.lint()
        try KeyElement.beta.requireEqualExponents(header.beta1, header.beta2)
        try KeyElement.delta.requireEqualExponents(header.delta1, header.delta2)
        try Self.check(a, workers, &randomness) { .a($0) }
        try Self.check(b1, workers, &randomness) { .b1($0) }
        try Self.check(b2, workers, &randomness) { .b2($0) }
        try Self.check(c, workers, &randomness) { .c($0) }
        try Self.check(h, workers, &randomness) { .h($0) }
    }

    private static func check<Group: CurveGroup>(
        _ points: PointList<Group>, _ workers: Workers,
        _ randomness: inout some RandomNumberGenerator, _ element: (Int) -> KeyElement
    ) throws(Groth16Error) {
        guard !points.areValid(workers, randomness: &randomness) else { return }
        // Each point alone, to name the first invalid one.
        let chunk = 1_024
        let chunks = (points.count + chunk - 1) / chunk
        let failures = workers.map(chunks) { number -> Int? in
            (number * chunk..<min((number + 1) * chunk, points.count)).first {
                !points[$0].isValid
            }
        }
        guard let index = failures.lazy.compactMap(\.self).first else { return }
        let reason: PointError = points[index].isOnCurve ? .notInSubgroup : .notOnCurve
        throw .keyPoint(element(index), reason)
    }
}

extension KeyElement {
    /// Throws unless a point of G1 is the multiple of the generator by the same scalar as a valid
    /// point of G2: e(point1, generator of G2) = e(generator of G1, point2).
    package func requireEqualExponents(
        _ point1: AffinePoint<G1>, _ point2: AffinePoint<G2>
    ) throws(Groth16Error) {
        guard point1.isOnCurve else { throw .keyPoint(self, .notOnCurve) }
        guard Pairing.isOne([(-point1, G2.generator), (G1.generator, point2)]) else {
            throw .unequalExponents(self)
        }
    }
}
