import Bytes
import Constraints
import Fields
import Polynomials
import Riscv
import RiscvCircuits
import RiscvPrograms
import RiscvProver
import Signatures
import TestSupport
import Testing

@Suite struct EcGFp5ChipTests {
    private typealias Column = EcGFp5Chip.Column
    private let rowCount = EcGFp5Schedule.count

    @Test func aCallHasItsRows() throws {
        #expect(rowCount == 231)
        #expect(EcGFp5Chip.schedule.rows.count == rowCount)
        #expect(EcGFp5Chip.schedule.rows.allSatisfy { $0.count == ScheduleChip.memberCount })
        #expect(EcGFp5Chip.schedule.start + rowCount <= 1 << ScheduleChip.heightLog2)
        #expect(try ProductScene([ProductCall(1).record()]).trace.height == 256)
    }

    @Test func showsRandomInputs() throws {
        let records = (0..<12 as Range<UInt32>).map {
            ProductCall(100 + UInt64($0)).record(clock: 1 << 20 + 8 * $0)
        }
        #expect(try ProductScene(records).areAccepted(as: records))
    }

    /// Scalars at their borders, and operands of one another: P + P, P - P, sums that meet the
    /// points of a table, neutral elements in between and as the result.
    @Test func showsEdgeInputs() throws {
        let generator = EcGFp5Point.generator
        let ones = [UInt32](repeating: .max, count: 10)
        let order: [UInt32] = [
            0x948b_ffe1, 0xe80f_d996, 0xd724_a09c, 0xe888_5c39, 0xcfb8_0639, 0x7fff_ffe6,
            0x0000_0016, 0x7fff_fff1, 0x8000_0007, 0x7fff_fffd,
        ]
        let below = [order[0] - 1] + order.dropFirst()
        let above = [order[0] + 1] + order.dropFirst()
        var calls = [ProductCall]()
        for s in [[0], [1], [255], [256], ones, order, below, above] {
            for e in [[0], [1], [15], [16], Array(ones.prefix(4))] as [[UInt32]] {
                calls.append(ProductCall(generator, s: s, e: e))
            }
        }
        for log2 in [0, 1, 4, 8, 120, 127, 128, 312] {
            let point = generator.doubled(times: log2)
            let power = (0..<4).map { $0 == log2 / 32 ? UInt32(1) << UInt32(log2 % 32) : 0 }
            // -P added to itself, and to what it is: s G = -P, and s G = P.
            calls.append(ProductCall(point, s: power, e: [1]))
            calls.append(ProductCall(-point, s: power, e: [1]))
            calls.append(ProductCall(-point, s: power, e: [0x1111_1111, 2]))
            calls.append(ProductCall(point, s: [3], e: power))
        }
        let records = calls.enumerated().map { $1.record(clock: 1 << 20 + 8 * UInt32($0)) }
        let isNeutral = records.map { $0.accesses[24...].allSatisfy { $0.after == 0 } }
        #expect(isNeutral.contains(true) && isNeutral.contains(false))
        #expect(try ProductScene(records).areAccepted(as: records))
    }

