import FRI
import Fields
import Parallel
import Riscv
import RiscvCircuits
import RiscvPrograms
import RiscvProver
import TestSupport
import Testing

/// Host calls in a run: the whole machine holds, and does not when a result is another.
@Suite struct HostCallMachineTests {
    /// Permutes and compresses the same words again and again, then exits.
    private func program() throws -> Program {
        var source = SeededGenerator(seed: 17)
        let calls = [
            (4, 0, 0), (5, 8, 0), (6, 0, 32), (6, 16, 20), (4, 32, 0), (5, 0, 0), (7, 64, 88),
            (8, 88, 64), (9, 4, 0),
        ]
        let words = calls.flatMap { number, first, second in
            Assembly.call(
                UInt32(number), Place.data + UInt32(4 * first), Place.data + UInt32(4 * second))
        }
        let operands = (ProductCall(18).operands + DivisionCall(18).operands).flatMap { word in
            (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
        }
        return try Program(
            words: words + Assembly.call(0), data: source.bytes(4 * 64) + operands)
    }

    private func scene() throws -> MachineScene { try MachineScene(program()) }

    @Test func wholeMachineHolds() throws {
        let scene = try scene()
        #expect(scene.height(.poseidon2) == 16)
        #expect(scene.height(.sha256) == 512)
        #expect(scene.height(.ecGFp5) == 256)
        #expect(scene.height(.productDivision) == 16)
        #expect(scene.height(.keccak) == 512)
        #expect(scene.faults.isEmpty)
    }

    @Test func runIsProven() throws {
        let prover = try RunProver<RiscvMachine>(program(), parameterSet: .test, workers: .serial)
        let proof = try prover.prove(input: WordStream())
        let result = try RiscvVerifier.verify(
            proof.bytes, programDigest: prover.programDigest, parameters: .any)
        #expect(result == RunResult(exitCode: 0, output: []))
        let failed = RiscvProof(
            key: proof.key, result: RunResult(exitCode: 1, output: []),
            machineProof: proof.machineProof)
        #expect(throws: RiscvProofError.self) {
            try RiscvVerifier.verify(
                failed.bytes, programDigest: prover.programDigest, parameters: .any)
        }
    }

    @Test func everyBusOfACallIsClosedByTheMachine() throws {
        let honest = try scene()
        typealias Permutation = Poseidon2Chip.Column
        var scene = honest
        for row in 0..<4 { scene[.poseidon2, row, Permutation.clock] += .one }
        #expect(scene.faults == ["bus 2", "bus 3"])
        scene = honest
        scene[.poseidon2, 0, Permutation.gapLow(3)] += .one
        #expect(scene.faults == ["bus 2", "bus 4"])
        scene = honest
        scene[.sha256, 1, SHA256Chip.Column.gapLow] += .one
        #expect(scene.faults == ["bus 2", "bus 4"])
        scene = honest
        for row in 0..<SHA256Chip.rowCount {
            scene[.sha256, row, SHA256Chip.Column.clock] += .one
        }
        #expect(scene.faults == ["bus 2", "bus 3"])
        scene = honest
        scene[.sha256, 1, SHA256Chip.Column.masked(0)] += .one
        #expect(scene.faults.contains("bus 5"))
    }

    @Test func everyBusOfADivisionIsClosedByTheMachine() throws {
        typealias Column = ProductDivisionChip.Column
        let honest = try scene()
        var scene = honest
        for row in 0..<ProductDivisionChip.rowCount {
            scene[.productDivision, row, Column.clock] += .one
        }
        #expect(scene.faults == ["bus 2", "bus 3"])
        scene = honest
        scene[.productDivision, 1, Column.gapLow(0)] += .one
        #expect(scene.faults == ["bus 2", "bus 4"])
        scene = honest
        scene[.schedules, ProductDivisionChip.schedule.start + 3, ScheduleChip.Column.count] -= .one
        #expect(scene.faults == ["bus 9"])
    }

    @Test func everyBusOfAKeccakPermutationIsClosedByTheMachine() throws {
        typealias Column = KeccakChip.Column
        let honest = try scene()
        var scene = honest
        for row in 0..<KeccakSchedule.count { scene[.keccak, row, Column.clock] += .one }
        #expect(scene.faults == ["bus 2", "bus 3"])
        scene = honest
        scene[.keccak, 1, Column.gapLow] += .one
        #expect(scene.faults == ["bus 2", "bus 4"])
        scene = honest
        scene[.keccak, 100, Column.inputAnd(1, 0)] += .one
        #expect(scene.faults == ["bus 5", "bus 11"])
        scene = honest
        scene[.schedules, KeccakChip.schedule.start + 3, ScheduleChip.Column.count] -= .one
        #expect(scene.faults == ["bus 9"])
    }

    @Test func everyBusOfAProductIsClosedByTheMachine() throws {
        typealias Column = EcGFp5Chip.Column
        let honest = try scene()
        var scene = honest
        for row in 0..<EcGFp5Schedule.count {
            if scene[.ecGFp5, row, Column.scheduled(.addsKey)] == .one {
                scene[.ecGFp5, row, Column.table] += .one
            }
            scene[.ecGFp5, row, Column.clock] += .one
        }
        #expect(scene.faults == ["bus 2", "bus 3"])
        scene = honest
        scene[.ecGFp5, 1, Column.gapLow] += .one
        #expect(scene.faults == ["bus 2", "bus 4"])
        // Counts of a multiple of the key, of one of the generator, and of a row of the schedule.
        scene = honest
        scene[.ecGFp5, EcGFp5Schedule.decodingStep + 4, Column.digit] += .one
        #expect(scene.faults == ["bus 10"])
        scene = honest
        scene[.generatorTable, 300, GeneratorTableChip.Column.count] += .one
        #expect(scene.faults == ["bus 10"])
        scene = honest
        scene[.schedules, 100, ScheduleChip.Column.count] -= .one
        #expect(scene.faults == ["bus 9"])
    }
}
