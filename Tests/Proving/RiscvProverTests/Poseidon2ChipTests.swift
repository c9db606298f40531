import Constraints
import Fields
import Hashing
import Parallel
import Polynomials
import Riscv
import RiscvCircuits
import RiscvPrograms
import RiscvProver
import TestSupport
import Testing

/// What the tests need of a width besides its chip.
protocol TestedWidth: Poseidon2Call {
    static var vectors: String { get }
    static func result(_ input: [Goldilocks]) -> [Goldilocks]
}

extension Poseidon2Width8: TestedWidth {
    static var vectors: String { "plonky3-t8" }
    static func result(_ input: [Goldilocks]) -> [Goldilocks] {
        var state = InlineArray<8, Goldilocks> { input[$0] }
        Poseidon2.permuteAddingInput(&state)
        return (0..<8).map { state[$0] }
    }
}

extension Poseidon2Width12: TestedWidth {
    static var vectors: String { "plonky3-t12" }
    static func result(_ input: [Goldilocks]) -> [Goldilocks] {
        var state = InlineArray<12, Goldilocks> { input[$0] }
        Poseidon2.permute(&state)
        return (0..<12).map { state[$0] }
    }
}

/// The same laws for both widths.
struct Poseidon2Battery<Width: TestedWidth> {
    typealias Tested = SingleChip<Poseidon2Chip>
    typealias Column = Poseidon2Chip.Column

    /// Integers at which residues and words have their borders.
    private let edges: [UInt64] = [
        0, 1, UInt64(UInt32.max), 1 << 32, Goldilocks.modulus - 2, Goldilocks.modulus - 1,
        Goldilocks.modulus, Goldilocks.modulus + 1, .max,
    ]

    /// A call on any 64-bit integers, with random words to add unless they are given.
    func call(
        _ input: [UInt64], adding given: [UInt32]? = nil, clock: UInt32 = 1 << 20,
        at address: UInt32 = 0x2_0000
    ) -> HostCallRecord {
        let random = self.random(UInt64(clock)).map { UInt32(truncatingIfNeeded: $0) }
        let addends = given ?? Array(random.prefix(Width.addendCount))
        var sums = input.map { Goldilocks(reducing: $0) }
        for index in addends.indices { sums[index] += Goldilocks(addends[index]) }
        let output = Width.result(sums).map(\.value)
        let second: UInt32 = Width.addendCount > 0 ? address + 0x1000 : 77
        return HostCallRecord(
            clock: clock, argument0: address, argument1: second,
            accesses: HostCallScene.accesses(
                at: second, before: addends, after: addends, clock: clock)
                + HostCallScene.accesses(
                    at: address, before: input.flatMap(words), after: output.flatMap(words),
                    clock: clock))
    }

    /// The tick of each access of a call.
    func tick(_ index: Int) -> UInt32 {
        index < Width.addendCount ? Clock.hostRead : Clock.hostWrite
    }

