import Bytes
import FRI
import Parallel
import Polynomials
import Riscv
import RiscvCircuits
import RiscvPrograms
import RiscvProver
import Signatures
import TestSupport
import Testing

/// The size of a proof, counted without recording, is that of the traces.
@Suite struct RunSizeTests {
    private func check(
        _ program: Program, input: WordStream = WordStream(),
        limits: ExecutionLimits = ExecutionLimits()
    ) throws {
        var recorder = ExecutionRecorder(program)
        _ = try program.execute(
            input: input, limits: limits, precompiles: RiscvMachine.precompiles,
            observer: &recorder)
        let traces = RiscvMachine.traces(
            RecordedRun(recorder.record, of: program), workers: .serial)
        var counter = EventCounter(program)
        let execution = try program.execute(
            input: input, limits: limits, precompiles: RiscvMachine.precompiles,
            observer: &counter)
        #expect(execution.isSuccess)
        let size = RiscvMachine.size(counter.counts, of: program)
        #expect(size.heightsLog2.map { $0.map { 1 << $0 } } == traces.map { $0?.height })
        #expect(size.cycleCount == Int(execution.cycleCount))
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func isThatOfRandomPrograms(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        try check(Program(words: RandomProgram.words(&generator)), limits: smallLimits)
    }

    @Test func isThatOfTheShortestProgram() throws {
        try check(Program(words: [Assembly.ecall]))
    }

    /// A guest with input, output and every precompile.
    @Test func isThatOfAProgramWithEveryHostCall() throws {
        let operands = [UInt8](1...32)
        let key = SchnorrSecretKey(seed: Bytes32 { UInt8($0) }).publicKey.array
        let product = key + [UInt8](repeating: 3, count: 56)
        let program = try Program(elf: GuestFile.load("RuntimeCheck"))
        var counter = EventCounter(program)
        let division = [UInt8](repeating: 1, count: 96)
        let input = WordStream(frames: [operands, [UInt8](0..<200), product, [], division])
        try check(program, input: input)
        _ = try program.execute(
            input: input, precompiles: RiscvMachine.precompiles, observer: &counter)
        let size = RiscvMachine.size(counter.counts, of: program)
        for part in [
            Part.input, .output, .poseidon2, .sha256, .ecGFp5, .productDivision, .keccak,
            .division,
        ] { #expect(size.rowCounts[part.rawValue] > 0) }
    }

    @Test func countsTheCellsOfAProof() throws {
        let prover = try RunProver<RiscvMachine>(
            try Program(words: Assembly.call(0)), parameterSet: .test, workers: .serial)
        let (size, result) = try prover.size(input: WordStream())
        let proof = try prover.prove(input: WordStream())
        #expect(result == proof.result)
        let inspection = try ProofInspection(proof.bytes)
        #expect(try RiscvMachine.cellCount(size.heightsLog2) == inspection.cellCount)
        #expect(throws: RunProverError.cycleLimit(3)) {
            try prover.size(input: WordStream(), cycleLimit: 3)
        }
    }
}
