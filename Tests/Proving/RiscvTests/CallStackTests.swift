import Riscv
import RiscvPrograms
import Testing

/// Where a trapped run was, and in which words it is said.
@Suite struct CallStackTests {
    private func place(_ program: Program) throws -> TrapPlace {
        try program.trapPlace(input: WordStream(), limits: smallLimits)
    }

    @Test func callsThatReturnedAreGone() throws {
        // 0: call 12; 4: call 20; 8: never; 12: return; 16: never; 20: call 28; 24: never; 28: break
        let code = try Program(
            code: [
                Assembly.jal(1, by: 12), Assembly.jal(1, by: 16), Assembly.ebreak,
                Assembly.jalr(0, 1, 0), Assembly.ebreak, Assembly.jal(5, by: 8), Assembly.ebreak,
                Assembly.ebreak,
            ], at: Place.code,
            symbols: SymbolTable([
                Symbol(name: "start", address: Place.code, byteCount: 12, isFunction: true),
                Symbol(name: "outer", address: Place.code + 20, byteCount: 8, isFunction: true),
            ]))
        let frames = try place(code).frames
        #expect(frames.map(\.address) == [28, 20, 4].map { Place.code + $0 })
        #expect(frames.map { $0.function?.name } == [nil, "outer", "start"])
    }

    @Test func compressedCallsAndTailCallsCount() throws {
        // c.jal +6 to c.j +4 (a tail call) to c.jalr x5 with x5 = 0: out of the code.
        let parcels: [UInt16] = [0x2019, 0x9002, 0x9002, 0xa011, 0x9002, 0x9282]
        let program = try Program(parcels: parcels, at: Place.code)
        let outcome = try program.execute(limits: smallLimits).outcome
        #expect(outcome == .trapped(.outsideCode(pc: 0)))
        #expect(try place(program).frames.map(\.address) == [Place.code + 10, Place.code])
    }

    @Test func deepRecursionIsBounded() throws {
        let program = try Program(words: [Assembly.jal(1, by: 0)])
        let limits = ExecutionLimits(memoryByteCount: 1 << 16, cycleCount: 100_000)
        let place = try program.trapPlace(input: WordStream(), limits: limits)
        #expect(place.frames.count == CallStack.depthLimit + 1)
    }

    @Test func trapsAreSaidInWordsWithoutNamesOfTypes() {
        let traps: [(Trap, String)] = [
            (
                .illegalInstruction(pc: 0x11_0044, word: 0xc000_1073),
                "the program stopped itself at 0x00110044: a check failed"
            ),
            (
                .illegalInstruction(pc: 0x11_0044, word: 0x7f),
                "illegal instruction 0x0000007f at 0x00110044"
            ),
            (.outsideCode(pc: 16), "jump out of the code, to 0x00000010"),
            (
                .misalignedAccess(pc: 4, address: 0xffff_fffd),
                "misaligned access to 0xfffffffd at 0x00000004"
            ),
            (
                .hostCall(pc: 8, .inputExhausted(needed: 2, available: 1)),
                "host call refused at 0x00000008: it reads 2 words of input, 1 are left"
            ),
        ]
        for (trap, text) in traps {
            #expect(trap.description == text)
            #expect(Outcome.trapped(trap).description == "trapped: " + text)
        }
    }
}
