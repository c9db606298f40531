import Constraints
import FRI
import Parallel
import Riscv
import RiscvCircuits
import RiscvPrograms
import RiscvProver
import Testing

/// RV32IM without precompiles: a second machine composed of the same chips.
struct PlainMachine: ProvableMachine {
    typealias List = NoChips
        .And<ProcessorChip>
        .And<ProgramChip>
        .And<ImageChip>
        .And<ZeroMemoryChip>
        .And<RegisterChip>
        .And<InputChip>
        .And<OutputChip>
        .And<TableChip>
        .And<BitwiseChip>
        .And<ComparisonChip>
        .And<ShiftChip>
        .And<MultiplicationChip>
        .And<SignedMultiplicationChip>
        .And<DivisionChip>
        .And<SubwordLoadChip>
        .And<SubwordStoreChip>
}

/// Machines are composed of chips; each proves its own programs and no other machine's.
@Suite struct CompositionTests {
    /// Reads a word, doubles it and writes the sum.
    private static func program() throws -> Program {
        try Program(
            words: Assembly.call(1, Place.data, 1) + [
                Assembly.lui(5, Place.data), Assembly.load(2, 6, 5, 0),
                Assembly.register(funct3: 0, rd: 6, rs1: 6, rs2: 6), Assembly.store(2, 6, 5, 0),
            ] + Assembly.call(2, Place.data, 1) + Assembly.call(0))
    }

    @Test func otherCompositionsProveAndVerify() throws {
        let prover = try RunProver<PlainMachine>(
            Self.program(), parameterSet: .test, workers: .serial)
        let proof = try prover.prove(input: WordStream(words: [21]))
        let result = try RiscvVerifier.verify(
            proof.bytes, programDigest: prover.programDigest, parameters: .any,
            machine: PlainMachine.self)
        #expect(result == RunResult(exitCode: 0, output: [42]))
        // Another composition gives the program another digest.
        #expect(throws: RiscvProofError.self) {
            try RiscvVerifier.verify(
                proof.bytes, programDigest: prover.programDigest, parameters: .any)
        }
    }

    @Test func machinesOfferThePrecompilesOfTheirChips() throws {
        #expect(RiscvMachine.precompiles.map(\.call.rawValue) == [4, 5, 6, 7, 8, 9])
        #expect(PlainMachine.precompiles.isEmpty)
        let program = try Program(
            words: Assembly.call(4, Place.data) + Assembly.call(0))
        let prover = try RunProver<PlainMachine>(
            program, parameterSet: .test, workers: .serial)
        let pc = Place.code + 4 * UInt32(Assembly.call(4, Place.data).count - 1)
        #expect(throws: RunProverError.trapped(.hostCall(pc: pc, .unknownNumber(4)))) {
            try prover.prove(input: WordStream())
        }
    }
}