    private func words(_ value: UInt64) -> [UInt32] {
        [UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32)]
    }

    func random(_ seed: UInt64) -> [UInt64] {
        var source = SeededGenerator(seed: seed)
        return (0..<Width.count).map { _ in source.next() }
    }

    func trace(_ calls: [HostCallRecord]) throws -> Matrix {
        let traces = try HostCallScene.traces { $0.calls[Width.precompile.call] = calls }
        return try #require(traces[Part.poseidon2.rawValue])
    }

    func traffic(_ calls: [HostCallRecord]) -> Set<[UInt64]> {
        calls.reduce(into: []) { result, call in
            result.formUnion(
                HostCallScene.traffic(Width.precompile.call.rawValue, call, time: tick))
        }
    }

    func showsKnownAnswers() throws {
        let instances = try VectorFile.load("poseidon2-goldilocks")["instances"]
        for answer in try instances.item(named: Width.vectors)["knownAnswers"].items() {
            let input = try answer["input"].items().map { try $0.uint64() }
            let call = call(input, adding: [UInt32](repeating: 0, count: Width.addendCount))
            let permuted = try answer["output"].items().map { try $0.uint64() }
            let output = zip(input, permuted).map { input, output in
                let sum = Goldilocks(reducing: output) + Goldilocks(reducing: input)
                return Width.addsInput ? sum.value : output
            }
            #expect(
                call.accesses.dropFirst(Width.addendCount).map(\.after) == output.flatMap(words))
            #expect(Tested.accepts(try trace([call]), moving: traffic([call])))
        }
    }

    func showsRandomAndEdgeInputs() throws {
        var inputs = edges.map { [UInt64](repeating: $0, count: Width.count) }
        inputs.append((0..<Width.count).map { edges[$0 % edges.count] })
        inputs += (1...20).map(random)
        // The same state by another residue.
        inputs.append(inputs[9].map { Goldilocks(reducing: $0).value })
        let calls = inputs.enumerated().map { index, input in
            call(
                input,
                adding: index < edges.count
                    ? [UInt32](repeating: .max, count: Width.addendCount) : nil,
                clock: 1 << 16 + UInt32(index) * 8, at: 0x2_0000 + UInt32(index) * 256)
        }
        let trace = try trace(calls)
        #expect(trace.height == 128)
        #expect(Tested.accepts(trace, moving: traffic(calls)))
    }

    func refusesWrongWords() throws {
        let honest = call(random(5))
        for index in 0..<Width.addendCount {
            var wrong = honest
            wrong.accesses[index].before ^= 1 << UInt32(index * 5 % 32)
            wrong.accesses[index].after = wrong.accesses[index].before
            #expect(Set(Tested.failures(try trace([wrong]))) == ["state after full rounds"])
        }
        let count = 2 * Width.count
        for place in 0..<count {
            let word = Width.addendCount + place
            var wrong = honest
            wrong.accesses[word].after ^= 1 << UInt32(word * 5 % 32)
            #expect(Set(Tested.failures(try trace([wrong]))) == ["state after full rounds"])
            wrong = honest
            wrong.accesses[word].before ^= 1 << UInt32(word * 5 % 32)
            #expect(Set(Tested.failures(try trace([wrong]))) == ["state after full rounds"])
            var swapped = honest
            let other = Width.addendCount + (place + 2) % count
            swapped.accesses[word].after = honest.accesses[other].after
            swapped.accesses[other].after = honest.accesses[word].after
            #expect(Set(Tested.failures(try trace([swapped]))) == ["state after full rounds"])
        }
    }

    /// The canonical form is below p; a residue below 2^32 - 1 has another, plus p.
    ///
    /// Where the input is added, no input is known for a result, so the words are wrong as well.
    func refusesResultsThatAreNotCanonical() throws {
        guard !Width.addsInput else {
            for index in 0..<Width.count {
                var wrong = call(random(9))
                let low = Width.addendCount + 2 * index
                wrong.accesses[low].after = 1
                wrong.accesses[low + 1].after = .max
                let failures = Set(Tested.failures(try trace([wrong])))
                #expect(failures == ["result is canonical", "state after full rounds"])
            }
            return
        }
        let inverse = try InversePoseidon2(
            try VectorFile.load("poseidon2-goldilocks")["instances"].item(named: Width.vectors))
        let zeros = [UInt32](repeating: 0, count: Width.addendCount)
        for index in 0..<Width.count {
            let lowWord = Width.addendCount + 2 * index
            for small in [0, 1, UInt64(UInt32.max) - 1] {
                let honest = call(input(small, at: index, inverse), adding: zeros)
                #expect(honest.accesses[lowWord].after == UInt32(small))
                #expect(Tested.accepts(try trace([honest]), moving: traffic([honest])))
                var wrong = honest
                let (low, high) = (words(small &+ Goldilocks.modulus)[0], UInt32.max)
                wrong.accesses[lowWord].after = low
                wrong.accesses[lowWord + 1].after = high
                #expect(Tested.failures(try trace([wrong])) == ["result is canonical"])
            }
            // p - 1 has the highest upper word and is canonical.
            let honest = call(input(Goldilocks.modulus - 1, at: index, inverse), adding: zeros)
            #expect(honest.accesses[lowWord + 1].after == .max)
            #expect(Tested.accepts(try trace([honest]), moving: traffic([honest])))
        }
    }

    /// An input whose permutation has a value at a place.
    private func input(
        _ value: UInt64, at index: Int, _ inverse: InversePoseidon2
    ) -> [UInt64] {
        var output = random(9).map { Goldilocks(reducing: $0) }
        output[index] = Goldilocks(reducing: value)
        return inverse.apply(output).map(\.value)
    }

    func refusesWrongOperationsAndCells() throws {
        let honest = call(random(6))
        let trace = try trace([honest])
        for number in 0..<8 as Range<UInt32> where number != Width.precompile.call.rawValue {
            let other = HostCallScene.traffic(number, honest, time: tick)
            #expect(!Tested.accepts(trace, moving: other))
        }
        for change in [
            { $0.argument0 += 4 }, { $0.argument1 += 1 }, { $0.clock += 8 },
            { $0.accesses[3].cell += 1 }, { $0.accesses[3].previousTime += 1 },
            { $0.argument0 += 1 },
        ] as [(inout HostCallRecord) -> Void] {
            var other = honest
            change(&other)
            #expect(!Tested.accepts(trace, moving: traffic([other])))
        }
        // An address that is no multiple of four gives cells that are no address over four.
        for offset in 1...3 as ClosedRange<UInt32> {
            var wrong = honest
            wrong.argument0 += offset
            wrong.argument1 += offset
            let accepted = try #require(Tested.accepted(try self.trace([wrong])))
            let memory = accepted.traffic.filter { $0[0] == UInt64(MachineBus.memory.number) }
            #expect(memory.count == 4 * Width.count + 2 * Width.addendCount)
            #expect(memory.allSatisfy { $0[1] > 1 << 61 })
        }
        // An access that is not later than the one before.
        var late = honest
        late.accesses[1].previousTime = late.clock + Clock.hostWrite
        let accepted = try #require(Tested.accepted(try self.trace([late])))
        #expect(accepted.traffic != traffic([late]))
        // Accesses that are missing.
        late = honest
        late.accesses.removeLast()
        #expect(!Tested.accepts(try self.trace([late]), moving: traffic([late])))
    }

    /// Changes a trace of two calls and gives the names of the constraints that then fail.
    private func failures(_ change: (inout Matrix) -> Void) throws -> Set<String> {
        var trace = try trace([call(random(21)), call(random(22), clock: 1 << 21)])
        change(&trace)
        return Set(Tested.failures(trace))
    }

    private func rows(_ rows: [Int], of trace: Matrix) -> Matrix {
        Matrix(width: trace.width, elements: rows.flatMap { Array(trace.row($0)) })
    }

    /// A permutation has its four rows in their order, from the first row of the trace to the last.
    func refusesOtherOrdersOfRows() throws {
        #expect(try failures { _ in }.isEmpty)
        let orders: [([Int], String)] = [
            ([0, 1, 2, 3, 4, 5, 7, 6], "rows follow one another"),
            ([0, 1, 3, 4, 5, 6, 7, 7], "rows follow one another"),
            ([1, 2, 3, 4, 5, 6, 7, 0], "first row is no later row"),
            ([4, 5, 6, 7, 0, 1, 2, 2], "last row ends a permutation"),
        ]
        for (order, name) in orders {
            #expect(try failures { $0 = rows(order, of: $0) }.contains(name))
        }
        // Rounds 0 to 3 of one call with the others of another.
        let mixed = [
            [0, 1, 6, 7, 4, 5, 2, 3], [0, 5, 6, 7, 4, 1, 2, 3], [0, 1, 2, 7, 4, 5, 6, 3],
        ]
        for order in mixed {
            #expect(try failures { $0 = rows(order, of: $0) }.contains("rows are of one call"))
        }
        // Two rows in one, and a flag that is no bit.
        #expect(
            try failures { $0[5, Column.isRow(0, of: Width.self).rawValue] = .one }
                .contains("row is one of eight or padding"))
        let two = Goldilocks(2)
        #expect(
            try failures { trace in
                for row in 0..<4 { trace[row, Column.isRow(row, of: Width.self).rawValue] = two }
            }.isSuperset(of: ["row 0 is a bit", "row is one of eight or padding"]))
    }

    /// A row that goes on with the other width, or is of both, or of the other width alone.
    func refusesRowsOfTheOtherWidth() throws {
        let other = Width.count == 8 ? 4 : 0
        func move(_ rows: Range<Int>, _ trace: inout Matrix) {
            for row in rows {
                let own = Column.isRow(row % 4, of: Width.self).rawValue
                trace[row, own] = .zero
                trace[row, other + row % 4] = .one
            }
        }
        for row in 1..<4 {
            #expect(try failures { move(row..<4, &$0) }.contains("rows follow one another"))
            #expect(
                try failures { $0[4 + row, other + row] = .one }
                    .isSuperset(of: ["rows follow one another", "row is one of eight or padding"]))
        }
        let names = try failures { move(4..<8, &$0) }
        #expect(!names.contains("rows follow one another"))
        #expect(names.isSuperset(of: ["state after full rounds", "input"]))
    }

    /// Words to add where there are none.
    func refusesOtherAddends() throws {
        for row in 0..<4 {
            for element in 0..<Poseidon2Chip.elementCount
            where Width.addendCount == 0 || Poseidon2Chip.elementCount * row + element >= 8 {
                let column = Column.addend(element).rawValue
                #expect(
                    try failures { $0[4 + row, column] = .one }.contains("no word to add"))
            }
        }
    }

    /// The same input and output, but the state changed on its way from row to row.
    func refusesBrokenLinks() throws {
        let links: [(row: Int, column: Column, names: Set<String>)] =
            [
                (0, .start(1), ["state after partial rounds"]),
                (1, .start(1), ["state after full rounds"]),
                (2, .start(1), ["input"]),
                (3, .start(1), ["state after full rounds"]),
                (0, .partialStart(1), ["partial rounds follow one another"]),
                (3, .partialStart(1), ["state after full rounds"]),
                (1, .passedInput(0), ["input of row 0", "input"]),
                (2, .passedInput(0), ["input of row 3", "input"]),
                (1, .passedOutput(0), ["output of row 0", "state after full rounds"]),
                (2, .passedOutput(0), ["output of row 3", "state after full rounds"]),
                (2, .partialInput(3), ["element before a partial round", "cube"]),
            ] + (Width.count == 8 ? narrowLinks : [])
        for link in links {
            let names = try failures { $0[4 + link.row, link.column.rawValue] += .one }
            #expect(names.isSuperset(of: link.names))
        }
    }

    /// What a state of width 8 has behind its eight elements.
    private var narrowLinks: [(row: Int, column: Column, names: Set<String>)] {
        (0..<4).flatMap { row in
            (0..<4).flatMap { place -> [(row: Int, column: Column, names: Set<String>)] in
                [
                    (row, .start(8 + place), ["narrow state", "cube"]),
                    (row, .surplus(place), ["state after full rounds"]),
                ]
            }
        }
    }

    func countsLookups() throws {
        let calls = [call(random(7)), call(random(8), clock: 1 << 25)]
        let traces = try HostCallScene.traces { $0.calls[Width.precompile.call] = calls }
        let trace = try #require(traces[Part.poseidon2.rawValue])
        let tables = try #require(traces[Part.tables.rawValue])
        let counts = Tested.lookups16(trace)
        #expect(counts.values.reduce(0, +) == 2 * (8 * Width.count + 2 * Width.addendCount))
        for value in 0..<tables.height {
            let column = TableChip.Column.count16.rawValue
            #expect(tables[value, column].value == UInt64(counts[UInt64(value), default: 0]))
        }
    }
}

