import Commitments
public import Constraints
public import Fields
public import LowDegree
import Polynomials
import Transcripts

/// Verifies proofs for one key.
///
/// Quotient by the rows, out-of-domain point and low-degree test as in Ben-Sasson and others,
/// "DEEP-FRI", ITCS 2020, section 5; buses as in Haböck, eprint 2022/1530.
public struct ProofVerifier<Chips: Machine, Hashing: ProofHashing>: Sendable {
    /// What proofs are about.
    public let key: StarkKey<Chips, Hashing>

    private typealias Tree = Hashing.Tree
    private var layouts: [ChipLayout] { key.checked.layouts }

    /// A verifier for a key.
    public init(key: StarkKey<Chips, Hashing>) {
        self.key = key
    }

    /// Accepts a proof for public values of each chip, or throws; it never traps.
    public func verify(
        _ proof: StarkProof<Hashing.Tree>, publicValues: [[Goldilocks]]
    ) throws(StarkError) {
        try checkStatement(proof.heightsLog2, publicValues)
        let shapes = try checkShape(proof)
        var transcript = key.transcript(
            heightsLog2: proof.heightsLog2, publicValues: publicValues)
        for node in proof.mainCap { transcript.absorb(Tree.elements(of: node)) }
        let challenges = BusChallenges(
            offset: transcript.sampleCubic(), base: transcript.sampleCubic())
        for node in proof.busCap { transcript.absorb(Tree.elements(of: node)) }
        transcript.absorb(proof.totals)
        guard proof.totals.reduce(CubicExtension.zero, { $0 + $1 }) == .zero else {
            throw .busImbalance
        }
        let folding = transcript.sampleCubic()
        for node in proof.quotientCap { transcript.absorb(Tree.elements(of: node)) }
        let point = transcript.sampleCubic()
        let verifier = LowDegreeVerifier<Hashing>(parameters: key.parameters)
        do {
            try verifier.verify(
                claims(proof, shapes: shapes, point: point), proof: proof.lowDegree,
                transcript: &transcript)
        } catch {
            throw .lowDegree(error)
        }
        for chip in layouts.indices {
            try checkConstraints(
                chip, proof, publicValues[chip], challenges, folding: folding, point: point,
                shift: verifier.shift)
        }
    }

    private func checkConstraints(
        _ chip: Int, _ proof: StarkProof<Hashing.Tree>, _ publicValues: [Goldilocks],
        _ challenges: BusChallenges, folding: CubicExtension, point: CubicExtension,
        shift: Goldilocks
    ) throws(StarkError) {
        let layout = layouts[chip]
        let opening = proof.openings[chip]
        let equation = OutOfDomain(heightLog2: proof.heightsLog2[chip], point: point)
        var folder = ConstraintFolder(
            view: equation.view(opening, publicValues: publicValues),
            powers: folding.powers(layout.foldedCount), challenges: challenges)
        key.checked.machine.describe(chip: chip, to: &folder)
        if let place = key.busChips.firstIndex(of: chip) {
            folder.requireBusTraffic(
                equation.busView(opening, layout: layout, total: proof.totals[place]),
                layout: layout)
        }
        let quotient = equation.quotient(opening.quotient, shift: shift)
        guard folder.folded == equation.vanishing * quotient else {
            throw .constraints(chip: chip)
        }
    }

    private func checkStatement(
        _ heightsLog2: [Int], _ publicValues: [[Goldilocks]]
    ) throws(StarkError) {
        guard publicValues.count == layouts.count else {
            throw .publicValueCount(chip: publicValues.count)
        }
        for chip in layouts.indices
        where publicValues[chip].count != layouts[chip].shape.publicCount {
            throw .publicValueCount(chip: chip)
        }
        guard heightsLog2.count == layouts.count else {
            throw .heightCount(expected: layouts.count, actual: heightsLog2.count)
        }
        for (chip, height) in heightsLog2.enumerated() {
            let isFixed = layouts[chip].shape.fixedWidth > 0
            guard height >= 0, height <= StarkKey<Chips, Hashing>.heightLog2Limit,
                !isFixed || key.fixedHeightsLog2[chip] == height
            else { throw .height(chip: chip, heightLog2: height) }
        }
    }
}

extension ProofVerifier {
    /// The shapes of the commitments, in the order fixed, main, bus, quotient.
    private func checkShape(
        _ proof: StarkProof<Hashing.Tree>
    ) throws(StarkError) -> [CommitmentShape?] {
        guard proof.totals.count == key.busChips.count else {
            throw .totalCount(expected: key.busChips.count, actual: proof.totals.count)
        }
        guard proof.openings.count == layouts.count else {
            throw .openingCount(expected: layouts.count, actual: proof.openings.count)
        }
        for (chip, opening) in proof.openings.enumerated() {
            let shape = layouts[chip].shape
            let busWidth = layouts[chip].busWidth
            guard opening.main.count == shape.mainWidth,
                opening.mainNext.count == shape.mainWidth,
                opening.fixed.count == shape.fixedWidth, opening.bus.count == busWidth,
                opening.busNext.count == busWidth, opening.quotient.count == 2,
                opening.quotient[0].count == 3, opening.quotient[1].count == 3
            else { throw .openingWidth(chip: chip) }
        }
        let chips = Array(layouts.indices)
        let shapes = [
            shape(key.fixedChips, proof) { layouts[$0].shape.fixedWidth },
            shape(chips, proof) { layouts[$0].shape.mainWidth },
            shape(key.busChips, proof) { layouts[$0].busWidth },
            shape(chips.flatMap { [$0, $0] }, proof) { _ in 3 },
        ]
        let caps = [key.fixedCap, proof.mainCap, proof.busCap, proof.quotientCap]
        for (shape, cap) in zip(shapes, caps) {
            let expected = shape?.capCount ?? 0
            guard cap.count == expected else {
                throw .capCount(expected: expected, actual: cap.count)
            }
        }
        return shapes
    }

    private func shape(
        _ chips: [Int], _ proof: StarkProof<Hashing.Tree>, width: (Int) -> Int
    ) -> CommitmentShape? {
        CommitmentShape(
            heightsLog2: chips.map { proof.heightsLog2[$0] + key.parameters.blowupLog2 },
            widths: chips.map(width), capLog2: key.parameters.capLog2)
    }

    private func claims(
        _ proof: StarkProof<Hashing.Tree>, shapes: [CommitmentShape?], point: CubicExtension
    ) -> [BatchClaim<Hashing.Tree>] {
        func next(_ chip: Int) -> CubicExtension {
            OutOfDomain(heightLog2: proof.heightsLog2[chip], point: point).nextPoint
        }
        let openings = proof.openings
        let fixed = key.fixedChips.map {
            [PointClaim(point: point, values: openings[$0].fixed)]
        }
        let main = layouts.indices.map {
            [
                PointClaim(point: point, values: openings[$0].main),
                PointClaim(point: next($0), values: openings[$0].mainNext),
            ]
        }
        let bus = key.busChips.map {
            [
                PointClaim(point: point, values: openings[$0].bus),
                PointClaim(point: next($0), values: openings[$0].busNext),
            ]
        }
        let quotient = openings.flatMap { opening in
            opening.quotient.map { [PointClaim(point: point, values: $0)] }
        }
        let caps = [key.fixedCap, proof.mainCap, proof.busCap, proof.quotientCap]
        var result = [BatchClaim<Hashing.Tree>]()
        for (index, tables) in [fixed, main, bus, quotient].enumerated() {
            guard let shape = shapes[index] else { continue }
            result.append(BatchClaim(cap: caps[index], shape: shape, tables: tables))
        }
        return result
    }
}
