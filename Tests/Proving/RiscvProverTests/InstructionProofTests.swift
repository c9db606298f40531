import FRI
import Parallel
import Riscv
import RiscvCircuits
import RiscvPrograms
import RiscvProver
import TestSupport
import Testing

/// Every instruction on edge operands, executed, proven and verified.
@Suite struct InstructionProofTests {
    static let programs: [(name: String, edge: EdgeProgram)] = [
        ("registers and branches", .registers(edgeOperands)),
        ("immediates, parts of words, jumps", .others(edgeOperands)),
    ]

    @Test(arguments: [0, 1])
    func everyInstructionIsProven(_ index: Int) throws {
        let (name, edge) = Self.programs[index]
        let prover = try RunProver<RiscvMachine>(
            edge.program(), parameterSet: .test, workers: .allProcessors)
        let proof = try prover.prove(input: WordStream())
        let result = try RiscvVerifier.verify(
            proof.bytes, programDigest: prover.programDigest, parameters: .any)
        #expect(result == RunResult(exitCode: 0, output: edge.expected), "\(name)")
    }

    @Test func compressedInstructionsAreProven() throws {
        var generator = SeededGenerator(seed: 0x7276_6320)
        let code = CompressedProgram(&generator, count: 1_000)
        let data = Program.Segment(address: Place.data, bytes: generator.bytes(256))
        let long = try Program(code: code.words, at: Place.code, data: [data]).execute()
        let prover = try RunProver<RiscvMachine>(
            Program(parcels: code.parcels, at: Place.code, data: [data]), parameterSet: .test,
            workers: .allProcessors)
        let proof = try prover.prove(input: WordStream())
        let result = try RiscvVerifier.verify(
            proof.bytes, programDigest: prover.programDigest, parameters: .any)
        #expect(result == RunResult(exitCode: 0, output: long.output.words))
    }
}
