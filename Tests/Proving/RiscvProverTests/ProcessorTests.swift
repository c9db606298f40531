import Constraints
import Fields
import Parallel
import Polynomials
import Riscv
import RiscvCircuits
import RiscvPrograms
import RiscvProver
import TestSupport
import Testing

@Suite struct ProcessorTests {
    private static let part = Part.processor.rawValue

    /// The processor's trace of a run.
    private func trace(_ words: [UInt32]) throws -> Matrix {
        let program = try Program(words: words)
        var recorder = ExecutionRecorder(program)
        let execution = try program.execute(limits: smallLimits, observer: &recorder)
        #expect(execution.outcome == .exited(code: 0))
        let traces = RiscvMachine.traces(
            RecordedRun(recorder.record, of: program), workers: .serial)
        return try #require(traces[Self.part])
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

    @Test func runsOfCompressedProgramsBalance() throws {
        for seed in 0..<5 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let code = CompressedProgram(&generator)
            let program = try Program(parcels: code.parcels, at: Place.code)
            #expect(try MachineScene(program).faults.isEmpty, "seed \(seed)")
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

    /// Behind the last word of the address space is zero, not 2^32, which is no word.
    ///
    /// With 2^32 in x1 the comparison would not find it less than one.
    @Test(arguments: [Assembly.jal(1, by: -24), Assembly.jalr(1, 0, -28)])
    func returnAddressWraps(jump: UInt32) throws {
        let sltiu: UInt32 = 1 << 20 | 1 << 15 | 3 << 12 | 10 << 7 | 0x13
        let program = try Program(
            code: [Assembly.jal(0, by: 28), sltiu, Assembly.ecall, 0, 0, 0, 0, jump],
            at: 0xffff_ffe0)
        var scene = try MachineScene(program)
        #expect(scene.faults.isEmpty)
        let number = Goldilocks(reducing: 1 << 32)
        scene[.processor, 1, ProcessorChip.Column.result] = number
        scene[.processor, 2, ProcessorChip.Column.first] = number
        scene[.processor, 2, ProcessorChip.Column.carry] = .zero
        scene[.processor, 2, ProcessorChip.Column.result] = .zero
        scene[.processor, 3, ProcessorChip.Column.second] = .zero
        scene[.registers, 1, RegisterChip.Column.final] = number
        scene[.registers, 10, RegisterChip.Column.final] = .zero
        scene.statement = RiscvMachine.statement(
            RunClaim(
                entry: program.entry, memory: MemoryBounds(program),
                result: RunResult(exitCode: 0, output: [])))
        #expect(scene.faults == ["result is the return address"])
    }
}
