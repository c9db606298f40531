import Riscv
import RiscvPrograms
import Testing

/// Every trap ends the run with its type and leaves the state before the instruction.
@Suite struct TrapTests {
    func outcome(_ words: [UInt32], limits: ExecutionLimits = smallLimits) throws -> Outcome {
        try Program(words: words).execute(limits: limits).outcome
    }

    @Test(
        arguments: [
            (1, 1), (2, 1), (2, 2), (2, 3), (5, 1),
        ] as [(UInt32, UInt32)])
    func refusesMisalignedLoads(funct3: UInt32, offset: UInt32) throws {
        let words = Assembly.set(5, Place.data + offset) + [Assembly.load(funct3, 7, 5, 0)]
        let trap = Trap.misalignedAccess(pc: Place.code + 8, address: Place.data + offset)
        #expect(try outcome(words) == .trapped(trap))
    }

    @Test(arguments: [(1, 1), (1, 3), (2, 1), (2, 2), (2, 3)] as [(UInt32, UInt32)])
    func refusesMisalignedStores(funct3: UInt32, offset: UInt32) throws {
        let words = Assembly.set(5, Place.data + offset) + [Assembly.store(funct3, 7, 5, 0)]
        let trap = Trap.misalignedAccess(pc: Place.code + 8, address: Place.data + offset)
        #expect(try outcome(words) == .trapped(trap))
    }

    @Test(arguments: [0, 1, 2, 3] as [UInt32])
    func allowsBytesAnywhere(offset: UInt32) throws {
        let words =
            Assembly.set(5, Place.data + offset) + [
                Assembly.addi(6, 0, -2), Assembly.store(0, 6, 5, 0), Assembly.load(0, 7, 5, 0),
                Assembly.load(4, 8, 5, 0),
            ]
        var machine = try Executor(Program(words: words), limits: smallLimits)
        #expect(machine.run() == .trapped(.outsideCode(pc: Place.code + 24)))
        #expect(machine.register(7) == 0xffff_fffe)
        #expect(machine.register(8) == 0xfe)
    }

    @Test func memoryEndsAtItsLimit() throws {
        let end = Place.code + (1 << 18)
        for (address, isInside) in [
            (Place.code, true), (end - 4, true), (end, false), (Place.code - 4, false),
            (0, false), (0xffff_fffc, false), (0x8000_0000, false),
        ] as [(UInt32, Bool)] {
            for word in [Assembly.load(2, 7, 5, 0), Assembly.store(2, 7, 5, 0)] {
                let trap: Trap =
                    isInside
                    ? .outsideCode(pc: Place.code + 12)
                    : .outsideMemory(pc: Place.code + 8, address: address)
                #expect(try outcome(Assembly.set(5, address) + [word]) == .trapped(trap))
            }
        }
    }

    @Test func memoryNeverWrittenReadsAsZero() throws {
        let words = Assembly.set(5, Place.code + (1 << 18) - 4) + [Assembly.load(2, 7, 5, 0)]
        var machine = try Executor(Program(words: words), limits: smallLimits)
        machine.setRegister(7, to: 1)
        _ = machine.run()
        #expect(machine.register(7) == 0)
    }

