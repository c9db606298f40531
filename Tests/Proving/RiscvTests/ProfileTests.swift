import Riscv
import RiscvPrograms
import Testing

@Suite struct ProfileTests {
    /// `main` calls `leaf` three times; `leaf` has two instructions.
    func program() throws -> Program {
        let leaf = Place.code + 0x40
        var words = [
            Assembly.addi(5, 0, 3), Assembly.jal(1, by: 0x3c), Assembly.addi(5, 5, -1),
            // bne x5, x0, -8
            0xfe02_9ce3,
        ]
        words += Assembly.call(0)
        words += Array(repeating: Assembly.nop, count: 16 - words.count)
        words += [Assembly.addi(6, 6, 1), Assembly.jalr(0, 1, 0)]
        return try Program(
            code: words, at: Place.code,
            symbols: SymbolTable([
                Symbol(name: "leaf", address: leaf, byteCount: 8, isFunction: true),
                Symbol(name: "main", address: Place.code, byteCount: 16, isFunction: true),
                Symbol(name: "table", address: leaf, byteCount: 4, isFunction: false),
            ]))
    }

    @Test func cyclesBelongToTheirFunctions() throws {
        let (execution, profile) = try program().profile(limits: smallLimits)
        #expect(execution.isSuccess)
        #expect(profile.cycleCount == execution.cycleCount)
        #expect(profile.entries.map(\.name) == ["main", "", "leaf"])
        #expect(profile.entries.map(\.cycleCount) == [10, 7, 6])
        #expect(profile.entries.map(\.entryCount) == [1, 0, 3])
        #expect(profile.hostCalls.map(\.call) == [.exit])
        #expect(profile.hostCalls.map(\.count) == [1])
    }

    /// Regions nest, count from mark to mark, and leave no trace in the log.
    @Test func cyclesBelongToTheirRegions() throws {
        let mark = HostCall.regionMark
        let (outer, inner) = (Place.data, Place.data + 5)
        let words: [UInt32] =
            Assembly.call(3, outer, mark | 5)
            + Assembly.call(3, inner, mark | 5) + [Assembly.nop] + Assembly.call(3, 0, mark)
            + Assembly.call(3, inner, mark | 5) + Assembly.call(3, 0, mark)
            + Assembly.call(3, 0, mark)
            // An end without a beginning, a line of the log, and a region that never ends.
            + Assembly.call(3, 0, mark) + Assembly.call(3, outer, 5)
            + Assembly.call(3, outer, mark | 5) + Assembly.call(0)
        let program = try Program(words: words, data: Array("outerinner".utf8))
        let (execution, profile) = try program.profile(limits: smallLimits)
        #expect(execution.isSuccess && execution.log == Array("outer".utf8))
        // A call has seven instructions; its mark is at the last.
        #expect(
            profile.regions.map { [$0.name, "\($0.cycleCount)", "\($0.count)"] }
                == [["outer", "36", "1"], ["inner", "15", "2"]])
        let plain = try program.execute(limits: smallLimits)
        #expect(plain == execution)
    }

    @Test func addressesFindTheirFunctions() throws {
        let symbols = try program().symbols
        #expect(symbols.function(containing: Place.code)?.name == "main")
        #expect(symbols.function(containing: Place.code + 15)?.name == "main")
        #expect(symbols.function(containing: Place.code + 16) == nil)
        #expect(symbols.function(containing: Place.code - 1) == nil)
        #expect(symbols.function(containing: Place.code + 0x44)?.name == "leaf")
        #expect(symbols.function(containing: .max) == nil)
        #expect(symbols.symbol(named: "table")?.address == Place.code + 0x40)
        #expect(symbols.symbol(named: "none") == nil)
    }
}
