import Riscv
import RiscvPrograms
import TestSupport
import Testing

/// The instruction and program vectors that an independent model and qemu agree on.
@Suite struct VectorTests {
    let file: VectorFile

    init() throws {
        file = try VectorFile.load("rv32-programs")
    }

    @Test func executesEveryInstructionVector() throws {
        let vectors = try file["vectors"].items()
        #expect(vectors.count == 148)
        for vector in vectors {
            let name = try vector["name"].string()
            let pc = try vector["pc"].word()
            // The instruction stands among others, so that every target is inside the code.
            var words = Array(repeating: Assembly.nop, count: 0x4000)
            words[Int((pc - Place.code) / 4)] = try vector["encoding"].word()
            let program = try Program(
                code: words, at: Place.code, entry: pc, data: try segments(vector["memory"]))
            var machine = try Executor(program, limits: smallLimits)
            try load(vector["registers"], into: &machine)
            var observer = NoObserver()
            let outcome = machine.run(observer: &observer, cycleBound: 1)
            #expect(outcome == .cycleLimitReached, "\(name)")
            let expected = vector["expected"]
            let next = try expected["nextPc"].word()
            #expect(machine.pc == next, "\(name)")
            if case .string(let register) = expected["rd"] {
                let value = machine.register(try index(register))
                #expect(try value == expected["rdValue"].word(), "\(name)")
            }
            try check(expected["memory"], in: &machine, name)
        }
    }

    @Test func refusesEveryIllegalVector() throws {
        let vectors = try file["illegal"].items()
        #expect(vectors.count == 10)
        for vector in vectors {
            let word = try vector["encoding"].word()
            let execution = try Program(words: [Assembly.nop, word]).execute(limits: smallLimits)
            let trap = Trap.illegalInstruction(pc: Place.code + 4, word: word)
            #expect(execution.outcome == .trapped(trap))
            #expect(execution.cycleCount == 1)
        }
    }

    @Test func executesEveryProgramVector() throws {
        let vectors = try file["programs"].items()
        #expect(vectors.count == 8)
        for vector in vectors {
            let name = try vector["name"].string()
            // One word more, so that a jump behind the last word is inside the code.
            let words = try vector["words"].items().map { try $0.word() } + [Assembly.ebreak]
            let program = try Program(
                code: words, at: try vector["pc"].word(), data: try segments(vector["memory"]))
            var machine = try Executor(program, limits: smallLimits)
            try load(vector["registers"], into: &machine)
            let end = try vector["endPc"].word()
            #expect(machine.run() == .trapped(.breakpoint(pc: end)), "\(name)")
            let count = try vector["instructionsExecuted"].uint64()
            #expect(machine.cycleCount == count, "\(name)")
            let expected = vector["expectedRegisters"]
            for register in UInt8(1)..<32 {
                let key = "x\(register)"
                var value: UInt32 = 0
                if case .string = expected[key] { value = try expected[key].word() }
                #expect(machine.register(register) == value, "\(name) \(key)")
            }
            try check(vector["expectedMemory"], in: &machine, name)
        }
    }

    private func segments(_ memory: VectorFile) throws -> [Program.Segment] {
        guard case .object = memory else { return [] }
        return [
            Program.Segment(
                address: try memory["address"].word(), bytes: try memory["bytes"].bytes())
        ]
    }

    private func load(_ registers: VectorFile, into machine: inout Executor) throws {
        guard case .object(let values) = registers else { return }
        for (name, value) in values {
            machine.setRegister(try index(name), to: try value.word())
        }
    }

    private func index(_ name: String) throws -> UInt8 {
        try #require(UInt8(name.dropFirst()))
    }

    private func check(
        _ memory: VectorFile, in machine: inout Executor, _ name: String
    ) throws {
        guard case .object = memory else { return }
        let bytes = try memory["bytes"].bytes()
        let found = machine.memoryBytes(at: try memory["address"].word(), count: bytes.count)
        #expect(found == bytes, "\(name)")
    }
}

extension VectorFile {
    fileprivate func word() throws -> UInt32 {
        try #require(UInt32(exactly: try uint64()))
    }
}
