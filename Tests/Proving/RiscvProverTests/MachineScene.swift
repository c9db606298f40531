import Constraints
import Fields
import Parallel
import Polynomials
import Riscv
import RiscvCircuits
import RiscvPrograms
import RiscvProver
import Testing

/// A run of a program as traces that a test may change before they are checked.
struct MachineScene {
    let program: Program
    var main: [Matrix?]
    var fixed: [Matrix?]
    var statement: Statement

    /// The run of a program that ends with an exit.
    init(_ program: Program, input: [UInt32] = []) throws {
        self.program = program
        var recorder = ExecutionRecorder(program)
        let execution = try program.execute(
            input: WordStream(words: input), limits: smallLimits,
            precompiles: RiscvMachine.precompiles, observer: &recorder)
        guard case .exited(let code) = execution.outcome else { throw NoExit(execution.outcome) }
        main = RiscvMachine.traces(
            RecordedRun(recorder.record, of: program), workers: .serial)
        fixed = RiscvMachine.fixedTables(program)
        statement = RiscvMachine.statement(
            RunClaim(
                entry: program.entry, memory: MemoryBounds(program),
                result: RunResult(exitCode: code, output: execution.output.words)))
    }

    /// The run of words at `Place.code`.
    init(_ words: [UInt32], data: [UInt8] = [], input: [UInt32] = []) throws {
        try self.init(try Program(words: words, data: data), input: input)
    }

    /// A program that did not exit has no traces.
    struct NoExit: Error {
        let outcome: Outcome

        init(_ outcome: Outcome) { self.outcome = outcome }
    }

    /// Names of failing constraints, and `bus N` for each unbalanced bus.
    var faults: Set<String> {
        let faults = RowChecker.faults(
            RiscvMachine(), main: main, fixed: fixed, statement: statement)
        return Set(
            faults.map { fault in
                switch fault {
                case .constraint(_, _, let name): name
                case .imbalance(let bus, _): "bus \(bus)"
                case .missingChip(let chip): "missing chip \(chip)"
                case .messageBus: "message"
                }
            })
    }

    /// The tuples of a bus that do not cancel.
    func openTuples(_ bus: Bus) -> [[UInt64]] {
        RowChecker.faults(RiscvMachine(), main: main, fixed: fixed, statement: statement)
            .compactMap {
                if case .imbalance(bus.number, let tuple) = $0 { tuple } else { nil }
            }
    }

    /// A cell of a chip's trace.
    subscript(_ part: Part, _ row: Int, _ column: some ChipColumn) -> Goldilocks {
        get { main[part.rawValue]?[row, column.rawValue] ?? .zero }
        set { main[part.rawValue]?[row, column.rawValue] = newValue }
    }

    /// The rows of a chip.
    func height(_ part: Part) -> Int { main[part.rawValue]?.height ?? 0 }

    /// The first row of a chip that has a value in a column.
    func row(
        _ part: Part, _ column: some ChipColumn, is value: Goldilocks
    ) throws -> Int {
        try #require((0..<height(part)).first { self[part, $0, column] == value })
    }
}
