import Bytes
import Hashing
import Riscv
import RiscvPrograms
import TestSupport
import Testing

/// Compressed instructions: their expansion, their length, and code aligned to two.
@Suite struct CompressedTests {
    /// A program of parcels at `Place.code`, run to its end.
    private func run(_ parcels: [UInt16]) throws -> (outcome: Outcome, registers: [UInt32]) {
        var machine = try Executor(
            Program(parcels: parcels, at: Place.code), limits: smallLimits)
        let outcome = machine.run()
        return (outcome, (0..<32).map { machine.register($0) })
    }

    /// All parcels against LLVM's disassembler and assembler.
    @Test func everyParcelExpandsToItsInstruction() throws {
        let groups = try VectorFile.load("rv32c")["groups"].items()
        #expect(groups.count == 24)
        for group in groups {
            let quadrant = UInt16(try group["quadrant"].int())
            let funct3 = UInt16(try group["funct3"].int())
            var legalCount = 0
            var table = [UInt8]()
            for middle in 0..<UInt16(1 << 11) {
                let instruction = Instruction(parcel: funct3 << 13 | middle << 2 | quadrant)
                #expect(instruction.isCompressed)
                let word = instruction.opcode == .illegal ? 0 : instruction.word
                legalCount += word == 0 ? 0 : 1
                table += [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word >> $0) }
                // The word means the same, but for its length.
                let decoded = Instruction(word: word)
                #expect(decoded.opcode == instruction.opcode)
                #expect(decoded.destination == instruction.destination)
                #expect(decoded.source1 == instruction.source1)
                #expect(decoded.source2 == instruction.source2)
                #expect(decoded.immediate == instruction.immediate)
                #expect(!decoded.isCompressed)
            }
            let name = "quadrant \(quadrant), funct3 \(funct3)"
            #expect(try legalCount == group["legal"].int(), "\(name)")
            #expect(try SHA256.hash(table).hex == group["sha256"].string(), "\(name)")
        }
    }

    @Test func compressedCodeComputesWhatItsExpansionDoes() throws {
        for seed in 0..<50 as Range<UInt64> {
            var generator = SeededGenerator(seed: 0x7276_6300 + seed)
            let code = CompressedProgram(&generator)
            #expect(code.compressedCount > 80)
            let data = Program.Segment(address: Place.data, bytes: generator.bytes(256))
            var short = try Executor(
                Program(parcels: code.parcels, at: Place.code, data: [data]),
                limits: smallLimits)
            var long = try Executor(
                Program(code: code.words, at: Place.code, data: [data]), limits: smallLimits)
            #expect(short.run() == .exited(code: 0))
            #expect(long.run() == .exited(code: 0))
            #expect(short.cycleCount == long.cycleCount)
            for register in UInt8(0)..<32 {
                #expect(short.register(register) == long.register(register), "seed \(seed)")
            }
            #expect(short.output == long.output)
        }
    }

    @Test func linksAndTargetsCountParcels() throws {
        // c.jal +6, ebreak (4 bytes), c.jr x1: back behind the c.jal.
        let (outcome, registers) = try run(
            [0x2019] + Assembly.parcels(Assembly.ebreak) + [0x8082])
        #expect(outcome == .trapped(.breakpoint(pc: Place.code + 2)))
        #expect(registers[1] == Place.code + 2)
        // jal x5, +6 at 2: a word between words; then c.ebreak.
        let (wide, wideRegisters) = try run(
            [0x0001] + Assembly.parcels(Assembly.jal(5, by: 6)) + [0x0001, 0x9002])
        #expect(wide == .trapped(.breakpoint(pc: Place.code + 8)))
        #expect(wideRegisters[5] == Place.code + 6)
        // c.jalr x6 links pc + 2; the lowest bit of x6 is cleared.
        let jump = Assembly.parcels(Assembly.set(6, Place.code + 12 + 1)) + [0x9302]
        let (called, calledRegisters) = try run(jump + [0x0001, 0x9002])
        #expect(called == .trapped(.breakpoint(pc: Place.code + 12)))
        #expect(calledRegisters[1] == Place.code + 10)
    }

    @Test func hintsDoNothing() throws {
        // c.nop 1, c.li x0, c.lui x0, c.slli x0, c.mv x0, c.add x0, c.srli64, c.srai64, c.addi 0
        for parcel in [
            0x0005, 0x4005, 0x6005, 0x0006, 0x8006, 0x9006, 0x8001, 0x8401, 0x0281,
        ] as [UInt16] {
            let (outcome, registers) = try run([parcel, 0x9002])
            #expect(outcome == .trapped(.breakpoint(pc: Place.code + 2)))
            #expect(registers.allSatisfy { $0 == 0 })
        }
    }

    @Test func refusesReservedParcelsWhenTheyAreReached() throws {
        // zeros, c.fld, c.flw, reserved, c.lui 0, c.addi16sp 0, c.srli of 32, c.subw, c.lwsp to x0,
        // c.jr x0, c.fswsp
        for parcel in [
            0x0000, 0x2000, 0x6000, 0x8000, 0x6081, 0x6101, 0x9001, 0x9c01, 0x4002, 0x8002, 0xe002,
        ] as [UInt16] {
            let trap = Trap.illegalInstruction(pc: Place.code + 2, word: UInt32(parcel))
            #expect(try run([0x0001, parcel]).outcome == .trapped(trap))
            // A jump over it is no fault: c.j +4.
            #expect(
                try run([0xa011, parcel, 0x9002]).outcome
                    == .trapped(.breakpoint(pc: Place.code + 4)))
        }
    }

    @Test func aJumpIntoAnInstructionRunsItsBytes() throws {
        // c.j +4 into the upper half of addi x5, x5, 25, which is c.slli x3, 4.
        let wide = Assembly.parcels(Assembly.addi(5, 5, 25))
        #expect(wide[1] == 0x0192)
        let (outcome, registers) = try run([0x418d, 0xa011] + wide + [0x9002])
        #expect(outcome == .trapped(.breakpoint(pc: Place.code + 8)))
        #expect(registers[3] == 3 << 4)
        #expect(registers[5] == 0)
    }

    @Test func anInstructionLiesWithinTheCode() throws {
        let half = Assembly.parcels(Assembly.nop)[0]
        let (outcome, _) = try run([0x0001, half])
        #expect(outcome == .trapped(.outsideCode(pc: Place.code + 2)))
        #expect(throws: ProgramError.invalidEntry(Place.code)) {
            try Program(parcels: [half], at: Place.code)
        }
        #expect(throws: ProgramError.invalidEntry(Place.code + 1)) {
            try Program(parcels: [0x0001], at: Place.code, entry: Place.code + 1)
        }
        let odd = try Program(parcels: [0x0001, 0x9002], at: Place.code + 2)
        #expect(
            try odd.execute(limits: smallLimits).outcome
                == .trapped(.breakpoint(pc: Place.code + 4)))
    }
}