@Suite struct Poseidon2ChipTests {
    private let battery8 = Poseidon2Battery<Poseidon2Width8>()
    private let battery12 = Poseidon2Battery<Poseidon2Width12>()

    @Test func showsKnownAnswers() throws {
        try battery8.showsKnownAnswers()
        try battery12.showsKnownAnswers()
    }

    @Test func showsRandomAndEdgeInputs() throws {
        try battery8.showsRandomAndEdgeInputs()
        try battery12.showsRandomAndEdgeInputs()
    }

    @Test func refusesWrongWords() throws {
        try battery8.refusesWrongWords()
        try battery12.refusesWrongWords()
    }

    @Test func refusesResultsThatAreNotCanonical() throws {
        try battery8.refusesResultsThatAreNotCanonical()
        try battery12.refusesResultsThatAreNotCanonical()
    }

    @Test func refusesWrongOperationsAndCells() throws {
        try battery8.refusesWrongOperationsAndCells()
        try battery12.refusesWrongOperationsAndCells()
    }

    @Test func refusesOtherOrdersOfRows() throws {
        try battery8.refusesOtherOrdersOfRows()
        try battery12.refusesOtherOrdersOfRows()
    }

    @Test func refusesRowsOfTheOtherWidth() throws {
        try battery8.refusesRowsOfTheOtherWidth()
        try battery12.refusesRowsOfTheOtherWidth()
    }

