import Commitments
public import Constraints
public import FRI
import Fields
public import Parallel
public import Polynomials
public import StarkVerifier

/// Creates the proofs that `Verifier` accepts, round by round in the order of `ProofTranscript`.
public struct Prover<Chips: Machine, Hashing: ProofHashing>: Sendable {
    /// Machine, fixed columns and parameters.
    public let key: ProvingKey<Chips, Hashing>
    /// Threads to use.
    public let workers: Workers

    private typealias Tables = CommittedTables<Hashing.Tree>
    private var parameters: FRIParameters { key.verifying.parameters }
    private var layouts: [ChipLayout] { key.verifying.checked.layouts }

    /// Creates a prover for a key.
    public init(key: ProvingKey<Chips, Hashing>, workers: Workers) {
        self.key = key
        self.workers = workers
    }

    /// Proves the main columns of each chip, rows in natural order.
    ///
    /// An optional chip without a trace is left out. Traces that do not satisfy the machine give a
    /// proof that verifiers refuse. Traces that the caller gives up are freed as soon as they are
    /// not needed any more. The observer gets each stage on the caller's thread.
    public func prove(
        _ traces: consuming [Matrix?], statement: Statement,
        observer: ((StageEvent<ProofStage>) -> Void)? = nil
    ) -> StarkProof<Hashing.Tree> {
        let stages = Stages(observer: observer)
        let shape = shape(traces)
        var transcript = ProofTranscript(
            key: key.verifying, heightsLog2: shape.heightsLog2, statement: statement)
        let main = commit(
            traces.compactMap { $0 }, extending: .mainExtension, committing: .mainCommitment,
            stages: stages)
        let challenges = transcript.busChallenges(mainCap: main.cap)
        let (busTables, terminalSums) = stages.run(.busColumns) {
            busColumns(
                of: traces, shape: shape, statement: statement, challenges: challenges)
        }
        traces = []
        let bus =
            busTables.isEmpty
            ? nil
            : commit(
                busTables, extending: .busExtension, committing: .busCommitment, stages: stages)
        let alpha = transcript.constraintChallenge(
            busCap: bus?.cap ?? [], terminalSums: terminalSums)
        let columns = CommittedColumns(
            shape: shape, fixed: key.fixedCommitment, main: main, bus: bus,
            terminalSums: terminalSums)
        let parts = stages.run(.quotient) {
            joinedQuotient(columns, statement: statement, challenges: challenges, alpha: alpha)
                .parts(blowupLog2: parameters.blowupLog2)
        }
        let quotient = stages.run(.quotientCommitment) {
            Tables(parts, capLog2: parameters.capLog2, workers: workers)
        }
        let zeta = transcript.outOfDomainPoint(quotientCap: quotient.cap)
        let (claims, opening) = FRIProver<Hashing>(parameters: parameters, workers: workers).open(
            columns.openings(with: quotient, layouts: layouts, at: zeta),
            transcript: transcript.opening(parameters: parameters), observer: stages.opening)
        return StarkProof(
            heightsLog2: shape.heightsLog2, mainCap: main.cap, busCap: bus?.cap ?? [],
            terminalSums: terminalSums, quotientCap: quotient.cap,
            openings: columns.chipOpenings(claims),
            quotient: claims[claims.count - 1].tables.map { $0[0].values }, fri: opening)
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
        _ tables: consuming [Matrix], extending: ProofStage, committing: ProofStage,
        stages: Stages
    ) -> CommittedTables<Hashing.Tree> {
        var rest = tables
        let extended = stages.run(extending) {
            rest.indices.map { index in
                // A table without another owner is freed after its extension.
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

    /// Bus columns of the chips with bus traffic, and the terminal sum of each.
    private func busColumns(
        of traces: [Matrix?], shape: ProofShape, statement: Statement,
        challenges: BusChallenges<CubicExtension>
    ) -> (tables: [Matrix], terminalSums: [CubicExtension]) {
        let traces = shape.busChips.compactMap { chip in
            traces[chip].map { trace in
                BusTrace(
                    key.verifying.checked, chip: chip, main: trace,
                    fixed: key.fixedTables[chip], publicValues: statement.publicValues[chip],
                    challenges: challenges, workers: workers)
            }
        }
        return (traces.map(\.table), traces.map(\.terminalSum))
    }

    /// The quotient of all chips, from the lowest to the highest.
    private func joinedQuotient(
        _ columns: CommittedColumns<Hashing.Tree>, statement: Statement,
        challenges: BusChallenges<CubicExtension>, alpha: CubicExtension
    ) -> Quotient {
        let shape = columns.shape
        let powers = shape.constraintPowers(of: alpha, layouts)
        var quotient = Quotient(
            partCount: key.verifying.checked.machine.quotientPartCount, shift: .generator,
            workers: workers)
        let ascending = shape.chips.indices.sorted {
            shape.heightLog2(shape.chips[$0]) < shape.heightLog2(shape.chips[$1])
        }
        for index in ascending {
            let chip = shape.chips[index]
            let heightLog2 = shape.heightLog2(chip)
            let rowShare = Goldilocks(reducing: 1 << UInt64(heightLog2)).inverseOrZero
            let program = RowProgram.quotient(
                key.verifying.checked, chip: chip, publicValues: statement.publicValues[chip],
                challenges: challenges, powers: powers[index],
                terminalSumPerRow: columns.terminalSum(of: chip).scaled(by: rowShare))
            quotient.raise(to: heightLog2)
            quotient.add(program, of: columns.tables(of: chip))
        }
        return quotient
    }
}

/// Reports the beginning and end of parts of the work to an observer.
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
