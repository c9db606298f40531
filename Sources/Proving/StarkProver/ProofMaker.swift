import Commitments
public import Constraints
public import FRI
import Fields
public import Parallel
public import Polynomials
public import StarkVerifier
import Transcripts

/// Proves that traces satisfy a machine, stage by stage as `ProofVerifier` verifies.
public struct ProofMaker<Chips: Machine, Hashing: ProofHashing>: Sendable {
    /// Machine, fixed columns and parameters.
    public let key: ProvingKey<Chips, Hashing>
    /// Threads to use.
    public let workers: Workers

    private typealias Tables = CommittedTables<Hashing.Tree>
    private var parameters: FRIParameters { key.verifying.parameters }
    private var layouts: [ChipLayout] { key.verifying.checked.layouts }

    /// A prover for a key.
    public init(key: ProvingKey<Chips, Hashing>, workers: Workers) {
        self.key = key
        self.workers = workers
    }

    /// The proof for the main columns of each chip, rows in natural order; an optional chip
    /// without a trace is left out.
    ///
    /// Traces that do not satisfy the machine give a proof that is refused. They are freed as soon
    /// as they are not needed any more, if the caller gives them up. The observer is called on the
    /// caller's thread.
    public func prove(
        _ traces: consuming [Matrix?], statement: Statement,
        observer: ((StageEvent<ProofStage>) -> Void)? = nil
    ) -> StarkProof<Hashing.Tree> {
        let stages = Stages(observer: observer)
        let shape = shape(traces)
        var transcript = key.verifying.transcript(
            heightsLog2: shape.heightsLog2, statement: statement)
        func absorb(_ cap: [Hashing.Tree.Node]) {
            for node in cap { transcript.absorb(Hashing.Tree.elements(of: node)) }
        }
        let main = commit(traces.compactMap { $0 }, .mainExtension, .mainCommitment, stages)
        absorb(main.cap)
        let challenges = BusChallenges(
            offset: transcript.sampleCubic(), base: transcript.sampleCubic())
        let (busTables, totals) = stages.run(.busTraffic) {
            traffic(traces, shape, statement, challenges)
        }
        traces = []
        let bus =
            busTables.isEmpty ? nil : commit(busTables, .busExtension, .busCommitment, stages)
        absorb(bus?.cap ?? [])
        transcript.absorb(totals)
        let folding = transcript.sampleCubic()
        let parts = stages.run(.quotient) {
            shape.chips.flatMap { chip in
                quotientParts(
                    chip, shape, main, bus, totals, challenges, folding,
                    statement.publicValues[chip])
            }
        }
        let quotient = stages.run(.quotientCommitment) {
            Tables(parts, capLog2: parameters.capLog2, workers: workers)
        }
        absorb(quotient.cap)
        let point = transcript.sampleCubic()
        let batches = batches(shape, main, bus, quotient, point)
        let (claims, lowDegree) = FRIProver<Hashing>(
            parameters: parameters, workers: workers
        ).open(batches, transcript: &transcript, observer: stages.opening)
        return StarkProof(
            heightsLog2: shape.heightsLog2, mainCap: main.cap, busCap: bus?.cap ?? [],
            totals: totals, quotientCap: quotient.cap, openings: openings(claims, shape),
            lowDegree: lowDegree)
    }

    /// Columns of bus traffic of the chips that have some, and what each adds to all buses.
    private func traffic(
        _ traces: [Matrix?], _ shape: ProofShape, _ statement: Statement,
        _ challenges: BusChallenges
    ) -> (tables: [Matrix], totals: [CubicExtension]) {
        let traffic = shape.busChips.compactMap { chip in
            traces[chip].map { trace in
                BusTrace(
                    key.verifying.checked, chip: chip, main: trace,
                    fixed: key.fixedTables[chip], publicValues: statement.publicValues[chip],
                    challenges: challenges, workers: workers)
            }
        }
        return (traffic.map(\.table), traffic.map(\.total))
    }

    private func shape(_ traces: [Matrix?]) -> ProofShape {
        precondition(traces.count == layouts.count)
        let heights = zip(traces, layouts).map { trace, layout -> Int? in
            guard let trace else { return nil }
            precondition(trace.width == layout.shape.mainWidth)
            guard let height = exactLog2(trace.height) else {
                preconditionFailure("the height of a trace must be a power of two")
            }
            return height
        }
        do {
            return try ProofShape(key: key.verifying, heightsLog2: heights)
        } catch {
            preconditionFailure("traces that no proof may have")
        }
    }

