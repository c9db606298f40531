import Constraints
import FRI
import Fields
import Glibc
import Parallel
import Polynomials
import StarkProver
import StarkVerifier

/// One proof of the benchmark machine on all processors, stage by stage.
struct ProofMeasurement {
    private(set) var figures: [(name: String, value: Double)] = []

    private typealias MachineProver = Prover<BenchmarkMachine, Poseidon2Hashing>

    init?(heightLog2: Int, grindingBits: Int) {
        guard
            let machine = try? CheckedMachine(BenchmarkMachine()),
            let parameters = FRIParameters(
                blowupLog2: 1, queryCount: 219, grindingBits: grindingBits, capLog2: 6)
        else { return nil }
        let prover = MachineProver(
            key: ProvingKey(
                machine: machine, parameters: parameters, identity: [],
                fixed: BenchmarkMachine.fixed, workers: .allProcessors),
            workers: .allProcessors)
        let cells = Self.cells(machine, heightLog2: heightLog2)
        let statement = Statement(publicValues: machine.layouts.map { _ in [] })
        var stages = [(stage: ProofStage, wall: Double, busy: Double)]()
        let proof = prover.prove(
            BenchmarkMachine.traces(heightLog2: heightLog2), statement: statement
        ) { event in
            switch event {
            case .began(let stage): stages.append((stage, Self.wallSeconds, Self.busySeconds))
            case .ended:
                let last = stages.count - 1
                stages[last].wall = Self.wallSeconds - stages[last].wall
                stages[last].busy = Self.busySeconds - stages[last].busy
            }
        }
        let wall = stages.reduce(0) { $0 + $1.wall }, busy = stages.reduce(0) { $0 + $1.busy }
        figures.append(("proof_height_log2", Double(heightLog2)))
        figures.append(("proof_cells_per_row", cells / Double(1 << heightLog2)))
        figures.append(("proof_seconds", wall))
        figures.append(("proof_processor_seconds", busy))
        figures.append(("proof_cells_per_second_per_core", cells / busy))
        figures.append(("proof_peak_memory_mib", Self.peakMebibytes))
        for stage in stages {
            figures.append(("stage_\(stage.stage.name)_seconds", stage.wall))
            figures.append(("stage_\(stage.stage.name)_processor_seconds", stage.busy))
        }
        measureVerification(of: proof, statement, prover)
    }

    private mutating func measureVerification(
        of proof: StarkProof<Poseidon2Hashing.Tree>, _ statement: Statement, _ prover: MachineProver
    ) {
        for (name, workers) in [("", Workers.allProcessors), ("_serial", .serial)] {
            let verifier = Verifier(key: prover.key.verifying, workers: workers)
            let times = (0..<5).map { _ in
                let start = (wall: Self.wallSeconds, busy: Self.busySeconds)
                do {
                    try verifier.verify(proof, statement: statement)
                } catch {
                    preconditionFailure("an honest proof is refused")
                }
                return (Self.wallSeconds - start.wall, Self.busySeconds - start.busy)
            }
            figures.append(("proof_verify\(name)_ms", (times.map(\.0).min() ?? 0) * 1e3))
            figures.append(
                ("proof_verify\(name)_processor_ms", (times.map(\.1).min() ?? 0) * 1e3))
        }
    }

    /// Committed cells: main columns, helpers and sums of the buses, quotients.
    private static func cells(
        _ machine: CheckedMachine<BenchmarkMachine>, heightLog2: Int
    ) -> Double {
        let heights = [heightLog2, 8] + BenchmarkMachine.sides.map { heightLog2 - $0.shareLog2 }
        return zip(machine.layouts, heights).reduce(Double(6 << heightLog2)) { sum, chip in
            sum + Double((chip.0.shape.mainWidth + chip.0.busWidth) << chip.1)
        }
    }

    private static var wallSeconds: Double { seconds(CLOCK_MONOTONIC) }
    private static var busySeconds: Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// The most memory that the process ever had.
    private static var peakMebibytes: Double {
        var usage = rusage()
        getrusage(0, &usage)
        return Double(usage.ru_maxrss) / 1_024
    }
}
