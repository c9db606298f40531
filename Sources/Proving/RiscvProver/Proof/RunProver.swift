public import Bytes
import Commitments
import Constraints
public import FRI
import Hashing
public import Parallel
public import Polynomials
public import Riscv
public import RiscvCircuits
public import StarkProver
import StarkVerifier

/// A part of the work of a proof of a run, in this order.
public enum RunStage: Hashable, Sendable {
    /// The execution of the program.
    case execution
    /// The traces of all chips.
    case filling
    /// The proof of the machine.
    case proof(ProofStage)
}

/// Proves runs of one program; work that depends on the program alone is done once.
///
/// The program may call the precompiles that the machine proves.
public struct RunProver<Chips: ProvableMachine>: Sendable {
    /// The program.
    public let program: Program
    /// The verifier's key of the program.
    public let key: ProgramKey
    /// The digest of program, machine and parameters.
    public let programDigest: Bytes32
    private let provingKey: ProvingKey<Chips, Poseidon2Hashing>
    private let workers: Workers

    /// A prover of a program: commits to its fixed columns.
    public init(
        _ program: Program, parameterSet: ParameterSet, workers: Workers
    ) throws(RunProverError) {
        let machine = try Self.machine()
        let memory = MemoryBounds(program)
        // Tables are built only once their sizes are known to be within the limits.
        let rowCount = program.programRows.reduce(0) { $1 == nil ? $0 : $0 + 1 }
        let heightLog2 = ceilingLog2(rowCount)
        do {
            _ = try ProgramKey.capCount(
                parameterSet: parameterSet, memory: memory, programHeightLog2: heightLog2,
                machine: Chips.self)
        } catch {
            throw .key(error)
        }
        let unnamed = ProvingKey<Chips, Poseidon2Hashing>(
            machine: machine, parameters: parameterSet.parameters, identity: [],
            fixed: Chips.fixedTables(program), workers: workers)
        do {
            key = try ProgramKey(
                parameterSet: parameterSet, entry: program.entry, memory: memory,
                programHeightLog2: heightLog2, fixedCap: unnamed.verifying.fixedCap,
                machine: Chips.self)
        } catch {
            throw .key(error)
        }
        let digest = key.digest(for: machine)
        programDigest = digest.bytes
        provingKey = unnamed.named(Poseidon2Tree.elements(of: digest))
        self.program = program
        self.workers = workers
    }

    /// Runs the program on an input and proves its result, whatever its exit code.
    ///
    /// The cycle limit is at most `Clock.cycleLimit`. With profiles the tables have the heights of
    /// the first that holds the run; throws `noProfile` when none does. Progress is reported on the
    /// caller's thread.
    public func prove(
        input: WordStream, cycleLimit: UInt64 = Clock.cycleLimit,
        profiles: [HeightProfile]? = nil, progress: ((StageEvent<RunStage>) -> Void)? = nil
    ) throws(RunProverError) -> RiscvProof {
        let (traces, result) = try traces(
            input, cycleLimit: cycleLimit, profiles, progress: progress)
        return try prove(traces, result, progress: progress)
    }

    /// Runs the program on an input without recording: the size of its proof, and its result.
    ///
    /// Throws `cycleLimit` when the run has not ended after so many instructions, at most
    /// `Clock.cycleLimit`.
    public func size(
        input: WordStream, cycleLimit: UInt64 = Clock.cycleLimit
    ) throws(RunProverError) -> (size: RunSize, result: RunResult) {
        var counter = EventCounter(program)
        let result = try run(
            input, cycleLimit: min(cycleLimit, Clock.cycleLimit), observer: &counter)
        return (Chips.size(counter.counts, of: program), result)
    }

    /// Proves traces; verifiers refuse the proof if they are not those of a run with the result.
    public func prove(
        _ traces: consuming [Matrix?], _ result: RunResult,
        progress: ((StageEvent<RunStage>) -> Void)? = nil
    ) throws(RunProverError) -> RiscvProof {
        try checkHeights(traces)
        let statement = Chips.statement(
            RunClaim(entry: key.entry, memory: key.memory, result: result))
        let proof = Prover(key: provingKey, workers: workers).prove(
            traces, statement: statement,
            observer: { event in
                switch event {
                case .began(let stage): progress?(.began(.proof(stage)))
                case .ended(let stage): progress?(.ended(.proof(stage)))
                }
            })
        do {
            let bytes = try ProofWriter(key: provingKey.verifying).write(proof)
            return RiscvProof(key: key, result: result, machineProof: bytes)
        } catch {
            throw .encoding(error)
        }
    }
}

extension RunProver {
    private static func machine() throws(RunProverError) -> CheckedMachine<Chips> {
        do {
            return try Chips.checked()
        } catch {
            throw .machine(error)
        }
    }

    /// The traces of a run and its result; the record of the run is freed.
    private func traces(
        _ input: WordStream, cycleLimit: UInt64, _ profiles: [HeightProfile]?,
        progress: ((StageEvent<RunStage>) -> Void)?
    ) throws(RunProverError) -> ([Matrix?], RunResult) {
        progress?(.began(.execution))
        // A run without recording takes a hundredth of the time of a proof.
        let profile = try profiles.map { profiles throws(RunProverError) in
            try self.profile(of: input, cycleLimit: cycleLimit, profiles)
        }
        var recorder = ExecutionRecorder(program)
        let result = try run(
            input, cycleLimit: min(cycleLimit, Clock.cycleLimit), observer: &recorder)
        progress?(.ended(.execution))
        progress?(.began(.filling))
        let traces = Chips.traces(
            RecordedRun(recorder.record, of: program), profile: profile, workers: workers)
        progress?(.ended(.filling))
        return (traces, result)
    }

    /// The first profile that holds a run.
    private func profile(
        of input: WordStream, cycleLimit: UInt64, _ profiles: [HeightProfile]
    ) throws(RunProverError) -> HeightProfile {
        let rowCounts = try size(input: input, cycleLimit: cycleLimit).size.rowCounts
        guard let profile = profiles.first(where: { $0.holds(rowCounts: rowCounts) }) else {
            throw .noProfile
        }
        return profile
    }

    private func run<Observer: ExecutionObserver>(
        _ input: WordStream, cycleLimit: UInt64, observer: inout Observer
    ) throws(RunProverError) -> RunResult {
        let limits = ExecutionLimits(cycleCount: cycleLimit)
        let execution: Execution
        do {
            execution = try program.execute(
                input: input, limits: limits, precompiles: Chips.precompiles,
                observer: &observer)
        } catch {
            throw .program(error)
        }
        switch execution.outcome {
        case .exited(let code):
            return RunResult(exitCode: code, output: execution.output.words)
        case .trapped(let trap): throw .trapped(trap)
        case .cycleLimitReached: throw .cycleLimit(cycleLimit)
        }
    }

    private func checkHeights(_ traces: [Matrix?]) throws(RunProverError) {
        let limit = StarkKey<Chips, Poseidon2Hashing>.heightLog2Limit
        for (shape, trace) in zip(Chips().chips, traces) {
            guard let height = trace?.height, height > 1 << limit else { continue }
            throw .rowLimit(
                chip: shape.name.description, limitLog2: limit,
                actualLog2: ceilingLog2(height))
        }
    }
}
