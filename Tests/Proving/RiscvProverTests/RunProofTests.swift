import Bytes
import FRI
import Fields
import Parallel
import Polynomials
import Riscv
import RiscvCircuits
import RiscvPrograms
import RiscvProver
import StarkProver
import StarkVerifier
import Testing

/// Runs proven and verified as bytes, and forgeries of a dishonest prover.
@Suite struct RunProofTests {
    /// Reads n and n words, writes their sum and then the words; exits with the last one.
    private static let words =
        Assembly.call(1, Place.data, 1) + Assembly.set(5, Place.data)
        + [Assembly.load(2, 11, 5, 0), Assembly.addi(10, 5, 4), Assembly.ecall]
        + [
            // x6 counts x11 words from x10 on, x7 is their sum, x28 the last.
            Assembly.addi(6, 11, 0), Assembly.load(2, 28, 10, 0),
            Assembly.register(funct3: 0, rd: 7, rs1: 7, rs2: 28), Assembly.addi(10, 10, 4),
            Assembly.addi(6, 6, -1), branchNotZero(6, by: -16), Assembly.store(2, 7, 5, 0),
        ]
        + [
            Assembly.addi(17, 0, 2), Assembly.addi(10, 5, 0), Assembly.addi(11, 11, 1),
            Assembly.ecall, Assembly.addi(17, 0, 0), Assembly.addi(10, 28, 0), Assembly.ecall,
        ]

    /// `bne register, x0` by an offset.
    private static func branchNotZero(_ register: UInt32, by offset: Int32) -> UInt32 {
        let bits = UInt32(bitPattern: offset)
        return (bits >> 12 & 1) << 31 | (bits >> 5 & 0x3f) << 25 | register << 15 | 1 << 12
            | (bits >> 1 & 0xf) << 8 | (bits >> 11 & 1) << 7 | 0x63
    }

    /// A prover and one proof, made once for all tests.
    private struct Shared {
        let prover: RunProver<RiscvMachine>
        let proof: RiscvProof

        init() throws {
            let program = try Program(words: RunProofTests.words)
            prover = try RunProver<RiscvMachine>(program, parameterSet: .test, workers: .serial)
            proof = try prover.prove(input: WordStream(words: [3, 20, 30, 7]))
        }
    }

    private static let made = Result { try Shared() }
    private let prover: RunProver<RiscvMachine>
    private let proof: RiscvProof

    init() throws {
        let shared = try Self.made.get()
        prover = shared.prover
        proof = shared.proof
    }

    private func refusal(
        _ bytes: [UInt8], digest: Bytes32? = nil, parameters: RiscvVerifier.Parameters = .any
    ) -> RiscvProofError? {
        do {
            _ = try RiscvVerifier.verify(
                bytes, programDigest: digest ?? prover.programDigest, parameters: parameters)
            return nil
        } catch {
            return error
        }
    }

    /// The error of the same inner proof for another result.
    private func refusal(_ change: (inout RunResult) -> Void) -> RiscvProofError? {
        var result = proof.result
        change(&result)
        return refusal(
            RiscvProof(key: proof.key, result: result, machineProof: proof.machineProof).bytes)
    }

    @Test func provesWhatTheProgramGave() throws {
        let result = try RiscvVerifier.verify(
            proof.bytes, programDigest: prover.programDigest, parameters: .any)
        #expect(result == RunResult(exitCode: 7, output: [57, 20, 30, 7]))
    }

    @Test func oneProverProvesManyRuns() throws {
        var stages = [RunStage]()
        let other = try prover.prove(input: WordStream(words: [1, 0])) { event in
            if case .ended(let stage) = event { stages.append(stage) }
        }
        let output = try RiscvVerifier.verifySuccess(
            other.bytes, programDigest: prover.programDigest, parameters: .any)
        #expect(output == [0, 0])
        #expect(stages == [.execution, .filling] + ProofStage.allCases.map { .proof($0) })
    }

    /// One ECALL with all registers zero: every table has one row, and memory beyond it none.
    @Test(arguments: [ParameterSet.test, .chunk, .small])
    func provesTheShortestProgram(parameterSet: ParameterSet) throws {
        let shortest = try RunProver<RiscvMachine>(
            try Program(words: [Assembly.ecall]), parameterSet: parameterSet, workers: .serial)
        let bytes = try shortest.prove(input: WordStream()).bytes
        let result = try RiscvVerifier.verify(
            bytes, programDigest: shortest.programDigest,
            parameters: parameterSet == .test ? .any : .secure)
        #expect(result == RunResult(exitCode: 0, output: []))
    }

    @Test func proofsDoNotDependOnTheNumberOfThreads() throws {
        let other = try RunProver<RiscvMachine>(
            prover.program, parameterSet: .test, workers: Workers(count: 3))
        #expect(other.programDigest == prover.programDigest)
        let bytes = try other.prove(input: WordStream(words: [3, 20, 30, 7])).bytes
        #expect(bytes == proof.bytes)
    }