    @Test func refusesToRunOverTheEnd() throws {
        #expect(
            try outcome([Assembly.nop]) == .trapped(.outsideCode(pc: Place.code + 4)))
    }

    @Test func refusesJumpsOutsideTheCode() throws {
        let words = Assembly.set(5, 0x4000_0000) + [Assembly.jalr(1, 5, 0)]
        var machine = try Executor(Program(words: words), limits: smallLimits)
        #expect(machine.run() == .trapped(.outsideCode(pc: 0x4000_0000)))
        #expect(machine.register(1) == 0)
        #expect(machine.pc == Place.code + 8)
        #expect(
            try outcome([Assembly.jal(0, by: -4)]) == .trapped(.outsideCode(pc: Place.code - 4)))
    }

    @Test func refusesJumpsBetweenWords() throws {
        let target = Place.code + 2
        for offset in [0, 1] as [UInt32] {
            let words = Assembly.set(5, target + offset) + [Assembly.jalr(1, 5, 0)]
            let trap = Trap.misalignedJump(pc: Place.code + 8, target: target)
            #expect(try outcome(words) == .trapped(trap))
        }
        let trap = Trap.misalignedJump(pc: Place.code, target: target)
        #expect(try outcome([Assembly.jal(0, by: 2)]) == .trapped(trap))
    }

    @Test func aBranchNotTakenMayPointAnywhere() throws {
        // bne x0, x0, +2
        #expect(
            try outcome([0x0000_1163]) == .trapped(.outsideCode(pc: Place.code + 4)))
        // beq x0, x0, +2
        let trap = Trap.misalignedJump(pc: Place.code, target: Place.code + 2)
        #expect(try outcome([0x0000_0163]) == .trapped(trap))
    }

    @Test func jalrClearsTheLowBitOnly() throws {
        let words =
            Assembly.set(5, Place.code + 16 + 1)
            + [Assembly.jalr(5, 5, 0), Assembly.ebreak, Assembly.nop]
        var machine = try Executor(Program(words: words), limits: smallLimits)
        #expect(machine.run() == .trapped(.outsideCode(pc: Place.code + 20)))
        #expect(machine.register(5) == Place.code + 12)
    }

    @Test func breakpointsAndControlRegistersEndTheRun() throws {
        #expect(try outcome([Assembly.ebreak]) == .trapped(.breakpoint(pc: Place.code)))
        // csrrw, wfi, mret, fence.i, an atomic, a compressed pair, a floating-point load
        for word in [
            0xc000_1073, 0x1050_0073, 0x3020_0073, 0x0000_100f, 0x1005_252f, 0x0001_0001,
            0x0005_2007,
        ] as [UInt32] {
            let trap = Trap.illegalInstruction(pc: Place.code, word: word)
            #expect(try outcome([word]) == .trapped(trap))
        }
    }

    @Test func fenceOfAnyKindDoesNothing() throws {
        for word in [0x0000_000f, 0x0ff0_000f, 0x8330_000f, 0x0100_000f, 0x0ff5_038f] as [UInt32] {
            var machine = try Executor(Program(words: [word]), limits: smallLimits)
            #expect(machine.run() == .trapped(.outsideCode(pc: Place.code + 4)))
            for register in UInt8(0)..<32 { #expect(machine.register(register) == 0) }
        }
    }

    @Test func storesToCodeDoNotChangeWhatRuns() throws {
        let words =
            Assembly.set(5, Place.code + 16) + [
                Assembly.store(2, 0, 5, 0), Assembly.load(2, 6, 5, 0), Assembly.addi(7, 0, 3),
            ]
        var machine = try Executor(Program(words: words), limits: smallLimits)
        _ = machine.run()
        #expect(machine.register(6) == 0)
        #expect(machine.register(7) == 3)
    }

    @Test func cyclesAreBounded() throws {
        let loop = try Program(words: [Assembly.jal(0, by: 0)])
        let limits = ExecutionLimits(memoryByteCount: 1 << 16, cycleCount: 1000)
        let execution = try loop.execute(limits: limits)
        #expect(execution.outcome == .cycleLimitReached)
        #expect(execution.cycleCount == 1000)
        // The last allowed cycle may still end the program.
        let exit = try Program(words: Assembly.call(0))
        let exact = ExecutionLimits(memoryByteCount: 1 << 16, cycleCount: 7)
        #expect(try exit.execute(limits: exact).outcome == .exited(code: 0))
        let short = ExecutionLimits(memoryByteCount: 1 << 16, cycleCount: 6)
        #expect(try exit.execute(limits: short).outcome == .cycleLimitReached)
    }

    @Test func aRunGoesOnAfterItsBound() throws {
        let words = (0..<10).map { _ in Assembly.addi(5, 5, 1) }
        var machine = try Executor(Program(words: words), limits: smallLimits)
        var observer = NoObserver()
        for bound in UInt64(1)...10 {
            #expect(machine.run(observer: &observer, cycleBound: bound) == .cycleLimitReached)
            #expect(machine.register(5) == UInt32(bound))
            #expect(machine.cycleCount == bound)
        }
    }
}
