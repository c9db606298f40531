import Constraints
import Fields
import Parallel
import Polynomials
import Riscv
import RiscvCircuits
import RiscvPrograms
import RiscvProver
import TestSupport

/// Kinds of faults.
enum FaultKind: CaseIterable, CustomStringConvertible {
    /// The processor executes another word than the program's: other operation, register,
    /// immediate, branch or address.
    case instruction
    /// A register changes between two instructions.
    case register
    /// A value or time in the record of one instruction changes.
    case cycle
    /// An operation sent to another chip, or its result, changes.
    case operation
    /// A word that a host call reads or writes: input, output, precompile results.
    case hostCall
    /// Instructions are left out, repeated or swapped.
    case order

    var description: String {
        switch self {
        case .instruction: "instruction"
        case .register: "register"
        case .cycle: "cycle"
        case .operation: "operation"
        case .hostCall: "host call"
        case .order: "order"
        }
    }
}

/// A program with its honest run, and ways to run it wrongly.
struct FaultScene {
    let words: [UInt32]
    let record: ExecutionRecord
    let output: [UInt32]
    private let program: Program
    private let fixed: [Matrix?]
    private static let input = WordStream(words: [1, 0xffff_ffff, 0x8000_0000, 0x1234_5678])

    init(_ generator: inout SeededGenerator) throws {
        words = RandomProgram.writingWords(&generator)
        program = try Program(words: words)
        fixed = RiscvMachine.fixedTables(program)
        var recorder = ExecutionRecorder(program)
        let run = try program.execute(
            input: Self.input, limits: smallLimits,
            precompiles: RiscvMachine.precompiles, observer: &recorder)
        precondition(run.outcome == .exited(code: 0))
        record = recorder.record
        output = run.output.words
    }

    /// A faulty run and its output, `nil` when it does not come to its end.
    func run(
        _ kind: FaultKind, _ generator: inout SeededGenerator
    ) throws -> (record: ExecutionRecord, output: [UInt32])? {
        switch kind {
        case .instruction: return try runOther(&generator)
        case .register: return try runInterrupted(&generator)
        case .cycle, .operation, .hostCall, .order:
            var changed = record
            change(&changed, kind, &generator)
            return (changed, changed.writtenWords)
        }
    }

    /// The checks that refuse the traces of a record with a claimed output.
    func faults(_ record: ExecutionRecord, _ output: [UInt32]) -> [RowChecker.Fault] {
        var main = RiscvMachine.traces(
            RecordedRun(record, of: program), workers: .serial)
        var fixed = fixed
        // Rows of tables without lookups have no bus traffic.
        for part in [Part.tables, .program, .schedules, .generatorTable] {
            let (rows, table) = (main[part.rawValue], fixed[part.rawValue])
            guard let rows, let table else { continue }
            let used = (0..<rows.height).filter { row in rows.row(row).contains { $0 != .zero } }
            main[part.rawValue] = Matrix(
                width: rows.width, elements: used.flatMap { Array(rows.row($0)) })
            fixed[part.rawValue] = Matrix(
                width: table.width, elements: used.flatMap { Array(table.row($0)) })
        }
        let statement = RiscvMachine.statement(
            RunClaim(
                entry: program.entry, memory: MemoryBounds(program),
                result: RunResult(exitCode: 0, output: output)))
        return RowChecker.faults(
            RiscvMachine(), main: main, fixed: fixed, statement: statement)
    }
}

extension FaultScene {
    private func runOther(
        _ generator: inout SeededGenerator
    ) throws -> (record: ExecutionRecord, output: [UInt32])? {
        var words = words
        let place = Int.random(in: 0..<words.count - 1, using: &generator)
        words[place] ^= 1 << UInt32.random(in: 2..<32, using: &generator)
        let other = try Program(words: words)
        var recorder = ExecutionRecorder(other)
        let run = try other.execute(
            input: Self.input, limits: smallLimits,
            precompiles: RiscvMachine.precompiles, observer: &recorder)
        guard run.outcome == .exited(code: 0) else { return nil }
        return (recorder.record, run.output.words)
    }

