import Bytes
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

/// The trace of compressions, and whether it is accepted.
struct Compressions {
    var trace: Matrix

    init(_ records: [HostCallRecord]) throws {
        let traces = try HostCallScene.traces { $0.calls[.sha256Compress] = records }
        trace = try #require(traces[Part.sha256.rawValue])
    }

    /// The names of constraints that fail, and the tuples that do not cancel but true lookups.
    var faults: (constraints: Set<String>, traffic: Set<[UInt64]>) {
        let traffic = SingleChip<SHA256Chip>.traffic(trace).map { [UInt64($0.bus)] + $0.tuple }
        return (
            Set(SingleChip<SHA256Chip>.failures(trace)),
            Set(traffic.filter { FixedTables.contain($0) != true })
        )
    }

    /// Whether nothing refuses traces that should move what the calls do.
    func areAccepted(as records: [HostCallRecord]) -> Bool {
        let faults = faults
        return faults.constraints.isEmpty && faults.traffic == Self.traffic(records)
    }

    static func traffic(_ records: [HostCallRecord], number: UInt32 = 6) -> Set<[UInt64]> {
        records.reduce(into: []) { result, record in
            result.formUnion(
                HostCallScene.traffic(number, record) {
                    $0 < 8
                        ? SHA256Ticks.readState
                        : $0 < 24 ? SHA256Ticks.readBlock : SHA256Ticks.write
                })
        }
    }
}

@Suite struct SHA256ChipTests {
    private let stateAddress: UInt32 = 0x2_0000
    private let blockAddress: UInt32 = 0x2_0100

    private func compressed(_ state: [UInt32], _ block: [UInt32]) -> [UInt32] {
        var result = InlineArray<8, UInt32> { state[$0] }
        SHA256.compress(&result, InlineArray<16, UInt32> { block[$0] })
        return (0..<8).map { result[$0] }
    }

    private func call(
        _ state: [UInt32], _ block: [UInt32], clock: UInt32 = 1 << 20, offset: UInt32 = 0
    ) -> HostCallRecord {
        let (first, second) = (stateAddress + offset, blockAddress + offset)
        let after = compressed(state, block)
        return HostCallRecord(
            clock: clock, argument0: first, argument1: second,
            accesses: HostCallScene.accesses(at: first, before: state, after: state, clock: clock)
                + HostCallScene.accesses(at: second, before: block, after: block, clock: clock)
                + state.indices.map { index in
                    MemoryAccess(
                        cell: UInt64(first / 4) + UInt64(index), before: state[index],
                        after: after[index], previousTime: clock + SHA256Ticks.readState)
                })
    }

    func random(_ seed: UInt64, clock: UInt32 = 1 << 20) -> HostCallRecord {
        var source = SeededGenerator(seed: seed)
        let words = (0..<24).map { _ in UInt32(truncatingIfNeeded: source.next()) }
        return call(Array(words[..<8]), Array(words[8...]), clock: clock, offset: clock / 8 * 256)
    }

