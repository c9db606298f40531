import Commitments
public import Constraints
public import FRI
public import Fields

/// The equations of the verifier over the operations of a builder.
///
/// Quotient by the rows, out-of-domain point zeta and FRI as in Ben-Sasson and others, "DEEP-FRI",
/// ITCS 2020, section 5; buses by LogUp as in Haböck, eprint 2022/1530. All sizes are right:
/// statement and proof have the form that `Verifier` checks.
public struct StarkVerification<Chips: Machine, Builder: VerifierBuilder>: Sendable {
    typealias Cubic = Builder.Cubic

    let machine: CheckedMachine<Chips>
    let description: ProofDescription
    let shape: ProofShape
    let shift: Goldilocks
    let statement: StatementValues<Builder>

    var layouts: [ChipLayout] { machine.layouts }

    /// The verification of proofs of one shape and a statement; extended columns are on domains
    /// shifted by a factor.
    public init(
        machine: CheckedMachine<Chips>, description: ProofDescription, shape: ProofShape,
        shift: Goldilocks, statement: StatementValues<Builder>
    ) {
        self.machine = machine
        self.description = description
        self.shape = shape
        self.shift = shift
        self.statement = statement
    }

    /// Verifies a proof, throwing the reason to refuse it.
    public func verify(
        _ proof: ProofValues<Builder>, builder: inout Builder
    ) throws(StarkError) {
        var transcript = ProofTranscript(description, statement)
        let bus = transcript.busChallenges(mainCap: proof.mainCap)
        let alpha = transcript.constraintChallenge(
            busCap: proof.busCap, terminalSums: proof.terminalSums)
        let zeta = transcript.outOfDomainPoint(quotientCap: proof.quotientCap)
        try checkBalance(proof.terminalSums, bus, builder)
        let fri = opening(proof, zeta: zeta)
        do {
            try fri.verify(
                proof.fri, transcript: transcript.opening(parameters: description.parameters),
                builder: &builder)
        } catch {
            throw .fri(error)
        }
        let folded = foldedConstraints(proof, bus: bus, alpha: alpha, zeta: zeta, builder)
        let equation = OutOfDomain(heightLog2: shape.quotientHeightLog2, point: zeta)
        // Sum of the folded constraints of a height over zeta^n - 1 = quotient(zeta).
        let quotient = equation.vanishing * equation.quotient(proof.quotient, shift: shift)
        guard builder.require(equation.joined(folded), equals: quotient) else {
            throw .constraints
        }
    }

    /// Checks that terminal sums of all chips and fractions of all messages add up to zero.
    ///
    /// The fractions are added over a common denominator, so none is inverted.
    private func checkBalance(
        _ terminalSums: [Cubic], _ challenges: BusChallenges<Cubic>, _ builder: Builder
    ) throws(StarkError) {
        let zero = Cubic(constant: .zero)
        var numerator = terminalSums.reduce(zero) { $0 + $1 }
        var denominator = Cubic(constant: .one)
        for (index, message) in statement.messages.enumerated() {
            let fingerprint = challenges.fingerprint(
                message.bus, message.tuple.map { ElementValue<Cubic>($0) })
            guard builder.require(fingerprint, differsFrom: zero) else {
                throw .messageFingerprint(message: index)
            }
            // n / d + 1 / f = (n f + d) / (d f)
            let signed = message.side == .send ? denominator : -denominator
            numerator = numerator * fingerprint + signed
            denominator = denominator * fingerprint
        }
        guard builder.require(numerator, equals: zero) else { throw .busImbalance }
    }
}

extension StarkVerification {
    /// The folded constraints at zeta, added up for each height, by its logarithm.
    ///
    /// Every constraint of every chip has another power of alpha.
    private func foldedConstraints(
        _ proof: ProofValues<Builder>, bus: BusChallenges<Cubic>, alpha: Cubic, zeta: Cubic,
        _ builder: Builder
    ) -> [Cubic] {
        var sums = [Cubic](
            repeating: Cubic(constant: .zero), count: shape.quotientHeightLog2 + 1)
        let heights = sums.indices.filter { height in
            shape.chips.contains { shape.heightLog2($0) == height }
        }
        let inverses = builder.inverses(
            of: heights.flatMap { OutOfDomain(heightLog2: $0, point: zeta).selectorDivisors })
        let powers = shape.constraintPowers(of: alpha, layouts)
        for (index, chip) in shape.chips.enumerated() {
            let equation = OutOfDomain(heightLog2: shape.heightLog2(chip), point: zeta)
            let first = 2 * (heights.firstIndex(of: equation.heightLog2) ?? 0)
            var folder = ConstraintFolder(
                view: equation.view(
                    proof.openings[index], layout: layouts[chip],
                    publicValues: statement.publicValues[chip], inverses: inverses[first...]),
                powers: powers[index], challenges: bus)
            machine.machine.describe(chip: chip, to: &folder)
            if let sum = shape.busChips.firstIndex(of: chip).map({ proof.terminalSums[$0] }) {
                let view = equation.busView(
                    proof.openings[index], layout: layouts[chip], terminalSum: sum)
                folder.requireBusSums(view, layout: layouts[chip])
            }
            sums[equation.heightLog2] = sums[equation.heightLog2] + folder.folded
        }
        return sums
    }

    /// The claims that FRI proves: the values of every commitment at its points.
    private func opening(
        _ proof: ProofValues<Builder>, zeta: Cubic
    ) -> FRIVerification<Builder> {
        var places = [ProofShape.Place]()
        func claims(
            _ tables: [[(place: ProofShape.Place, columns: [Int]?)]], _ values: [[[Cubic]]]
        ) -> [[CommitmentClaim<Builder>.Values]] {
            zip(tables, values).map { points, values in
                zip(points, values).map { point, values in
                    let known = places.firstIndex(of: point.place)
                    if known == nil { places.append(point.place) }
                    return CommitmentClaim<Builder>.Values(
                        point: known ?? places.count - 1, columns: point.columns, values: values)
                }
            }
        }
        let caps = [statement.fixedCap, proof.mainCap, proof.busCap, proof.quotientCap]
        let present = zip(shape.commitments, caps).compactMap { commitment, cap in
            commitment.map { OpenedCommitment(cap: cap, shape: $0) }
        }
        let values = openedValues(proof)
        let all = zip(present, zip(shape.openedPlaces(layouts), values)).map {
            CommitmentClaim<Builder>(commitment: $0, tables: claims($1.0, $1.1))
        }
        return FRIVerification(
            parameters: description.parameters, shift: shift,
            points: places.map { shape.point($0, zeta: zeta) }, claims: all)
    }

    /// Values of each table of each non-empty commitment, point by point.
    private func openedValues(_ proof: ProofValues<Builder>) -> [[[[Cubic]]]] {
        var values = [[[[Cubic]]]](repeating: [], count: ProofShape.Phase.allCases.count)
        for opening in proof.openings {
            if !opening.fixed.isEmpty { values[0].append([opening.fixed]) }
            values[1].append([opening.main, opening.mainNext])
            if !opening.bus.isEmpty { values[2].append([opening.bus, opening.busNext]) }
        }
        if !proof.openings.isEmpty { values[3] = proof.quotient.map { [$0] } }
        return values.filter { !$0.isEmpty }
    }
}