    /// Calls of both widths in one table, each with the traffic that it has alone.
    @Test func showsBothWidthsTogether() throws {
        let narrow = battery8.call(battery8.random(31), clock: 1 << 17)
        let wide = battery12.call(battery12.random(32), clock: 1 << 18, at: 0x3_0000)
        let traces = try HostCallScene.traces {
            $0.calls[.poseidon2Width8] = [narrow]
            $0.calls[.poseidon2Width12] = [
                wide, battery12.call(battery12.random(33), at: 0x4_0000),
            ]
        }
        let trace = try #require(traces[Part.poseidon2.rawValue])
        #expect(trace.height == 16)
        let third = battery12.traffic([battery12.call(battery12.random(33), at: 0x4_0000)])
        #expect(
            SingleChip<Poseidon2Chip>.accepts(
                trace,
                moving: battery8.traffic([narrow]).union(battery12.traffic([wide])).union(third)))
    }

    @Test func refusesOtherAddends() throws {
        try battery8.refusesOtherAddends()
        try battery12.refusesOtherAddends()
    }

    @Test func refusesBrokenLinks() throws {
        try battery8.refusesBrokenLinks()
        try battery12.refusesBrokenLinks()
    }

    @Test func countsLookups() throws {
        try battery8.countsLookups()
        try battery12.countsLookups()
    }

    @Test func elementsAreTwoWords() {
        #expect(Poseidon2Width8.precompile.wordCount == 2 * Poseidon2Width8.count)
        #expect(Poseidon2Width12.precompile.wordCount == 8 + 2 * Poseidon2Width12.count)
    }
}
