import Constraints
import Fields
import Polynomials
import Riscv
import RiscvCircuits
import RiscvPrograms
import RiscvProver
import Testing

@Suite struct ProductDivisionChipTests {
    private typealias Scene = CallScene<ProductDivisionChip>
    private typealias Tested = ProductDivisionChip

    @Test func aCallHasItsRows() throws {
        let schedule = Tested.schedule
        #expect(schedule.rows.count == Tested.rowCount && Tested.rowCount == 16)
        #expect(schedule.rows.allSatisfy { $0.count == ScheduleChip.memberCount })
        #expect(schedule.start + schedule.rows.count <= 1 << ScheduleChip.heightLog2)
        #expect(try Scene([DivisionCall(1).record()]).trace.height == 16)
    }

    @Test func showsRandomInputs() throws {
        let records = (0..<200 as Range<UInt32>).map {
            DivisionCall(100 + UInt64($0)).record(clock: 1 << 20 + 8 * $0)
        }
        #expect(try Scene(records).areAccepted(as: records))
    }

    /// Zero, one, words and halves of ones, powers of two, in each place; remainders of zero and of
    /// one less than the divisor, quotients of zero and of 256 bits.
    @Test func showsEdgeInputs() throws {
        let calls = DivisionCall.edges
        #expect(calls.count > 1_000)
        let records = calls.enumerated().map { $1.record(clock: 1 << 20 + 8 * UInt32($0)) }
        let scene = try Scene(records)
        #expect(scene.faults.constraints.isEmpty)
        for start in stride(from: 0, to: records.count, by: 50) {
            let some = Array(records[start..<min(start + 50, records.count)])
            #expect(try Scene(some).areAccepted(as: some))
        }
    }

