import Constraints
import Fields
import Polynomials
import Riscv
import RiscvCircuits
import RiscvPrograms
import RiscvProver
import Testing

/// Host calls 1 and 2: words read and written, and their order.
@Suite struct WordTransferTests {
    private typealias Input = InputChip.Column
    private typealias Output = OutputChip.Column

    /// Reads 3 words and 1 over the last of them, writes 2 and 3, and moves no words in between.
    private static let words =
        Assembly.call(1, Place.data, 3) + Assembly.call(1, 3, 0)
        + Assembly.call(1, Place.data + 8, 1) + Assembly.call(2, Place.data + 4, 2)
        + Assembly.call(2, 0, 0) + Assembly.call(2, Place.data, 3) + Assembly.call(0)
    private static let input: [UInt32] = [7, 0xffff_ffff, 9, 10]
    private static let output: [UInt32] = [0xffff_ffff, 10, 7, 0xffff_ffff, 10]

    private func scene() throws -> MachineScene {
        try MachineScene(Self.words, input: Self.input)
    }

    @Test func honestRunsBalance() throws {
        let scene = try scene()
        #expect(scene.faults.isEmpty)
        #expect(scene.statement.messages.map { $0.tuple[1] } == Self.output.map { Goldilocks($0) })
        // Three calls each, 4 and 5 words.
        #expect(scene.height(.input) == 8 && scene.height(.output) == 8)
    }

    @Test func runsWithoutTransfersLeaveTheChipsOut() throws {
        let scene = try MachineScene(Assembly.call(0, 3))
        #expect(scene.faults.isEmpty)
        #expect(scene.main[Part.input.rawValue] == nil)
        #expect(scene.main[Part.output.rawValue] == nil)
    }

