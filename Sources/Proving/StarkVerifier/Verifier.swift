import Commitments
public import Constraints
public import FRI
import Fields
public import Parallel
import Polynomials

/// Verifies proofs for one key.
///
/// Quotient by the rows, out-of-domain point zeta and FRI as in Ben-Sasson and others, "DEEP-FRI",
/// ITCS 2020, section 5; buses by LogUp as in Haböck, eprint 2022/1530.
public struct Verifier<Chips: Machine, Hashing: ProofHashing>: Sendable {
    /// Machine, fixed columns and parameters.
    public let key: StarkKey<Chips, Hashing>
    /// Threads to use; a guest has one.
    public let workers: Workers

    private var layouts: [ChipLayout] { key.checked.layouts }

    /// Creates a verifier for a key.
    public init(key: StarkKey<Chips, Hashing>, workers: Workers = .serial) {
        self.key = key
        self.workers = workers
    }

    /// Verifies a proof of a statement, throwing the reason to refuse it; never traps.
    public func verify(
        _ proof: StarkProof<Hashing.Tree>, statement: Statement
    ) throws(StarkError) {
        try checkStatement(statement)
        let shape = try ProofShape(key: key, heightsLog2: proof.heightsLog2)
        try checkSizes(proof, shape)
        var transcript = ProofTranscript(
            key: key, heightsLog2: shape.heightsLog2, statement: statement)
        let bus = transcript.busChallenges(mainCap: proof.mainCap)
        let alpha = transcript.constraintChallenge(
            busCap: proof.busCap, terminalSums: proof.terminalSums)
        let zeta = transcript.outOfDomainPoint(quotientCap: proof.quotientCap)
        try checkBalance(proof.terminalSums, statement.messages, bus)
        let fri = FRIVerifier<Hashing>(parameters: key.parameters, workers: workers)
        do {
            try fri.verify(
                claims(proof, shape, point: zeta), proof: proof.fri,
                transcript: transcript.opening(parameters: key.parameters))
        } catch {
            throw .fri(error)
        }
        let folded = foldedConstraints(
            proof, shape, publicValues: statement.publicValues, bus: bus, alpha: alpha, zeta: zeta)
        let equation = OutOfDomain(heightLog2: shape.quotientHeightLog2, point: zeta)
        // Sum of the folded constraints of a height over zeta^n - 1 = quotient(zeta).
        guard
            equation.joined(folded)
                == equation.vanishing * equation.quotient(proof.quotient, shift: fri.shift)
        else { throw .constraints }
    }

    /// The folded constraints at zeta, added up for each height, by its logarithm.
    ///
    /// Every constraint of every chip has another power of alpha.
    private func foldedConstraints(
        _ proof: StarkProof<Hashing.Tree>, _ shape: ProofShape, publicValues: [[Goldilocks]],
        bus: BusChallenges, alpha: CubicExtension, zeta: CubicExtension
    ) -> [CubicExtension] {
        var sums = [CubicExtension](repeating: .zero, count: shape.quotientHeightLog2 + 1)
        let powers = shape.constraintPowers(of: alpha, layouts)
        for (index, chip) in shape.chips.enumerated() {
            let equation = OutOfDomain(heightLog2: shape.heightLog2(chip), point: zeta)
            var folder = ConstraintFolder(
                view: equation.view(
                    proof.openings[index], layout: layouts[chip],
                    publicValues: publicValues[chip]),
                powers: powers[index], challenges: bus)
            key.checked.machine.describe(chip: chip, to: &folder)
            if let sum = shape.busChips.firstIndex(of: chip).map({ proof.terminalSums[$0] }) {
                let view = equation.busView(
                    proof.openings[index], layout: layouts[chip], terminalSum: sum)
                folder.requireBusSums(view, layout: layouts[chip])
            }
            sums[equation.heightLog2] += folder.folded
        }
        return sums
    }