    @Test func operandsAndResultsMayOverlap() throws {
        let call = DivisionCall(7)
        let data = call.operands.flatMap { word in
            (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
        }
        for distance in [-60, -4, 0, 4, 32, 64, 92, 96] as [Int32] {
            let results = Place.data &+ UInt32(bitPattern: distance)
            let program = try Program(
                words: Assembly.call(8, Place.data, results) + Assembly.call(0), data: data)
            var recorder = ExecutionRecorder(program)
            let execution = try program.execute(
                limits: smallLimits, precompiles: RiscvMachine.precompiles, observer: &recorder)
            #expect(execution.outcome == .exited(code: 0))
            let calls = recorder.record.calls[.productDivision] ?? []
            #expect(calls.count == 1)
            #expect(calls[0].accesses[24...].map(\.after) == call.results)
            #expect(try Scene(calls).areAccepted(as: calls))
        }
    }

    @Test func refusesWrongWords() throws {
        let honest = DivisionCall(31).record()
        #expect(try Scene([honest]).areAccepted(as: [honest]))
        for word in 0..<40 {
            let bit: UInt32 = 1 << UInt32(word * 5 % 32)
            var wrong = honest
            wrong.accesses[word].after ^= bit
            let scene = try Scene([wrong])
            #expect(!scene.areAccepted(as: [wrong]) && !scene.areAccepted(as: [honest]))
            guard word < 24 else { continue }
            // Another operand in memory, whose result is another.
            wrong.accesses[word].before ^= bit
            #expect(try !Scene([wrong]).faults.constraints.isEmpty)
        }
    }

    /// q - 1 and r + m, q + 1 and r - m modulo 2^256, and r alone modulo 2^256.
    @Test func refusesOtherQuotientsOfTheSameProduct() throws {
        func sum(_ x: ArraySlice<UInt32>, _ y: [UInt32]) -> [UInt32] {
            var carry: UInt64 = 0
            return zip(x, y).map {
                carry = carry >> 32 + UInt64($0) + UInt64($1)
                return UInt32(truncatingIfNeeded: carry)
            }
        }
        let one = DivisionCall([1], [], by: []).a
        let minusOne = [UInt32](repeating: .max, count: 8)
        for call in [DivisionCall([35], [1], by: [7]), DivisionCall(32), DivisionCall(33)] {
            let (q, r) = (call.results[..<8], call.results[8...])
            let complement = sum(call.m.map { ~$0 }[...], one)
            for results in [
                sum(q, minusOne) + sum(r, call.m), sum(q, one) + sum(r, complement),
                Array(q) + sum(r, call.m), Array(q) + sum(r, one), sum(q, one) + Array(r),
            ] { #expect(try !Scene([call.record(results: results)]).faults.constraints.isEmpty) }
        }
    }

    @Test func refusesWordsWithoutAResult() throws {
        let ones = [UInt32](repeating: .max, count: 8)
        let calls = [
            DivisionCall([5], [7], by: [0]), DivisionCall([0], [0], by: [0]),
            DivisionCall(ones, ones, by: ones.dropLast() + [0xffff_fffe]),
            DivisionCall([0, 0, 0, 0, 1], [0, 0, 0, 0, 1], by: [1]),
        ]
        for call in calls {
            #expect(!call.hasResult)
            for results in [call.results, ones + ones, call.a + call.b, call.b + call.a] {
                let record = call.record(results: results)
                #expect(try !Scene([record]).faults.constraints.isEmpty)
            }
            let data = call.operands.flatMap { word in
                (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
            }
            let program = try Program(
                words: Assembly.call(8, Place.data, Place.data) + Assembly.call(0), data: data)
            let execution = try program.execute(
                limits: smallLimits, precompiles: RiscvMachine.precompiles)
            guard case .trapped(.hostCall(_, let refusal)) = execution.outcome else {
                Issue.record("a call without a result ended")
                continue
            }
            #expect(refusal == .noResult(call: 8))
        }
    }

    @Test func refusesResultsOfAnotherCall() throws {
        let calls = [DivisionCall(41), DivisionCall(42)]
        let wrong = [
            calls[0].record(results: calls[1].results),
            calls[1].record(clock: 1 << 21, results: calls[0].results),
        ]
        #expect(try !Scene(wrong).faults.constraints.isEmpty)
    }

    @Test func refusesWrongOperationsAndCells() throws {
        let honest = DivisionCall(51).record()
        let scene = try Scene([honest])
        for number in 0..<8 as Range<UInt32> {
            #expect(scene.faults.traffic != Scene.traffic([honest], number: number))
        }
        for change in [
            { $0.argument0 += 4 }, { $0.argument1 += 4 }, { $0.clock += 8 },
            { $0.accesses[3].cell += 1 }, { $0.accesses[11].cell += 1 },
            { $0.accesses[30].previousTime += 1 },
        ] as [(inout HostCallRecord) -> Void] {
            var other = honest
            change(&other)
            #expect(!scene.areAccepted(as: [other]))
        }
        // An address that is no multiple of four gives cells that are no address over four.
        var wrong = honest
        wrong.argument0 += 1
        wrong.argument1 += 2
        let faults = try Scene([wrong]).faults
        let memory = faults.traffic.filter { $0[0] == UInt64(MachineBus.memory.number) }
        #expect(faults.constraints.isEmpty && memory.count == 80)
        #expect(memory.allSatisfy { $0[1] > 1 << 61 })
        var short = honest
        short.accesses.removeLast(12)
        #expect(try !Scene([short]).areAccepted(as: [honest]))
    }

    /// The rows are a ring: a call may reach around the end of the trace.
    @Test func callsMayBeginAnywhere() throws {
        let records = [8, 16, 24].map { DivisionCall(60 + UInt64($0)).record(clock: 1 << 21 + $0) }
        let scene = try Scene(records)
        let height = scene.trace.height
        #expect(height == 64)
        for shift in [1, 9, 16, 50] {
            let rotated = scene.rows((0..<height).map { ($0 + shift) % height })
            #expect(rotated.areAccepted(as: records))
        }
        #expect(!scene.rows(0..<40).faults.constraints.isEmpty)
    }

    @Test func refusesCallsThatStopEarlyOrBeginLate() throws {
        let honest = try Scene([DivisionCall(64).record(), DivisionCall(65).record(clock: 1 << 21)])
        for step in 1..<16 {
            var scene = honest
            for row in step..<16 {
                for column in 0..<scene.trace.width { scene.trace[row, column] = .zero }
            }
            #expect(scene.faults.constraints.contains("call comes to its end"))
            scene = honest
            for row in 0..<step {
                for column in 0..<scene.trace.width { scene.trace[row, column] = .zero }
            }
            #expect(scene.faults.constraints.contains("steps follow one another"))
            let others = Array(0..<step) + Array(step + 1..<32) + [step]
            #expect(!honest.rows(others).faults.constraints.isEmpty)
        }
    }

    @Test func countsLookups() throws {
        let records = [DivisionCall(71).record(), DivisionCall(72).record(clock: 1 << 25)]
        let traces = try HostCallScene.traces { $0.calls[.productDivision] = records }
        let trace = try #require(traces[Part.productDivision.rawValue])
        let tables = try #require(traces[Part.tables.rawValue])
        let counts = SingleChip<ProductDivisionChip>.lookups16(trace)
        // Two limbs of the gap of each access, of each word of a, q, r and m - r - 1, and three of
        // both carries of each row.
        let lookupCount = counts.values.reduce(0, +)
        #expect(lookupCount == 480)
        for value in 0..<tables.height {
            let column = TableChip.Column.count16.rawValue
            #expect(tables[value, column].value == UInt64(counts[UInt64(value), default: 0]))
        }
        let schedules = try #require(traces[Part.schedules.rawValue])
        let rows = Tested.schedule.start..<Tested.schedule.start + Tested.rowCount
        #expect(
            (0..<schedules.height).allSatisfy {
                schedules[$0, 0] == Goldilocks(rows.contains($0) ? 2 : 0)
            })
    }
}