    private func commit(
        _ tables: consuming [Matrix], _ extending: ProofStage, _ committing: ProofStage,
        _ stages: Stages
    ) -> CommittedTables<Hashing.Tree> {
        var rest = tables
        let extended = stages.run(extending) {
            rest.indices.map { index in
                // A table that nobody else holds ends with its extension.
                let table = rest[index]
                rest[index] = Matrix(zeros: 0, width: 1)
                return ProvingKey<Chips, Hashing>.extend(
                    table, parameters: parameters, workers: workers)
            }
        }
        return stages.run(committing) {
            CommittedTables(extended, capLog2: parameters.capLog2, workers: workers)
        }
    }

    private func quotientParts(
        _ chip: Int, _ shape: ProofShape, _ main: CommittedTables<Hashing.Tree>,
        _ bus: CommittedTables<Hashing.Tree>?, _ totals: [CubicExtension],
        _ challenges: BusChallenges, _ folding: CubicExtension, _ publicValues: [Goldilocks]
    ) -> [Matrix] {
        let place = shape.busChips.firstIndex(of: chip)
        let fixedPlace = shape.fixedChips.firstIndex(of: chip)
        let mainPlace = shape.chips.firstIndex(of: chip) ?? 0
        let heightLog2 = shape.heightLog2(chip)
        let total = place.map { totals[$0] } ?? .zero
        let program = RowProgram.quotient(
            key.verifying.checked, chip: chip, publicValues: publicValues,
            challenges: challenges, powers: folding.powers(layouts[chip].foldedCount),
            average: total.scaled(
                by: Goldilocks(reducing: 1 << UInt64(heightLog2)).inverseOrZero))
        let quotient = Quotient(program: program, heightLog2: heightLog2, shift: .generator)
        let columns = RowTables(
            main: main.tables[mainPlace],
            fixed: fixedPlace.flatMap { key.fixedCommitment?.tables[$0] },
            bus: place.flatMap { bus?.tables[$0] })
        return quotient.parts(columns, blowupLog2: parameters.blowupLog2, workers: workers)
    }
}

extension ProofMaker {
    private func batches(
        _ shape: ProofShape, _ main: CommittedTables<Hashing.Tree>,
        _ bus: CommittedTables<Hashing.Tree>?, _ quotient: CommittedTables<Hashing.Tree>,
        _ point: CubicExtension
    ) -> [OpeningBatch<Hashing.Tree>] {
        func both(_ chip: Int) -> [CubicExtension] {
            [point, OutOfDomain(heightLog2: shape.heightLog2(chip), point: point).nextPoint]
        }
        var result = [OpeningBatch<Hashing.Tree>]()
        if let fixed = key.fixedCommitment {
            let points = fixed.tables.map { _ in [point] }
            result.append(OpeningBatch(committed: fixed, points: points))
        }
        result.append(OpeningBatch(committed: main, points: shape.chips.map(both)))
        if let bus {
            result.append(OpeningBatch(committed: bus, points: shape.busChips.map(both)))
        }
        result.append(
            OpeningBatch(committed: quotient, points: quotient.tables.map { _ in [point] }))
        return result
    }

    /// The claims sorted by chip, for chips with rows.
    private func openings(
        _ claims: [BatchClaim<Hashing.Tree>], _ shape: ProofShape
    ) -> [ChipOpening] {
        var openings = layouts.map { _ in ChipOpening() }
        var rest = claims[...]
        if key.fixedCommitment != nil, let fixed = rest.popFirst() {
            for (chip, table) in zip(shape.fixedChips, fixed.tables) {
                openings[chip].fixed = table[0].values
            }
        }
        if let main = rest.popFirst() {
            for (chip, table) in zip(shape.chips, main.tables) {
                openings[chip].main = table[0].values
                openings[chip].mainNext = table[1].values
            }
        }
        if !shape.busChips.isEmpty, let bus = rest.popFirst() {
            for (chip, table) in zip(shape.busChips, bus.tables) {
                openings[chip].bus = table[0].values
                openings[chip].busNext = table[1].values
            }
        }
        if let quotient = rest.popFirst() {
            for (place, table) in quotient.tables.enumerated() {
                openings[shape.chips[place / 2]].quotient.append(table[0].values)
            }
        }
        return shape.chips.map { openings[$0] }
    }
}

/// Tells an observer what part of the work begins and ends.
private struct Stages {
    let observer: ((StageEvent<ProofStage>) -> Void)?

    func run<Result>(_ stage: ProofStage, _ body: () -> Result) -> Result {
        observer?(.began(stage))
        defer { observer?(.ended(stage)) }
        return body()
    }

    func opening(_ event: StageEvent<OpeningStage>) {
        switch event {
        case .began(let stage): observer?(.began(.opening(stage)))
        case .ended(let stage): observer?(.ended(.opening(stage)))
        }
    }
}
