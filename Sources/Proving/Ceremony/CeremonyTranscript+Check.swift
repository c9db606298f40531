import BN254

extension CeremonyTranscript {
    /// Throws unless every contribution is valid; the error has the first that is not.
    ///
    /// All equations are raised to random powers of 128 bits and multiplied (small exponents test),
    /// so each contribution costs four Miller loops. They are checked one by one only if the product
    /// is not one.
    public func checkContributions(
        randomness: inout some RandomNumberGenerator
    ) throws(CeremonyError) {
        _ = try checkedSteps(randomness: &randomness)
    }

    /// Checks every contribution, and gives what the proof of the next one hashes.
    func checkedSteps(
        randomness: inout some RandomNumberGenerator
    ) throws(CeremonyError) -> SnarkjsSteps {
        for index in contributions.indices {
            if let defect = formDefect(index) { throw named(index, defect) }
        }
        let beacons = contributions.map(\.beacon)
        for (index, beacon) in beacons.enumerated() {
            guard let beacon else { continue }
            let expected = (beacon.factor * ProjectivePoint(G1.generator)).affine
            guard contributions[index].factor1 == expected else { throw named(index, .beacon) }
        }
        var chain = SnarkjsSteps(circuitHash: subject.snarkjsHash)
        let steps = zip(contributions, beacons).map { contribution, beacon in
            let step = chain.next(factor1: contribution.factor1, beacon: beacon)
            chain.append(step, contribution)
            return step
        }
        guard !holdAtOnce(steps, &randomness) else { return chain }
        for index in contributions.indices {
            if let defect = equationDefect(index, steps[index]) { throw named(index, defect) }
        }
        return chain
    }

    private func named(_ index: Int, _ defect: ContributionDefect) -> CeremonyError {
        .contribution(number: index + 1, name: contributions[index].name, defect)
    }

    /// Defect that shows without pairings, or `nil`.
    private func formDefect(_ index: Int) -> ContributionDefect? {
        let step = contributions[index]
        let points1 = [step.factor1, step.proof, step.delta1]
        let points2 = [step.factor2, step.proof2, step.delta2]
        guard points1.allSatisfy({ !$0.isInfinity && $0.isOnCurve }),
            points2.allSatisfy({ !$0.isInfinity && $0.isValid })
        else { return .point }
        guard case .beacon = step.kind else { return nil }
        return index == contributions.count - 1 && index > 0 ? nil : .number
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

    /// Checks the five equations of a contribution one by one.
    private func equationDefect(
        _ index: Int, _ snarkjs: SnarkjsSteps.Step
    ) -> ContributionDefect? {
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
        // e(multiple, challenge2) = e(point, proof2)
        if !areEqual((snarkjs.multiple, snarkjs.challenge2), (snarkjs.point, step.proof2)) {
            return .knowledge
        }
        // e(delta1', 1) = e(delta1, factor2)
        if !areEqual((step.delta1, one2), (delta1(before: index), step.factor2)) {
            return .delta
        }
        // e(delta1', 1) = e(1, delta2')
        return areEqual((step.delta1, one2), (one1, step.delta2)) ? nil : .delta
    }

    /// Checks the equations of all contributions in one product.
    private func holdAtOnce(
        _ steps: [SnarkjsSteps.Step], _ randomness: inout some RandomNumberGenerator
    ) -> Bool {
        var left = ProjectivePoint<G1>.infinity
        var pairs: [(AffinePoint<G1>, AffinePoint<G2>)] = []
        for (index, step) in contributions.enumerated() {
            let powers = PowersOfTau.factors(5, &randomness)
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
            let snarkjs = steps[index]
            pairs.append((multiple(4, snarkjs.multiple).affine, snarkjs.challenge2))
            pairs.append(((-multiple(4, snarkjs.point)).affine, step.proof2))
        }
        pairs.append((left.affine, G2.generator))
        return Pairing.isOne(pairs)
    }
}