    private func runInterrupted(
        _ generator: inout SeededGenerator
    ) throws -> (record: ExecutionRecord, output: [UInt32])? {
        var machine = try Executor(
            program, input: Self.input, limits: smallLimits, precompiles: RiscvMachine.precompiles)
        var recorder = ExecutionRecorder(program)
        let cycle = UInt64.random(in: 1..<UInt64(record.cycles.count), using: &generator)
        guard machine.run(observer: &recorder, cycleBound: cycle) == .cycleLimitReached else {
            return nil
        }
        let register = UInt8.random(in: 1..<16, using: &generator)
        let bit: UInt32 = 1 << UInt32.random(in: 0..<32, using: &generator)
        machine.setRegister(register, to: machine.register(register) ^ bit)
        guard machine.run(observer: &recorder) == .exited(code: 0) else { return nil }
        return (recorder.record, machine.output.words)
    }

    private func change(
        _ record: inout ExecutionRecord, _ kind: FaultKind, _ generator: inout SeededGenerator
    ) {
        let bit: UInt32 = 1 << UInt32.random(in: 0..<32, using: &generator)
        switch kind {
        case .cycle:
            let place = Int.random(in: 0..<record.cycles.count, using: &generator)
            record.cycles[place].flip(bit, &generator)
        case .operation:
            guard let place = record.operations.indices.randomElement(using: &generator) else {
                return
            }
            record.operations[place].flip(bit, &generator)
        case .hostCall:
            let kinds: [HostCall] = [
                .readInput, .writeOutput, .poseidon2Width8, .poseidon2Width12, .sha256Compress,
                .ecGFp5DoubleScalar, .productDivision, .keccakPermute,
            ]
            guard let kind = kinds.randomElement(using: &generator) else { return }
            record.calls[kind]?[0].flip(bit, &generator)
        default: reorder(&record, &generator)
        }
    }

    private func reorder(
        _ record: inout ExecutionRecord, _ generator: inout SeededGenerator
    ) {
        let place = Int.random(in: 0..<record.cycles.count - 1, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: record.cycles.remove(at: place)
        case 1: record.cycles.insert(record.cycles[place], at: place)
        case 2: record.cycles.swapAt(place, place + 1)
        default: record.cycles.removeLast(place % 8 + 1)
        }
    }
}

extension ExecutionRecord {
    /// The output of the record's calls.
    var writtenWords: [UInt32] { (calls[.writeOutput] ?? []).flatMap { $0.accesses.map(\.after) } }
}

extension Cycle {
    fileprivate mutating func flip(_ bit: UInt32, _ generator: inout SeededGenerator) {
        switch Int.random(in: 0..<9, using: &generator) {
        case 0: pc ^= bit
        case 1: clock ^= bit
        case 2: first ^= bit
        case 3: second ^= bit
        case 4: before ^= bit
        case 5: result ^= bit
        case 6: previousTimes.first ^= bit
        case 7: previousTimes.second ^= bit
        default: previousTimes.third ^= bit
        }
    }
}

extension OperationRecord {
    fileprivate mutating func flip(_ bit: UInt32, _ generator: inout SeededGenerator) {
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: code = OperationCode.allCases.randomElement(using: &generator) ?? code
        case 1: clock ^= bit
        case 2: first ^= bit
        case 3: second ^= bit
        case 4: before ^= bit
        default: result ^= bit
        }
    }
}

extension HostCallRecord {
    fileprivate mutating func flip(_ bit: UInt32, _ generator: inout SeededGenerator) {
        let place = Int.random(in: 0..<accesses.count, using: &generator)
        switch Int.random(in: 0..<7, using: &generator) {
        case 0: clock ^= bit
        case 1: argument0 ^= bit
        case 2: argument1 ^= bit
        case 3: accesses[place].cell ^= UInt64(bit)
        case 4: accesses[place].before ^= bit
        case 5: accesses[place].after ^= bit
        default: accesses[place].previousTime ^= bit
        }
    }
}
