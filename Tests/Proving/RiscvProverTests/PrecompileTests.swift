import Constraints
import FRI
import Fields
import Parallel
import Polynomials
import Riscv
import RiscvCircuits
import RiscvPrograms
import RiscvProver
import Testing

extension HostCall {
    /// Exchanges the two words at a0.
    fileprivate static let exchange = HostCall(rawValue: 100)
}

extension Precompile {
    fileprivate static var exchange: Precompile {
        Precompile(
            .exchange, regions: [Region(.a0, wordCount: 2, .update, tick: HostTick.write)]
        ) { words in words.swapAt(0, 1) }
    }
}

/// The chip of the call: one row for each.
private enum ExchangeChip: MachineChip {
    enum Column: Int, ChipColumn {
        case isReal, clock, cell, argument
        case before0, before1
        case gap0Low, gap0High, gap1Low, gap1High
    }

    static let shape = ChipShape(
        name: "exchange", mainWidth: Column.allCases.count, isOptional: true)

    static var precompiles: [Precompile] { [.exchange] }

    static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        func this(_ column: Column) -> Builder.Value { builder.this(column) }
        let isReal = this(.isReal)
        let (clock, cell) = (this(.clock), this(.cell))
        builder.require("row is a call or padding", bit: isReal)
        builder.receiveOperation(
            .hostCall(
                .exchange, clock: clock, a0: cell * Builder.Value(4), a1: this(.argument)),
            multiplicity: isReal)
        let time = clock + Builder.Value(HostTick.write)
        let gap0 = (this(.gap0Low), this(.gap0High))
        let gap1 = (this(.gap1Low), this(.gap1High))
        let (before0, before1) = (this(.before0), this(.before1))
        builder.access(
            cell: cell, before: before0, after: before1, time: time, gap: gap0,
            multiplicity: isReal)
        builder.access(
            cell: cell + .one, before: before1, after: before0, time: time, gap: gap1,
            multiplicity: isReal)
    }
}

extension ExchangeChip: ProvableChip {
    static func rowCount(_ counts: EventCounts) -> Int { counts.callCount(.exchange) }

    static func trace(_ run: RecordedRun, _ filling: inout TraceFilling) -> Matrix? {
        filling.trace(of: Self.self, run.record.calls[.exchange] ?? []) { call, row, tally in
            row.set(.isReal, 1)
            row.set(.clock, call.clock)
            row[.cell] = call.firstCell
            row.set(.argument, call.argument1)
            let columns: [(Column, Column, Column)] = [
                (.before0, .gap0Low, .gap0High), (.before1, .gap1Low, .gap1High),
            ]
            for (index, (before, low, high)) in columns.enumerated() {
                let access = call.access(index)
                let gap = access.gap(at: call.clock &+ HostTick.write)
                row.set(before, access.before)
                row.set(low, gap.low)
                row.set(high, gap.high)
                tally.gap(gap)
            }
        }
    }
}

/// A precompile added by its description and its chip alone.
@Suite struct PrecompileTests {
    fileprivate struct ExtendedMachine: ProvableMachine {
        typealias List = PlainMachine.List.And<ExchangeChip>
    }

    /// Reads two words, exchanges them and writes them.
    private static func program() throws -> Program {
        try Program(
            words: Assembly.call(1, Place.data, 2) + Assembly.call(100, Place.data, 7)
                + Assembly.call(2, Place.data, 2) + Assembly.call(0))
    }

    @Test func aDescriptionAndAChipAddAPrecompile() throws {
        let prover = try RunProver<ExtendedMachine>(
            Self.program(), parameterSet: .test, workers: .serial)
        let proof = try prover.prove(input: WordStream(words: [5, 8]))
        let result = try RiscvVerifier.verify(
            proof.bytes, programDigest: prover.programDigest, parameters: .any,
            machine: ExtendedMachine.self)
        #expect(result == RunResult(exitCode: 0, output: [8, 5]))
    }

    /// The words are in memory as the chip left them, or nothing balances.
    @Test func otherResultsAreRefused() throws {
        let program = try Self.program()
        var recorder = ExecutionRecorder(program)
        _ = try program.execute(
            input: WordStream(words: [5, 8]), limits: smallLimits,
            precompiles: ExtendedMachine.precompiles, observer: &recorder)
        var wrong = recorder.record
        wrong.calls[.exchange]?[0].accesses[0].before = 6
        let prover = try RunProver<ExtendedMachine>(
            program, parameterSet: .test, workers: .serial)
        for (record, isTrue) in [(recorder.record, true), (wrong, false)] {
            let traces = ExtendedMachine.traces(
                RecordedRun(record, of: program), workers: .serial)
            let proof = try prover.prove(traces, RunResult(exitCode: 0, output: [8, 5]))
            let result = try? RiscvVerifier.verify(
                proof.bytes, programDigest: prover.programDigest, parameters: .any,
                machine: ExtendedMachine.self)
            #expect((result != nil) == isTrue)
        }
    }
}
