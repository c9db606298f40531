import BN254

extension CeremonyTranscript {
    /// Throws unless every contribution is valid; the error has the first that is not.
    ///
    /// All equations are raised to random powers of 128 bits and multiplied (small exponents test),
    /// so each contribution costs two Miller loops. They are checked one by one only if the product
    /// is not one.
    public func checkContributions(
        randomness: inout some RandomNumberGenerator
    ) throws(CeremonyError) {
        for index in contributions.indices {
            if let defect = formDefect(index) { throw named(index, defect) }
        }
        guard !holdAtOnce(&randomness) else { return }
        for index in contributions.indices {
            if let defect = equationDefect(index) { throw named(index, defect) }
        }
    }

    private func named(_ index: Int, _ defect: ContributionDefect) -> CeremonyError {
        .contribution(number: index + 1, name: contributions[index].name, defect)
    }

    /// Defect that shows without pairings, or `nil`.
    private func formDefect(_ index: Int) -> ContributionDefect? {
        let step = contributions[index]
        let points1 = [step.factor1, step.proof, step.delta1]
        let points2 = [step.factor2, step.delta2]
        guard points1.allSatisfy({ !$0.isInfinity && $0.isOnCurve }),
            points2.allSatisfy({ !$0.isInfinity && $0.isValid })
        else { return .point }
        guard case .beacon(let value, let iterationsLog2) = step.kind else { return nil }
        guard index == contributions.count - 1, index > 0 else { return .number }
        let factor = ContributionFactor(beacon: value, iterationsLog2: iterationsLog2)
        let expected = (factor.scalar * ProjectivePoint(G1.generator)).affine
        return step.factor1 == expected ? nil : .beacon
    }

    /// Value of delta before a contribution.
    private func delta1(before index: Int) -> AffinePoint<G1> {
        index == 0 ? G1.generator : contributions[index - 1].delta1
    }

    private func challenge(_ index: Int) -> AffinePoint<G1> {
        let step = contributions[index]
        return Contribution.challenge(
            after: hashes[index], name: step.name, kind: step.kind, step.factor1, step.factor2)
    }

    /// Checks the four equations of a contribution one by one.
    private func equationDefect(_ index: Int) -> ContributionDefect? {
        let step = contributions[index]
        func areEqual(
            _ left: (AffinePoint<G1>, AffinePoint<G2>),
            _ right: (AffinePoint<G1>, AffinePoint<G2>)
        ) -> Bool { Pairing.isOne([(-left.0, left.1), right]) }
        let (one1, one2) = (G1.generator, G2.generator)
        // e(factor1, 1) = e(1, factor2)
        if !areEqual((step.factor1, one2), (one1, step.factor2)) { return .factor }
        // e(proof, 1) = e(challenge, factor2)
        if !areEqual((step.proof, one2), (challenge(index), step.factor2)) { return .knowledge }
        // e(delta1', 1) = e(delta1, factor2)
        if !areEqual((step.delta1, one2), (delta1(before: index), step.factor2)) {
            return .delta
        }
        // e(delta1', 1) = e(1, delta2')
        return areEqual((step.delta1, one2), (one1, step.delta2)) ? nil : .delta
    }

    /// Checks the equations of all contributions in one product.
    private func holdAtOnce(_ randomness: inout some RandomNumberGenerator) -> Bool {
        var left = ProjectivePoint<G1>.infinity
        var pairs: [(AffinePoint<G1>, AffinePoint<G2>)] = []
        for (index, step) in contributions.enumerated() {
            let powers = PowersOfTau.factors(4, &randomness)
            func multiple(_ power: Int, _ point: AffinePoint<G1>) -> ProjectivePoint<G1> {
                powers[power] * ProjectivePoint(point)
            }
            left += multiple(0, step.factor1) + multiple(1, step.proof)
            left += (powers[2] + powers[3]) * ProjectivePoint(step.delta1)
            let right =
                multiple(0, G1.generator) + multiple(1, challenge(index))
                + multiple(2, delta1(before: index))
            pairs.append(((-right).affine, step.factor2))
            pairs.append(((-multiple(3, G1.generator)).affine, step.delta2))
        }
        pairs.append((left.affine, G2.generator))
        return Pairing.isOne(pairs)
    }
}
