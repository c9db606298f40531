import Riscv
import RiscvCircuits
import RiscvPrograms
import TestSupport
import Testing

/// Replays the events: each value read must be the value written last.
private struct Replay: ExecutionObserver {
    static var isActive: Bool { true }
    var registers = Array(repeating: UInt32(0), count: 32)
    var memory: [UInt32: UInt32] = [:]
    var pc: UInt32
    var cycle: UInt64 = 0
    var faults: [String] = []
    var hostCalls: [HostCallEvent] = []

    init(_ program: Program) {
        pc = program.entry
        for segment in program.segments {
            for (offset, byte) in segment.bytes.enumerated() {
                let address = segment.address + UInt32(offset)
                memory[address & ~3, default: 0] |= UInt32(byte) << (address % 4 * 8)
            }
        }
    }

    mutating func didExecute(_ event: InstructionEvent) {
        advance(event.cycle, event.pc, to: event.nextPC)
        let instruction = event.instruction
        expect(event.source1Value == registers[Int(instruction.source1)], "first operand")
        expect(event.source2Value == registers[Int(instruction.source2)], "second operand")
        let destination = Int(instruction.destination)
        expect(event.destinationBefore == registers[destination], "destination")
        expect(destination != 0 || event.destinationAfter == 0, "x0")
        registers[destination] = event.destinationAfter
        let touches = instruction.opcode.isLoad || instruction.opcode.isStore
        expect(touches == (event.memoryAddress != 0), "memory address")
        guard touches else { return }
        expect(event.memoryBefore == memory[event.memoryAddress, default: 0], "memory")
        expect(
            instruction.opcode.isStore || event.memoryAfter == event.memoryBefore, "load writes")
        memory[event.memoryAddress] = event.memoryAfter
    }

    mutating func didCallHost(_ event: HostCallEvent) {
        advance(event.cycle, event.pc, to: event.pc + 4)
        expect(event.call.rawValue == registers[17], "host call")
        for region in event.regions {
            for (index, word) in region.before.enumerated() {
                let address = region.address + UInt32(index) * 4
                expect(memory[address, default: 0] == word, "region")
                memory[address] = region.after[index]
            }
        }
        hostCalls.append(event)
    }

    private mutating func advance(_ eventCycle: UInt64, _ eventPC: UInt32, to next: UInt32) {
        expect(eventCycle == cycle, "cycle")
        expect(eventPC == pc, "pc")
        cycle += 1
        pc = next
    }

    private mutating func expect(_ holds: Bool, _ what: String) {
        if !holds { faults.append("\(what) at cycle \(cycle)") }
    }
}

@Suite struct ObserverTests {
    @Test func eventsOfProgramsReplay() throws {
        let file = try VectorFile.load("rv32-programs")
        for vector in try file["programs"].items() {
            let words =
                try vector["words"].items().map { UInt32(try $0.uint64()) } + [Assembly.ebreak]
            var data: [Program.Segment] = []
            if case .object = vector["memory"] {
                data = [
                    Program.Segment(
                        address: UInt32(try vector["memory"]["address"].uint64()),
                        bytes: try vector["memory"]["bytes"].bytes())
                ]
            }
            let program = try Program(
                code: words, at: UInt32(try vector["pc"].uint64()), data: data)
            var machine = try Executor(program, limits: smallLimits)
            var replay = Replay(program)
            if case .object(let values) = vector["registers"] {
                for (name, value) in values {
                    let index = try #require(UInt8(name.dropFirst()))
                    machine.setRegister(index, to: UInt32(try value.uint64()))
                    replay.registers[Int(index)] = machine.register(index)
                }
            }
            _ = machine.run(observer: &replay)
            #expect(replay.faults == [])
            #expect(replay.cycle == machine.cycleCount)
            #expect(try replay.cycle == vector["instructionsExecuted"].uint64())
        }
    }

    @Test func eventsOfRandomProgramsReplay() throws {
        for seed in UInt64(0)..<50 {
            var generator = SeededGenerator(seed: seed)
            let words = RandomProgram.words(&generator)
            let program = try Program(words: words, data: generator.bytes(256))
            var plain = try Executor(program, limits: smallLimits)
            var observed = try Executor(program, limits: smallLimits)
            var replay = Replay(program)
            let outcome = plain.run()
            #expect(observed.run(observer: &replay) == outcome)
            #expect(replay.faults == [], "seed \(seed)")
            #expect(observed.cycleCount == plain.cycleCount)
            #expect(replay.cycle == plain.cycleCount)
            for register in UInt8(0)..<32 {
                #expect(observed.register(register) == plain.register(register))
                #expect(replay.registers[Int(register)] == plain.register(register))
            }
        }
    }

    @Test func aHostCallShowsItsRegions() throws {
        let words =
            Assembly.call(1, Place.data, 2) + Assembly.call(4, Place.data) + Assembly.call(0)
        let program = try Program(words: words, data: [1, 0, 0, 0, 2])
        var machine = try Executor(
            program, input: WordStream(words: [5, 6]), limits: smallLimits,
            precompiles: RiscvMachine.precompiles)
        var replay = Replay(program)
        #expect(machine.run(observer: &replay) == .exited(code: 0))
        #expect(replay.faults == [])
        #expect(replay.hostCalls.map(\.call) == [.readInput, .poseidon2Width8, .exit])
        let read = try #require(replay.hostCalls.first?.regions.first)
        #expect(read.before == [1, 2])
        #expect(read.after == [5, 6])
    }

    @Test func aTrappedInstructionIsNoEvent() throws {
        let program = try Program(words: [Assembly.nop, Assembly.load(2, 7, 0, 0)])
        var machine = try Executor(program, limits: smallLimits)
        var replay = Replay(program)
        #expect(
            machine.run(observer: &replay)
                == .trapped(.outsideMemory(pc: Place.code + 4, address: 0)))
        #expect(replay.cycle == 1)
    }
}