    @Test func operandsAndResultMayOverlap() throws {
        let data = ProductCall(7).operands.flatMap { word in
            (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
        }
        for distance in [-36, -4, 0, 4, 40, 92, 96] as [Int32] {
            let result = Place.data &+ UInt32(bitPattern: distance)
            let program = try Program(
                words: Assembly.call(7, Place.data, result) + Assembly.call(0), data: data)
            var recorder = ExecutionRecorder(program)
            let execution = try program.execute(
                limits: smallLimits, precompiles: RiscvMachine.precompiles, observer: &recorder)
            #expect(execution.outcome == .exited(code: 0))
            let calls = recorder.record.calls[.ecGFp5DoubleScalar] ?? []
            #expect(calls.count == 1)
            #expect(calls[0].accesses[24...].map(\.after) == ProductCall(7).result)
            #expect(try ProductScene(calls).areAccepted(as: calls))
        }
    }

    @Test func refusesWrongWords() throws {
        let honest = ProductCall(31).record()
        #expect(try ProductScene([honest]).areAccepted(as: [honest]))
        for word in 0..<34 {
            let bit: UInt32 = 1 << UInt32(word * 5 % 32)
            var wrong = honest
            wrong.accesses[word].after ^= bit
            #expect(try !ProductScene([wrong]).areAccepted(as: [wrong]))
            let traces = try ProductScene([wrong])
            #expect(!traces.areAccepted(as: [honest]))
            guard word < 24 else { continue }
            // A word that is read as another: it is in memory, but the result is not its.
            wrong.accesses[word].before ^= bit
            #expect(try !ProductScene([wrong]).areAccepted(as: [wrong]))
        }
        var swapped = honest
        swapped.accesses[26].after = honest.accesses[28].after
        swapped.accesses[27].after = honest.accesses[29].after
        swapped.accesses[28].after = honest.accesses[26].after
        swapped.accesses[29].after = honest.accesses[27].after
        #expect(try !ProductScene([swapped]).areAccepted(as: [swapped]))
    }

    @Test func refusesWordsThatAreNoKey() throws {
        let honest = ProductCall(32)
        var calls = [ProductCall]()
        for low in [0, 5, 2] as [UInt32] {
            var call = honest
            call.key = [low] + [UInt32](repeating: 0, count: 9)
            calls.append(call)
        }
        // The generator's encoding 4 plus the modulus.
        var call = honest
        call.key = [5, .max] + [UInt32](repeating: 0, count: 8)
        calls.append(call)
        for call in calls {
            let operands = call.operands
            #expect(DoubleScalarProduct.encoding(of: .init { operands[$0] }) == nil)
            // Whatever the result: zero, what s G alone gives, or the honest one.
            let alone = ProductCall(.generator, s: call.s, e: [0])
            for result in [call.result, alone.result, honest.result] {
                let record = call.record(result: result)
                #expect(try !ProductScene([record]).faults.constraints.isEmpty)
            }
        }
    }

    @Test func refusesResultsOfAnotherCall() throws {
        let calls = [ProductCall(41), ProductCall(42)]
        let honest = [calls[0].record(), calls[1].record(clock: 1 << 21)]
        let wrong = [
            calls[0].record(result: calls[1].result),
            calls[1].record(clock: 1 << 21, result: calls[0].result),
        ]
        #expect(try ProductScene(honest).areAccepted(as: honest))
        #expect(try !ProductScene(wrong).areAccepted(as: wrong))
    }

    @Test func refusesWrongOperationsAndCells() throws {
        let honest = ProductCall(51).record()
        let traces = try ProductScene([honest])
        #expect(traces.areAccepted(as: [honest]))
        for number in 0..<7 as Range<UInt32> {
            #expect(traces.faults.traffic != ProductScene.traffic([honest], number: number))
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
            let faults = try ProductScene([wrong]).faults
            let memory = faults.traffic.filter { $0[0] == UInt64(MachineBus.memory.number) }
            #expect(faults.constraints.isEmpty && memory.count == 68)
            #expect(memory.allSatisfy { $0[1] > 1 << 61 })
        }
        var short = honest
        short.accesses.removeLast(12)
        #expect(try !ProductScene([short]).areAccepted(as: [honest]))
    }

    /// The rows of a trace from one on, as a trace.
    private func rows(_ rows: some Sequence<Int>, of trace: Matrix) -> Matrix {
        Matrix(width: trace.width, elements: rows.flatMap { Array(trace.row($0)) })
    }

    /// The rows are a ring: a call may reach around the end of the trace.
    @Test func callsMayBeginAnywhere() throws {
        let records = [ProductCall(61).record(), ProductCall(62).record(clock: 1 << 21)]
        var traces = try ProductScene(records)
        let height = traces.trace.height
        for shift in [1, 100, 231, 300] {
            let rotated = (0..<height).map { ($0 + shift) % height }
            var other = traces
            other.trace = rows(rotated, of: traces.trace)
            #expect(other.areAccepted(as: records))
        }
        // Without padding there is no place to end but the end of a call.
        traces.trace = rows(0..<256, of: traces.trace)
        #expect(!traces.faults.constraints.isEmpty)
    }

    @Test func refusesCallsThatStopEarlyOrBeginLate() throws {
        let honest = try ProductScene([ProductCall(64).record()])
        for step in [1, 9, 25, 100, 181, 221, 230] {
            var traces = honest
            for row in step..<traces.trace.height {
                for column in 0..<traces.trace.width { traces.trace[row, column] = .zero }
            }
            #expect(traces.faults.constraints.contains("call comes to its end"))
            traces = honest
            for row in 0..<step {
                for column in 0..<traces.trace.width { traces.trace[row, column] = .zero }
            }
            #expect(traces.faults.constraints.contains("steps follow one another"))
            traces = honest
            traces.trace = rows(
                (0..<step).map { $0 } + Array(step + 1..<256) + [255], of: traces.trace)
            #expect(!traces.faults.constraints.isEmpty)
        }
    }

    @Test func countsLookups() throws {
        let records = [ProductCall(71).record(), ProductCall(72).record(clock: 1 << 25)]
        let traces = try HostCallScene.traces { $0.calls[.ecGFp5DoubleScalar] = records }
        let trace = try #require(traces[Part.ecGFp5.rawValue])
        let tables = try #require(traces[Part.tables.rawValue])
        let counts = SingleChip<EcGFp5Chip>.lookups16(trace)
        let lookupCount = counts.values.reduce(0, +)
        // Two limbs of the gap of each access, two of each written word.
        #expect(lookupCount == 176)
        for value in 0..<tables.height {
            let column = TableChip.Column.count16.rawValue
            #expect(tables[value, column].value == UInt64(counts[UInt64(value), default: 0]))
        }
        let schedules = try #require(traces[Part.schedules.rawValue])
        #expect((0..<256).allSatisfy { schedules[$0, 0] == Goldilocks($0 < rowCount ? 2 : 0) })
        let generator = try #require(traces[Part.generatorTable.rawValue])
        #expect(generator.elements.reduce(Goldilocks.zero) { $0 + $1 } == Goldilocks(80))
    }

    /// The fixed table is 2^(8 window) digit G, by scalars.
    @Test func theGeneratorTableHasMultiplesOfTheGenerator() throws {
        let program = try Program(words: Assembly.call(0))
        let table = try #require(GeneratorTableChip.fixedTable(program))
        #expect(table.height == 1 << GeneratorTableChip.heightLog2)
        for window in [0, 1, 17, 38] {
            for digit in [0, 1, 2, 127, 128, 255] {
                let bytes = Bytes40 { $0 == window ? UInt8(digit) : 0 }
                let scalar = try #require(EcGFp5Scalar(encoded: bytes))
                let point = AffinePoint.normalising([
                    EcGFp5Point.generator.multiplied(by: scalar)
                ])
                let expected =
                    [-Goldilocks(UInt32(window + 1)), Goldilocks(UInt32(digit))]
                    + point[0].coordinates
                #expect(Array(table.row(256 * window + digit)) == expected)
            }
        }
        // The last window, whose multiples from 128 on are above n, by doublings.
        let base = EcGFp5Point.generator.doubled(times: 8 * 39)
        let last = AffinePoint.normalising([base, base.doubled(times: 7)])
        #expect(Array(table.row(256 * 39 + 1).dropFirst(2)) == last[0].coordinates)
        #expect(Array(table.row(256 * 39 + 128).dropFirst(2)) == last[1].coordinates)
        for row in 256 * 40..<table.height {
            #expect(table.row(row).allSatisfy { $0 == .zero })
        }
    }
}