    /// The blocks of a message (FIPS 180-4, section 5.1.1).
    private func blocks(_ message: [UInt8]) -> [[UInt32]] {
        var bytes = message + [0x80]
        while bytes.count % 64 != 56 { bytes.append(0) }
        let bitCount = UInt64(message.count * 8)
        bytes += (0..<8).map { UInt8(truncatingIfNeeded: bitCount >> UInt64(56 - 8 * $0)) }
        let words = stride(from: 0, to: bytes.count, by: 4).map { start in
            bytes[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
        return stride(from: 0, to: words.count, by: 16).map { Array(words[$0..<$0 + 16]) }
    }

    @Test func showsKnownAnswers() throws {
        let initial: [UInt32] = [
            0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c,
            0x1f83_d9ab, 0x5be0_cd19,
        ]
        var calls = [HostCallRecord]()
        for vector in try VectorFile.load("sha256")["vectors"].items() {
            guard case .string = vector["message"] else { continue }
            let message = try vector["message"].bytes()
            guard message.count < 200 else { continue }
            var state = initial
            for block in blocks(message) {
                let index = UInt32(calls.count)
                calls.append(call(state, block, clock: 1 << 16 + 8 * index, offset: 512 * index))
                state = calls[calls.count - 1].accesses[24...].map(\.after)
            }
            let digest = try vector["digest"].bytes()
            #expect(
                state.flatMap { word in [24, 16, 8, 0].map { UInt8(word >> $0 & 255) } } == digest)
        }
        #expect(calls.count > 8)
        #expect(try Compressions(calls).areAccepted(as: calls))
    }

    @Test func showsRandomAndEdgeInputs() throws {
        var calls = [HostCallRecord]()
        let edges: [UInt32] = [0, 1, 0x7fff_ffff, 0x8000_0000, .max - 1, .max]
        for (index, edge) in edges.enumerated() {
            for (place, other) in edges.enumerated() {
                let count = UInt32(index * edges.count + place)
                calls.append(
                    call(
                        [UInt32](repeating: edge, count: 8),
                        [UInt32](repeating: other, count: 16), clock: 1 << 16 + 8 * count,
                        offset: 512 * count))
            }
        }
        for seed in 1...20 as ClosedRange<UInt64> {
            calls.append(random(seed, clock: 1 << 20 + UInt32(seed) * 8))
        }
        #expect(try Compressions(calls).areAccepted(as: calls))
    }

    @Test func stateAndBlockMayOverlap() throws {
        for distance in [-28, 0, 16, 32] as [Int32] {
            let data = Place.data
            let block = data &+ UInt32(bitPattern: distance)
            let program = try Program(words: Assembly.call(6, data, block) + Assembly.call(0))
            var recorder = ExecutionRecorder(program)
            let execution = try program.execute(
                limits: smallLimits,
                precompiles: RiscvMachine.precompiles, observer: &recorder)
            #expect(execution.outcome == .exited(code: 0))
            let calls = recorder.record.calls[.sha256Compress] ?? []
            #expect(calls.count == 1)
            #expect(try Compressions(calls).areAccepted(as: calls))
        }
    }

    @Test func refusesWrongWords() throws {
        let honest = random(31)
        for word in 0..<32 {
            let bit: UInt32 = 1 << UInt32(word * 5 % 32)
            var wrong = honest
            wrong.accesses[word].after ^= bit
            #expect(try !Compressions([wrong]).areAccepted(as: [wrong]))
            wrong = honest
            wrong.accesses[word].before ^= bit
            #expect(try !Compressions([wrong]).areAccepted(as: [wrong]))
            // A word that is read as another.
            wrong.accesses[word].after ^= word < 24 ? bit : 0
            let traces = try Compressions([wrong])
            #expect(!traces.areAccepted(as: [wrong]) && !traces.areAccepted(as: [honest]))
        }
        var swapped = honest
        swapped.accesses[26].after = honest.accesses[27].after
        swapped.accesses[27].after = honest.accesses[26].after
        #expect(try !Compressions([swapped]).areAccepted(as: [swapped]))
        // The sum with the state before left out.
        var rounds = honest
        for word in 24..<32 { rounds.accesses[word].after &-= honest.accesses[word].before }
        #expect(try !Compressions([rounds]).areAccepted(as: [rounds]))
    }

    @Test func refusesResultsOfAnotherCall() throws {
        let calls = [random(41), random(42, clock: 1 << 21)]
        var wrong = calls
        for word in 24..<32 {
            let result = { (call: HostCallRecord) in
                call.accesses[word].after &- call.accesses[word].before
            }
            wrong[0].accesses[word].after = calls[0].accesses[word].before &+ result(calls[1])
            wrong[1].accesses[word].after = calls[1].accesses[word].before &+ result(calls[0])
        }
        #expect(try Compressions(calls).areAccepted(as: calls))
        #expect(try !Compressions(wrong).areAccepted(as: wrong))
    }

    @Test func refusesWrongOperationsAndCells() throws {
        let honest = random(51)
        let traces = try Compressions([honest])
        #expect(traces.areAccepted(as: [honest]))
        for number in 0..<6 as Range<UInt32> {
            #expect(traces.faults.traffic != Compressions.traffic([honest], number: number))
        }
        for change in [
            { $0.argument0 += 4 }, { $0.argument1 += 4 }, { $0.clock += 8 },
            { $0.accesses[3].cell += 1 }, { $0.accesses[11].cell += 1 },
            { $0.accesses[8].previousTime += 1 },
        ] as [(inout HostCallRecord) -> Void] {
            var other = honest
            change(&other)
            #expect(!traces.areAccepted(as: [other]))
        }
        // An address that is no multiple of four gives cells that are no address over four.
        for offset in 1...3 as ClosedRange<UInt32> {
            var wrong = honest
            wrong.argument0 += offset
            wrong.argument1 += offset
            let faults = try Compressions([wrong]).faults
            let memory = faults.traffic.filter { $0[0] == UInt64(MachineBus.memory.number) }
            #expect(faults.constraints.isEmpty && memory.count == 48)
            #expect(memory.allSatisfy { $0[1] > 1 << 61 })
        }
        // Accesses that are missing.
        var short = honest
        short.accesses.removeLast(20)
        #expect(try !Compressions([short]).areAccepted(as: [honest]))
    }

    /// The rows of a trace from one on, as a trace.
    private func rows(_ rows: Range<Int>, of trace: Matrix) -> Matrix {
        Matrix(width: trace.width, elements: rows.flatMap { Array(trace.row($0)) })
    }

    /// The end of one compression, then the beginning of another, around the end of the trace.
    @Test func refusesCompressionThatReachesAroundTheEnd() throws {
        var traces = try Compressions([random(61), random(62)])
        // From the row of a of round 40 on.
        traces.trace = rows(134..<390, of: traces.trace)
        #expect(
            traces.faults.constraints == [
                "first row is of W", "first part", "first group",
                "trace ends with padding or an end",
            ])
    }