    @Test func successIsExitCodeZero() throws {
        #expect(throws: RiscvProofError.exitCode(7)) {
            try RiscvVerifier.verifySuccess(
                proof.bytes, programDigest: prover.programDigest, parameters: .any)
        }
    }

    @Test func refusesOtherResults() {
        let imbalance = RiscvProofError.refused(.busImbalance)
        #expect(refusal { $0.exitCode = 0 } == imbalance)
        #expect(refusal { $0.output[1] += 1 } == imbalance)
        #expect(refusal { $0.output.removeLast() } == imbalance)
        #expect(refusal { $0.output.removeAll() } == imbalance)
        #expect(refusal { $0.output.append(0) } == imbalance)
        #expect(refusal { $0.output.swapAt(1, 2) } == imbalance)
        // The call and its words fill five rows of eight.
        #expect(refusal { $0.output += [0, 0, 0, 0] } == imbalance)
        #expect(
            refusal { $0.output += [0, 0, 0, 0, 0] } == .outputLimit(limit: 8, actual: 9))
    }

    @Test func refusesOutputOfProgramsThatWriteNone() throws {
        let silent = try RunProver<RiscvMachine>(
            try Program(words: [Assembly.ecall]), parameterSet: .test, workers: .serial)
        let proof = try silent.prove(input: WordStream())
        let forged = RiscvProof(
            key: proof.key, result: RunResult(exitCode: 0, output: [0]),
            machineProof: proof.machineProof)
        #expect(
            refusal(forged.bytes, digest: silent.programDigest)
                == .outputLimit(limit: 0, actual: 1))
    }

    @Test func refusesOtherPrograms() throws {
        // The same but for one constant, so that all sizes agree.
        var words = Self.words
        words[words.count - 2] = Assembly.addi(10, 28, 1)
        let other = try RunProver<RiscvMachine>(
            try Program(words: words), parameterSet: .test, workers: .serial)
        #expect(
            refusal(proof.bytes, digest: other.programDigest)
                == .programDigest(expected: other.programDigest, actual: prover.programDigest))
        let moved = RiscvProof(
            key: other.key, result: proof.result, machineProof: proof.machineProof)
        #expect(
            refusal(moved.bytes)
                == .programDigest(expected: prover.programDigest, actual: other.programDigest))
        #expect(refusal(moved.bytes, digest: other.programDigest) == .refused(.busImbalance))
    }

    @Test func refusesParametersForTests() {
        #expect(refusal(proof.bytes, parameters: .secure) == .testParameters)
    }

    /// Proofs of traces that are not those of the run.
    @Test func refusesForgedTraces() throws {
        let scene = try MachineScene(prover.program, input: [3, 20, 30, 7])
        func refusal(_ change: (inout MachineScene) -> Void) throws -> RiscvProofError? {
            var forged = scene
            change(&forged)
            return self.refusal(try prover.prove(forged.main, proof.result).bytes)
        }
        #expect(try refusal { _ in } == nil)
        let imbalance = RiscvProofError.refused(.busImbalance)
        #expect(
            try refusal { $0[.registers, 5, RegisterChip.Column.final] += .one } == imbalance)
        #expect(try refusal { $0[.image, 0, ImageChip.Column.final] += .one } == imbalance)
        #expect(try refusal { $0[.program, 0, ProgramChip.Column.count] += .one } == imbalance)
        #expect(
            try refusal { $0[.output, 1, OutputChip.Column.value] += .one } == imbalance)
        #expect(
            try refusal { $0[.output, 1, OutputChip.Column.position] += .one }
                == .refused(.busImbalance))
        #expect(
            try refusal { $0[.zeroMemory, 0, ZeroMemoryChip.Column.roomLow] += .one }
                == imbalance)
        // No bus sees the carry.
        #expect(
            try refusal { $0[.processor, 0, ProcessorChip.Column.carry] = Goldilocks(2) }
                == .refused(.constraints))
    }

    @Test func refusesRunsThatProveNothing() throws {
        func error(_ words: [UInt32], cycleLimit: UInt64 = 100) throws -> RunProverError? {
            let prover = try RunProver<RiscvMachine>(
                try Program(words: words), parameterSet: .test, workers: .serial)
            do {
                _ = try prover.prove(input: WordStream(), cycleLimit: cycleLimit)
                return nil
            } catch {
                return error
            }
        }
        #expect(try error([Assembly.ebreak]) == .trapped(.breakpoint(pc: Place.code)))
        #expect(try error([Assembly.jal(0, by: 0)]) == .cycleLimit(100))
        #expect(try error(Assembly.call(0), cycleLimit: 6) == .cycleLimit(6))
        #expect(try error(Assembly.call(0), cycleLimit: 7) == nil)
        let input = HostCallRefusal.inputExhausted(needed: 1, available: 0)
        #expect(
            try error(Assembly.call(1, Place.data, 1))
                == .trapped(.hostCall(pc: Place.code + 24, input)))
    }

    @Test func refusesProgramsThatAreTooLong() throws {
        let program = try Program(
            code: Assembly.call(0), at: Place.code,
            data: [Program.Segment(address: 0x1000_0000, bytes: [1])])
        #expect(
            throws: RunProverError.key(
                .imageHeight(limit: ProgramKey.imageHeightLog2Limit, actual: 26))
        ) {
            try RunProver<RiscvMachine>(program, parameterSet: .test, workers: .serial)
        }
    }
}
