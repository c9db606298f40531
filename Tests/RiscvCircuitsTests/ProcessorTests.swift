import Constraints
import Fields
import Parallel
import Polynomials
import Riscv
import RiscvCircuits
import RiscvPrograms
import TestSupport
import Testing

@Suite struct ProcessorTests {
    private static let part = RiscvMachine.Part.processor.rawValue

    /// The processor's trace of a run.
    private func trace(_ words: [UInt32]) throws -> Matrix {
        let program = try Program(words: words)
        var recorder = ExecutionRecorder(program)
        let execution = try program.execute(limits: smallLimits, observer: &recorder)
        #expect(execution.outcome == .exited(code: 0))
        let traces = RiscvTraces(recorder.record, of: program, workers: .serial)
        return try #require(traces.main[Self.part])
    }

    private func failures(_ trace: Matrix) -> Set<String> {
        Set(
            SingleChip<ProcessorChip>.failures(
                trace, publicValues: [Goldilocks(Place.code), .zero]))
    }

    @Test func runsOfRandomProgramsSatisfyEveryConstraint() throws {
        for seed in 0..<20 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let trace = try trace(RandomProgram.words(&generator))
            #expect(failures(trace).isEmpty, "seed \(seed)")
        }
    }

    @Test func runThatFillsEveryRowEndsInTheLast() throws {
        // Six instructions of the call, and two more.
        let trace = try trace([Assembly.nop] + Assembly.call(0))
        #expect(trace.height == 8)
        #expect(failures(trace).isEmpty)
        #expect(
            SingleChip<ProcessorChip>.failures(
                trace, publicValues: [Goldilocks(Place.code), .one]) == ["exit code"])
    }
}
