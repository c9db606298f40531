import Constraints
import Fields
import Parallel
import Riscv
import RiscvCircuits
import RiscvPrograms
import RiscvProver
import Testing

/// Consistent runs of another instruction in place of the program's.
///
/// Auxiliary cells are those that hide it best: one constraint of the processor alone refuses each.
@Suite struct ProcessorForgeryTests {
    typealias Column = ProcessorChip.Column

    /// x5 and x6, the instruction in question, an instruction that a branch leaves out, and x7
    /// to the output.
    private func words(
        _ instruction: UInt32, left: UInt32 = 12, right: UInt32 = 10
    ) -> [UInt32] {
        Assembly.set(31, Place.data) + Assembly.set(5, left) + Assembly.set(6, right)
            + [instruction, Assembly.addi(7, 7, 1), Assembly.store(2, 7, 31, 16)]
            + Assembly.call(2, Place.data + 16, 1) + Assembly.call(0)
    }

    private static let place = 6

    /// The checks that refuse a run of `executed` as one of `program`, with changed cells.
    private func faults(
        program: UInt32, executed: UInt32, left: UInt32 = 12, right: UInt32 = 10,
        _ cells: [(Column, Goldilocks)]
    ) throws -> Set<String> {
        let data = [UInt8](repeating: 0x5a, count: 32)
        let honest = try Program(words: words(program, left: left, right: right), data: data)
        let other = try Program(words: words(executed, left: left, right: right), data: data)
        var scene = try MachineScene(other)
        var recorder = ExecutionRecorder(other)
        _ = try other.execute(limits: smallLimits, observer: &recorder)
        scene.main = RiscvMachine.traces(
            RecordedRun(recorder.record, of: honest), workers: .serial)
        scene.fixed = RiscvMachine.fixedTables(honest)
        #expect(recorder.record.cycles[Self.place].pc == Place.code + 4 * UInt32(Self.place))
        for (column, value) in cells { scene[.processor, Self.place, column] = value }
        return scene.faults
    }

    /// An instruction of 25 added to x5 and a parcel that is also the upper half of `addi x5, x5, 25`:
    /// both programs run the parcel next, and the first of them must not.
    @Test func refusesLengthsOfOtherInstructions() throws {
        let long = Assembly.parcels(Assembly.addi(5, 5, 25))
        let short = try #require(Assembly.parcel(expandingTo: Assembly.addi(5, 5, 25)))
        let end: [UInt16] = [0x0001] + Assembly.parcels(Assembly.call(0))
        let longProgram = try Program(parcels: long + end, at: Place.code)
        let shortProgram = try Program(parcels: [short, long[1]] + end, at: Place.code)
        func faults(
            _ honest: Program, executed: Program, _ cells: [(Column, Goldilocks)] = []
        ) throws -> Set<String> {
            var scene = try MachineScene(executed)
            var recorder = ExecutionRecorder(executed)
            _ = try executed.execute(limits: smallLimits, observer: &recorder)
            scene.main = RiscvMachine.traces(
                RecordedRun(recorder.record, of: honest), workers: .serial)
            scene.fixed = RiscvMachine.fixedTables(honest)
            for (column, value) in cells { scene[.processor, 0, column] = value }
            return scene.faults
        }
        #expect(try faults(longProgram, executed: longProgram).isEmpty)
        #expect(try faults(shortProgram, executed: shortProgram).isEmpty)
        #expect(try faults(longProgram, executed: shortProgram) == ["next pc"])
        #expect(try faults(shortProgram, executed: longProgram) == ["next pc"])
        // With the length of the other instruction it is none of the program.
        #expect(
            try faults(longProgram, executed: shortProgram, [(.compressed, .one)])
                == ["bus \(MachineBus.program.number)"])
    }

    private func branch(_ funct3: UInt32) -> UInt32 {
        6 << 20 | 5 << 15 | funct3 << 12 | 8 << 7 | 0x63
    }

    @Test func refusesOffsetsThatMakeAnotherOperation() throws {
        // AND with an offset of one has the code of OR.
        let (and, or) = (
            Assembly.register(funct3: 7, rd: 7, rs1: 5, rs2: 6),
            Assembly.register(funct3: 6, rd: 7, rs1: 5, rs2: 6)
        )
        #expect(
            try faults(program: and, executed: or, [(.offset0, .one)])
                == ["operation has no offset"])
        #expect(try faults(program: and, executed: and, []).isEmpty)
    }

    @Test func refusesWordsBetweenWords() throws {
        for (kind, program, executed) in [
            ("load", Assembly.load(2, 7, 31, 6), Assembly.load(2, 7, 31, 4)),
            ("store", Assembly.store(2, 5, 31, 18), Assembly.store(2, 5, 31, 16)),
        ] {
            #expect(
                try faults(program: program, executed: executed, [])
                    == ["word access is aligned"], "\(kind)")
        }
    }

    @Test func refusesBranchesThatGoWrong() throws {
        let (beq, bne) = (branch(0), branch(1))
        #expect(
            try faults(program: beq, executed: bne, left: 9, right: 9, [(.offset0, .zero)])
                == ["branch is taken when it should"])
        #expect(
            try faults(
                program: beq, executed: bne, left: 9, right: 9,
                [(.offset0, .zero), (.carry, .zero)]) == ["unequal operands have an inverse"])
        #expect(
            try faults(
                program: beq, executed: bne,
                [(.offset0, .one), (.carry, .one), (.before, .zero)])
                == ["equal operands differ by zero"])
        #expect(try faults(program: beq, executed: bne, []) == ["next pc of a branch"])
    }

    @Test func refusesOtherResults() throws {
        let add = Assembly.register(funct3: 0, rd: 7, rs1: 5, rs2: 6)
        let subtract = Assembly.register(funct7: 32, funct3: 0, rd: 7, rs1: 5, rs2: 6)
        let isLess = Assembly.register(funct3: 3, rd: 7, rs1: 5, rs2: 6)
        let upper = Assembly.lui(7, 0x1000)
        #expect(try faults(program: add, executed: subtract, []) == ["result of a sum"])
        #expect(
            try faults(program: add, executed: subtract, [(.low, Goldilocks(2))])
                == ["addition", "bus 4"])
        #expect(try faults(program: subtract, executed: add, []) == ["result of a sum"])
        #expect(try faults(program: isLess, executed: add, []) == ["result of a comparison"])
        #expect(try faults(program: upper, executed: add, []).contains("result is constant"))
    }
}
