import Commitments
public import Constraints
public import FRI
import Fields
public import Parallel
import Polynomials
import Transcripts

/// Verifies proofs for one key.
///
/// Quotient by the rows, out-of-domain point and low-degree test as in Ben-Sasson and others,
/// "DEEP-FRI", ITCS 2020, section 5; buses as in Haböck, eprint 2022/1530.
public struct ProofVerifier<Chips: Machine, Hashing: ProofHashing>: Sendable {
    /// What proofs are about.
    public let key: StarkKey<Chips, Hashing>
    /// Threads to use; a guest has one.
    public let workers: Workers

    private typealias Tree = Hashing.Tree
    private var layouts: [ChipLayout] { key.checked.layouts }

    /// A verifier for a key.
    public init(key: StarkKey<Chips, Hashing>, workers: Workers = .serial) {
        self.key = key
        self.workers = workers
    }

    /// Accepts a proof of a statement, or throws; it never traps.
    public func verify(
        _ proof: StarkProof<Hashing.Tree>, statement: Statement
    ) throws(StarkError) {
        try checkStatement(statement)
        let shape = try ProofShape(key: key, heightsLog2: proof.heightsLog2)
        try checkSizes(proof, shape)
        var transcript = key.transcript(heightsLog2: shape.heightsLog2, statement: statement)
        for node in proof.mainCap { transcript.absorb(Tree.elements(of: node)) }
        let challenges = BusChallenges(
            offset: transcript.sampleCubic(), base: transcript.sampleCubic())
        for node in proof.busCap { transcript.absorb(Tree.elements(of: node)) }
        transcript.absorb(proof.totals)
        try checkBalance(proof.totals, statement.messages, challenges)
        let folding = transcript.sampleCubic()
        for node in proof.quotientCap { transcript.absorb(Tree.elements(of: node)) }
        let point = transcript.sampleCubic()
        let verifier = FRIVerifier<Hashing>(
            parameters: key.parameters, workers: workers)
        do {
            try verifier.verify(
                claims(proof, shape, point: point), proof: proof.lowDegree,
                transcript: &transcript)
        } catch {
            throw .lowDegree(error)
        }
        for (place, chip) in shape.chips.enumerated() {
            let equation = OutOfDomain(heightLog2: shape.heightLog2(chip), point: point)
            var folder = ConstraintFolder(
                view: equation.view(
                    proof.openings[place], publicValues: statement.publicValues[chip]),
                powers: folding.powers(layouts[chip].foldedCount), challenges: challenges)
            let total = shape.busChips.firstIndex(of: chip).map { proof.totals[$0] }
            try checkConstraints(
                chip, proof.openings[place], total, equation, &folder, shift: verifier.shift)
        }
    }

    /// Folded constraints = (z^n - 1) * quotient(z) for a chip; it has a total if it has traffic.
    private func checkConstraints(
        _ chip: Int, _ opening: ChipOpening, _ total: CubicExtension?, _ equation: OutOfDomain,
        _ folder: inout ConstraintFolder<CubicExtension>, shift: Goldilocks
    ) throws(StarkError) {
        key.checked.machine.describe(chip: chip, to: &folder)
        if let total {
            let layout = layouts[chip]
            folder.requireBusTraffic(
                equation.busView(opening, layout: layout, total: total), layout: layout)
        }
        let quotient = equation.quotient(opening.quotient, shift: shift)
        guard folder.folded == equation.vanishing * quotient else {
            throw .constraints(chip: chip)
        }
    }

    /// Totals of all chips and fractions of all messages add up to zero.
    ///
    /// The fractions are added over a common denominator, so none is inverted.
    private func checkBalance(
        _ totals: [CubicExtension], _ messages: [BusMessage], _ challenges: BusChallenges
    ) throws(StarkError) {
        var numerator = totals.reduce(CubicExtension.zero) { $0 + $1 }
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

extension ProofVerifier {
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
        guard proof.totals.count == shape.busChips.count else {
            throw .totalCount(expected: shape.busChips.count, actual: proof.totals.count)
        }
        guard proof.openings.count == shape.chips.count else {
            throw .openingCount(expected: shape.chips.count, actual: proof.openings.count)
        }
        for (chip, opening) in zip(shape.chips, proof.openings) {
            let layout = layouts[chip]
            guard opening.main.count == layout.shape.mainWidth,
                opening.mainNext.count == layout.shape.mainWidth,
                opening.fixed.count == layout.shape.fixedWidth,
                opening.bus.count == layout.busWidth, opening.busNext.count == layout.busWidth,
                opening.quotient.count == 2, opening.quotient[0].count == 3,
                opening.quotient[1].count == 3
            else { throw .openingWidth(chip: chip) }
        }
        let caps = [key.fixedCap, proof.mainCap, proof.busCap, proof.quotientCap]
        for (commitment, cap) in zip(shape.commitments, caps) {
            let expected = commitment?.capCount ?? 0
            guard cap.count == expected else {
                throw .capCount(expected: expected, actual: cap.count)
            }
        }
    }

    /// What the low-degree proof is about: every column of every commitment at its points.
    private func claims(
        _ proof: StarkProof<Hashing.Tree>, _ shape: ProofShape, point: CubicExtension
    ) -> [BatchClaim<Hashing.Tree>] {
        var tables = [[[PointClaim]]](repeating: [], count: ProofShape.Phase.allCases.count)
        for (chip, opening) in zip(shape.chips, proof.openings) {
            let next = OutOfDomain(heightLog2: shape.heightLog2(chip), point: point).nextPoint
            if !opening.fixed.isEmpty {
                tables[0].append([PointClaim(point: point, values: opening.fixed)])
            }
            tables[1].append([
                PointClaim(point: point, values: opening.main),
                PointClaim(point: next, values: opening.mainNext),
            ])
            if !opening.bus.isEmpty {
                tables[2].append([
                    PointClaim(point: point, values: opening.bus),
                    PointClaim(point: next, values: opening.busNext),
                ])
            }
            for part in opening.quotient {
                tables[3].append([PointClaim(point: point, values: part)])
            }
        }
        let caps = [key.fixedCap, proof.mainCap, proof.busCap, proof.quotientCap]
        var result = [BatchClaim<Hashing.Tree>]()
        for (index, claims) in tables.enumerated() {
            guard let commitment = shape.commitments[index] else { continue }
            result.append(BatchClaim(cap: caps[index], shape: commitment, tables: claims))
        }
        return result
    }
}