    /// Without its last rounds a compression would leave the state as it was.
    @Test func refusesCompressionThatStopsEarly() throws {
        let honest = try Compressions([random(64)])
        for row in [1, 100, 203, 204, 215] {
            var traces = honest
            for later in row..<traces.trace.height {
                for column in 0..<traces.trace.width { traces.trace[later, column] = .zero }
            }
            #expect(traces.faults.constraints.contains("compression comes to its end"))
            traces.trace = rows(0..<128, of: honest.trace)
            #expect(traces.faults.constraints.contains("trace ends with padding or an end"))
        }
    }

    /// The rounds of one compression with the loads of another before them, or none.
    @Test func refusesCompressionThatLeavesRowsOut() throws {
        let honest = try Compressions([random(65), random(66)])
        for (first, second) in [(0..<12, 228..<440), (0..<12, 24..<268), (0..<48, 60..<268)] {
            var traces = honest
            let (head, tail) = (
                rows(first, of: honest.trace), rows(second, of: honest.trace)
            )
            traces.trace = Matrix(
                width: head.width, elements: head.elements + tail.elements)
            #expect(!traces.faults.constraints.isEmpty)
        }
    }

    /// Two compressions on the same rows would share their bits.
    @Test func refusesCompressionThatBeginsWithinAnother() throws {
        var traces = try Compressions([random(63)])
        traces.trace[4, SHA256Chip.Column.isW.rawValue] = .one
        #expect(traces.faults.constraints.contains("one row of a round"))
    }

    @Test func countsLookups() throws {
        let calls = [random(71), random(72, clock: 1 << 25)]
        let traces = try HostCallScene.traces { $0.calls[.sha256Compress] = calls }
        let trace = try #require(traces[Part.sha256.rawValue])
        let tables = try #require(traces[Part.tables.rawValue])
        let counts = SingleChip<SHA256Chip>.lookups16(trace)
        let lookupCount = counts.values.reduce(0, +)
        #expect(lookupCount == 128)
        for value in 0..<tables.height {
            let column = TableChip.Column.count16.rawValue
            #expect(tables[value, column].value == UInt64(counts[UInt64(value), default: 0]))
        }
    }
}
