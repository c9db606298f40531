import BN254
import Fields
import Groth16
public import Parallel

extension PowersOfTau {
    /// Throws unless all points for a domain of 2^log2 rows belong to one tau, alpha and beta.
    ///
    /// Lists are compared by random combinations with factors of 128 bits (Bellare, Garay, Rabin
    /// 1998, small exponents test), so a wrong list passes with probability 2^-128. Of a file with
    /// a published hash, others have checked this too.
    public func check(
        log2: Int, workers: Workers, randomness: inout some RandomNumberGenerator
    ) throws(CeremonyError) {
        let size = 1 << log2
        try checkPoints(log2: log2, workers, &randomness)
        guard tau1[0] == G1.generator, tau2[0] == G2.generator, !tau1[1].isInfinity else {
            throw .powers(.generators)
        }
        let factors = Self.factors(2 * size - 2, &randomness)
        func sum<Group: CurveGroup>(
            _ list: PointList<Group>, from start: Int, count: Int
        ) -> AffinePoint<Group> {
            factors.withUnsafeBufferPointer { factors in
                MultiScalarSum.sum(
                    UnsafeBufferPointer(rebasing: factors[..<count]),
                    list.part(start..<start + count), workers: workers
                ).affine
            }
        }
        func hasRatio(_ list: PointList<G1>, count: Int) -> Bool {
            Pairing.isOne([
                (-sum(list, from: 1, count: count), G2.generator),
                (sum(list, from: 0, count: count), tau2[1]),
            ])
        }
        guard hasRatio(tau1, count: 2 * size - 2) else { throw .powers(.powers1) }
        let (low, high) = (
            sum(tau2, from: 0, count: size - 1), sum(tau2, from: 1, count: size - 1)
        )
        guard Pairing.isOne([(-tau1[1], low), (G1.generator, high)]) else {
            throw .powers(.powers2)
        }
        guard !alphaTau1[0].isInfinity, hasRatio(alphaTau1, count: size - 1) else {
            throw .powers(.alpha)
        }
        let (multiple, plain) = (
            sum(betaTau1, from: 0, count: size), sum(tau1, from: 0, count: size)
        )
        guard !beta2.isInfinity,
            Pairing.isOne([(-multiple, G2.generator), (plain, beta2)])
        else { throw .powers(.beta) }
        try checkLagrange(log2: log2, workers, &randomness)
    }

    /// Random scalars below 2^128.
    static func factors(
        _ count: Int, _ randomness: inout some RandomNumberGenerator
    ) -> [Fr] {
        (0..<count).map { _ in
            Fr(reducing: Integer256(randomness.next(), randomness.next()))
        }
    }

    private func checkPoints(
        log2: Int, _ workers: Workers, _ randomness: inout some RandomNumberGenerator
    ) throws(CeremonyError) {
        let size = 1 << log2
        let lists = [
            tau1.part(0..<2 * size - 1), alphaTau1.part(0..<size), betaTau1.part(0..<size),
            lagrange1(log2: log2), lagrange1(log2: log2 + 1), alphaLagrange1(log2: log2),
            betaLagrange1(log2: log2),
        ]
        for list in lists {
            guard list.areValid(workers, randomness: &randomness) else { throw .powers(.point) }
        }
        for list in [tau2.part(0..<size), lagrange2(log2: log2)] {
            guard list.areValid(workers, randomness: &randomness) else { throw .powers(.point) }
        }
        guard beta2.isValid else { throw .powers(.point) }
    }

    /// Compares the Lagrange points with the powers.
    ///
    /// For random values v_i and the coefficients c_j of the polynomial with these values, the sum
    /// of v_i L_i(tau) is the sum of c_j tau^j.
    private func checkLagrange(
        log2: Int, _ workers: Workers, _ randomness: inout some RandomNumberGenerator
    ) throws(CeremonyError) {
        let domain = RandomPolynomial(log2: log2, workers, &randomness)
        let double = RandomPolynomial(log2: log2 + 1, workers, &randomness)
        guard domain.relates(lagrange1(log2: log2), tau1, workers),
            domain.relates(lagrange2(log2: log2), tau2, workers),
            domain.relates(alphaLagrange1(log2: log2), alphaTau1, workers),
            domain.relates(betaLagrange1(log2: log2), betaTau1, workers),
            // The list of powers lacks the last one of the largest domain.
            double.relates(lagrange1(log2: log2 + 1), tau1, workers)
        else { throw .powers(.lagrange) }
    }
}

/// A polynomial with random values of 128 bits on a domain.
private struct RandomPolynomial {
    private var values: [Fr] = []
    private var coefficients: [Fr]

    init(log2: Int, _ workers: Workers, _ randomness: inout some RandomNumberGenerator) {
        coefficients = PowersOfTau.factors(1 << log2, &randomness)
        for index in coefficients.indices {
            values.append(coefficients[reversedBits(index, count: log2)])
        }
        coefficients.withUnsafeMutableBufferPointer {
            ScalarTransform(log2: log2).interpolate($0, workers: workers)
        }
    }

    func relates<Group: CurveGroup>(
        _ lagrange: PointList<Group>, _ powers: PointList<Group>, _ workers: Workers
    ) -> Bool {
        let count = min(coefficients.count, powers.count)
        return values.withUnsafeBufferPointer { values in
            coefficients.withUnsafeBufferPointer { coefficients in
                MultiScalarSum.sum(values, lagrange, workers: workers)
                    == MultiScalarSum.sum(
                        UnsafeBufferPointer(rebasing: coefficients[..<count]),
                        powers.part(0..<count), workers: workers)
            }
        }
    }
}