    /// Checks that terminal sums of all chips and fractions of all messages add up to zero.
    ///
    /// The fractions are added over a common denominator, so none is inverted.
    private func checkBalance(
        _ terminalSums: [CubicExtension], _ messages: [BusMessage], _ challenges: BusChallenges
    ) throws(StarkError) {
        var numerator = terminalSums.reduce(CubicExtension.zero) { $0 + $1 }
        var denominator = CubicExtension.one
        for (index, message) in messages.enumerated() {
            let fingerprint = challenges.fingerprint(message.bus, message.tuple)
            guard fingerprint != .zero else { throw .messageFingerprint(message: index) }
            // n / d + 1 / f = (n f + d) / (d f)
            numerator *= fingerprint
            numerator += message.side == .send ? denominator : -denominator
            denominator *= fingerprint
        }
        guard numerator == .zero else { throw .busImbalance }
    }
}

extension Verifier {
    private func checkStatement(_ statement: Statement) throws(StarkError) {
        guard statement.publicValues.count == layouts.count else {
            throw .publicValueCount(chip: statement.publicValues.count)
        }
        for chip in layouts.indices
        where statement.publicValues[chip].count != layouts[chip].shape.publicCount {
            throw .publicValueCount(chip: chip)
        }
        for (index, message) in statement.messages.enumerated() {
            guard let expected = key.checked.publicTupleLength(of: message.bus) else {
                throw .messageBus(message: index)
            }
            guard message.tuple.count == expected else {
                throw .messageLength(
                    message: index, expected: expected, actual: message.tuple.count)
            }
        }
    }

    private func checkSizes(
        _ proof: StarkProof<Hashing.Tree>, _ shape: ProofShape
    ) throws(StarkError) {
        guard proof.terminalSums.count == shape.busChips.count else {
            throw .terminalSumCount(
                expected: shape.busChips.count, actual: proof.terminalSums.count)
        }
        guard proof.openings.count == shape.chips.count else {
            throw .openingCount(expected: shape.chips.count, actual: proof.openings.count)
        }
        for (chip, opening) in zip(shape.chips, proof.openings) {
            let layout = layouts[chip]
            guard opening.main.count == layout.shape.mainWidth,
                opening.mainNext.count == layout.nextMainColumns.count,
                opening.fixed.count == layout.shape.fixedWidth,
                opening.bus.count == layout.busWidth,
                opening.busNext.count == layout.nextBusColumns.count
            else { throw .openingWidth(chip: chip) }
        }
        guard proof.quotient.count == 2, proof.quotient.allSatisfy({ $0.count == 3 }) else {
            throw .quotientCount
        }
        let caps = [key.fixedCap, proof.mainCap, proof.busCap, proof.quotientCap]
        for (commitment, cap) in zip(shape.commitments, caps) {
            let expected = commitment?.capCount ?? 0
            guard cap.count == expected else {
                throw .capCount(expected: expected, actual: cap.count)
            }
        }
    }

    /// The claims that FRI proves: the values of every commitment at its points.
    private func claims(
        _ proof: StarkProof<Hashing.Tree>, _ shape: ProofShape, point: CubicExtension
    ) -> [BatchClaim<Hashing.Tree>] {
        // Values of each table of each commitment, point by point; sizes have been checked.
        var values = [[[[CubicExtension]]]](
            repeating: [], count: ProofShape.Phase.allCases.count)
        for opening in proof.openings {
            if !opening.fixed.isEmpty { values[0].append([opening.fixed]) }
            values[1].append([opening.main, opening.mainNext])
            if !opening.bus.isEmpty { values[2].append([opening.bus, opening.busNext]) }
        }
        if !proof.openings.isEmpty { values[3] = proof.quotient.map { [$0] } }
        values.removeAll { $0.isEmpty }
        let commitments = zip(
            shape.commitments, [key.fixedCap, proof.mainCap, proof.busCap, proof.quotientCap])
        var result = [BatchClaim<Hashing.Tree>]()
        let points = shape.openedPoints(layouts, at: point)
        for (commitment, cap) in commitments {
            guard let commitment else { continue }
            let tables = zip(points[result.count], values[result.count]).map { points, values in
                zip(points, values).map { PointClaim($0, values: $1) }
            }
            result.append(BatchClaim(cap: cap, shape: commitment, tables: tables))
        }
        return result
    }
}