    @Test func refusesOtherOutput() throws {
        let honest = try scene()
        func faults(_ change: (inout [BusMessage]) -> Void) -> Set<String> {
            var scene = honest
            change(&scene.statement.messages)
            return scene.faults
        }
        #expect(faults { $0[1].tuple[1] += .one } == ["bus 8"])
        #expect(faults { $0[1].tuple[0] += .one } == ["bus 8"])
        #expect(faults { $0.removeLast() } == ["bus 8"])
        #expect(faults { $0.append($0[0]) } == ["bus 8"])
        #expect(
            faults {
                let first = $0[0].tuple[1]
                $0[0].tuple[1] = $0[1].tuple[1]
                $0[1].tuple[1] = first
            } == ["bus 8"])
        #expect(faults { $0[0].side = .send } == ["bus 8"])
        #expect(faults { $0[0].bus = MachineBus.memory }.contains("message"))
    }

    @Test func refusesAnotherExitCode() throws {
        var scene = try scene()
        scene.statement.publicValues[Part.processor.rawValue][1] = .one
        #expect(scene.faults == ["exit code"])
    }

    /// The calls of the output chip in another order, everything else made to fit.
    @Test func refusesCallsOutOfOrder() throws {
        var scene = try scene()
        let part = Part.output.rawValue
        let honest = try #require(scene.main[part])
        // Rows 0...2 are the first call, 3 the second without words, 4...7 the third.
        let order = [4, 5, 6, 7, 3, 0, 1, 2]
        var position: UInt32 = 0
        var previousClock = Goldilocks.zero
        for (place, row) in order.enumerated() {
            for column in 0..<honest.width {
                scene.main[part]?[place, column] = honest[row, column]
            }
            scene[.output, place, Output.position] = Goldilocks(position)
            if honest[row, Output.isWord.rawValue] == .one { position += 1 }
            guard honest[row, Output.isCall.rawValue] == .one else { continue }
            let clock = honest[row, Output.clock.rawValue]
            if place > 0 {
                scene[.output, place, Output.gapLow] = clock - previousClock - .one
                scene[.output, place, Output.gapHigh] = .zero
            }
            previousClock = clock
        }
        let permuted = [2, 3, 4, 0, 1].map { Goldilocks(Self.output[$0]) }
        for (index, word) in permuted.enumerated() {
            scene.statement.messages[index].tuple[1] = word
        }
        // Constraints and all other buses hold, but the differences of clocks are no words.
        #expect(scene.faults == ["bus 4"])
        #expect(
            scene.openTuples(MachineBus.range).contains { $0[1] > Goldilocks.modulus - 1000 })
    }

    @Test func inputMustBeWords() throws {
        var scene = try MachineScene(
            Assembly.call(1, Place.data, 1) + Assembly.call(0), input: [5])
        // 2^32 + 5, with the end of memory to match.
        scene[.input, 1, Input.high] = Goldilocks(1 << 16)
        let word = try scene.row(
            .zeroMemory, ZeroMemoryChip.Column.word, is: Goldilocks(Place.data / 4))
        scene[.zeroMemory, word, ZeroMemoryChip.Column.final] += Goldilocks(reducing: 1 << 32)
        #expect(scene.faults == ["bus 4"])
    }

    @Test func inputMayBeAnyWord() throws {
        var scene = try MachineScene(
            Assembly.call(1, Place.data, 1) + Assembly.call(0), input: [5])
        scene[.input, 1, Input.low] = Goldilocks(6)
        let word = try scene.row(
            .zeroMemory, ZeroMemoryChip.Column.word, is: Goldilocks(Place.data / 4))
        scene[.zeroMemory, word, ZeroMemoryChip.Column.final] = Goldilocks(6)
        // Only the counts of the table differ.
        scene[.tables, 5, TableChip.Column.count16] -= .one
        scene[.tables, 6, TableChip.Column.count16] += .one
        #expect(scene.faults.isEmpty)
    }

    /// A call that ends before its words, begins with a word, or goes on behind them.
    @Test func refusesOtherCounts() throws {
        var early = try scene()
        early[.output, 1, Output.remaining] = .zero
        early[.output, 2, Output.isWord] = .zero
        #expect(early.faults.isSuperset(of: ["words count down", "padding is the end"]))
        var short = try MachineScene(
            Assembly.call(2, Place.data, 1) + Assembly.call(0))
        short[.output, 1, Output.isWord] = .zero
        #expect(short.faults.contains("all words come"))
        var last = try MachineScene(Assembly.call(2, Place.data, 1) + Assembly.call(0))
        last[.output, 1, Output.remaining] = .one
        #expect(last.faults.isSuperset(of: ["words count down", "last words come"]))
        var first = try scene()
        first[.output, 0, Output.isCall] = .zero
        first[.output, 0, Output.isWord] = .one
        #expect(first.faults.contains("first row is no word"))
        var both = try scene()
        both[.output, 1, Output.isCall] = .one
        #expect(both.faults.contains("row is a call, a word or padding"))
        var position = try scene()
        position[.output, 0, Output.position] = .one
        #expect(position.faults.isSuperset(of: ["first position", "positions count words"]))
    }

    /// An address that is no multiple of four has no cell: its quotient by four is out of reach.
    @Test func unalignedAddressesHaveNoCell() {
        let quarter = Goldilocks(4).inverseOrZero
        for address in [1, 2, 3, 0x1_0002, 0xffff_ffff] as [UInt32] {
            let cell = Goldilocks(address) * quarter
            var trace = Matrix(zeros: 2, width: OutputChip.shape.mainWidth)
            for row in 0..<2 {
                trace[row, Output.clock.rawValue] = Goldilocks(8)
                trace[row, Output.cell.rawValue] = row == 0 ? cell - .one : cell
                trace[row, Output.remaining.rawValue] = Goldilocks(1 - UInt32(row))
            }
            trace[0, Output.isCall.rawValue] = .one
            trace[1, Output.isWord.rawValue] = .one
            #expect(SingleChip<OutputChip>.failures(trace).isEmpty)
            let traffic = SingleChip<OutputChip>.traffic(trace)
            let call = traffic.first { $0.bus == MachineBus.operation.number }
            #expect(call?.tuple[3] == UInt64(address))
            let cells = traffic.filter { $0.bus == MachineBus.memory.number }.map { $0.tuple[0] }
            #expect(cells.count == 2)
            #expect(cells.allSatisfy { $0 > MachineBus.registerBase << 20 })
        }
    }

    /// Each cell of each row changed: of a call only columns of an access may be anything, of
    /// padding all but the flags, and input is free while memory agrees.
    @Test func everyCellOfInputMatters() throws {
        let trace = try #require(try scene().main[Part.input.rawValue])
        var mutation = Mutation<InputChip>(trace)
        let report = mutation.report(rows: 0..<trace.height, seed: 5)
        #expect(report.noticedColumns == Set(Input.allCases.map(\.rawValue)))
        let accessed = Set([Input.before, .low, .high, .gapLow, .gapHigh].map(\.rawValue))
        for mutant in report.unnoticed {
            let isCall = trace[mutant.row, Input.isCall.rawValue] == .one
            #expect(mutant.isPadding || isCall && accessed.contains(mutant.column))
            #expect(mutant.column < Input.isCall.rawValue)
        }
    }

    /// Each cell of output changed; a word of it changes only with memory or a call.
    @Test func everyCellOfOutputMatters() throws {
        let trace = try #require(try scene().main[Part.output.rawValue])
        var mutation = Mutation<OutputChip>(trace)
        let report = mutation.report(rows: 0..<trace.height, seed: 6) { change in
            func has(_ bus: Bus) -> Bool { change.keys.contains { $0[0] == UInt64(bus.number) } }
            return has(MachineBus.output) && !has(MachineBus.memory) && !has(MachineBus.operation)
        }
        #expect(report.holes.isEmpty)
        #expect(report.noticedColumns == Set(Output.allCases.map(\.rawValue)))
        for mutant in report.unnoticed {
            // Before the first call there is none.
            let isFirstGap = mutant.row == 0 && mutant.column >= Output.gapLow.rawValue
            #expect(mutant.column == Output.value.rawValue || isFirstGap)
            #expect(trace[mutant.row, Output.isCall.rawValue] == .one)
        }
    }
}
