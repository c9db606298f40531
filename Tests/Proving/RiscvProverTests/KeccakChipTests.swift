import Constraints
import Fields
import Hashing
import Polynomials
import Riscv
import RiscvCircuits
import RiscvPrograms
import RiscvProver
import Testing

@Suite struct KeccakChipTests {
    private typealias Scene = CallScene<KeccakChip>
    private typealias Steps = KeccakSchedule

    @Test func aCallHasItsRows() throws {
        let schedule = KeccakChip.schedule
        #expect(Steps.count == 480 && schedule.rows.count == 480)
        #expect(schedule.rows.allSatisfy { $0.count == ScheduleChip.memberCount })
        #expect(schedule.start + schedule.rows.count <= 1 << ScheduleChip.heightLog2)
        #expect(try Scene([PermutationCall(1).record()]).trace.height == 512)
    }

    /// The table of the reference, by x + 5 y, and every place of chi as the target of one quarter.
    @Test func theScheduleIsThatOfTheReference() {
        #expect(
            Steps.rotations == [
                0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2,
                61, 56, 14,
            ])
        let targets = KeccakChip.schedule.rows.flatMap { $0[..<5] }
        #expect(targets.sorted() == (0..<2_400 as Range<UInt32>).map { $0 })
    }

    @Test func showsRandomInputs() throws {
        let records = (0..<6 as Range<UInt32>).map {
            PermutationCall(100 + UInt64($0)).record(clock: 1 << 20 + 8 * $0)
        }
        #expect(try Scene(records).areAccepted(as: records))
    }

    @Test func showsEdgeInputs() throws {
        var states: [InlineArray<25, UInt64>] = [
            .init(repeating: 0), .init(repeating: .max), .init(repeating: 0x8000_8000_8000_8000),
            .init(repeating: 0x0001_0001_0001_0001),
        ]
        for lane in [0, 1, 24] {
            var state = InlineArray<25, UInt64>(repeating: 0)
            state[lane] = 1 << UInt64(63 - lane)
            states.append(state)
        }
        for state in states {
            let record = PermutationCall(state).record()
            #expect(try Scene([record]).areAccepted(as: [record]))
        }
    }

    /// The permutation of zeros, from the reference.
    @Test func permutesZerosAsTheReference() {
        let words = PermutationCall(InlineArray(repeating: 0)).result
        #expect(UInt64(words[0]) | UInt64(words[1]) << 32 == 0xf125_8f79_40e1_dde7)
        #expect(UInt64(words[2]) | UInt64(words[3]) << 32 == 0x84d5_ccf9_33c0_478a)
    }

    @Test func permutesInARun() throws {
        let call = PermutationCall(7)
        let data = call.words.flatMap { word in
            (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
        }
        let program = try Program(
            words: Assembly.call(9, Place.data, 77) + Assembly.call(0), data: data)
        var recorder = ExecutionRecorder(program)
        let execution = try program.execute(
            limits: smallLimits, precompiles: RiscvMachine.precompiles, observer: &recorder)
        #expect(execution.outcome == .exited(code: 0))
        let calls = recorder.record.calls[.keccakPermute] ?? []
        #expect(calls.count == 1 && calls[0].accesses.map(\.after) == call.result)
        #expect(try Scene(calls).areAccepted(as: calls))
    }

    @Test func refusesWrongWords() throws {
        let honest = PermutationCall(31).record()
        #expect(try Scene([honest]).areAccepted(as: [honest]))
        for word in [0, 1, 2, 17, 30, 48, 49] {
            let bit: UInt32 = 1 << UInt32(word * 5 % 32)
            var wrong = honest
            wrong.accesses[word].after ^= bit
            #expect(try Scene([wrong]).refusals == ["bus 11"])
            wrong = honest
            wrong.accesses[word].before ^= bit
            #expect(try Scene([wrong]).refusals == ["bus 11"])
        }
    }

    @Test func refusesResultsOfAnotherCall() throws {
        let calls = [PermutationCall(41), PermutationCall(42)]
        let wrong = [
            calls[0].record(result: calls[1].result),
            calls[1].record(clock: 1 << 21, result: calls[0].result),
        ]
        #expect(try Scene(wrong).refusals == ["bus 11"])
    }

    @Test func refusesWrongOperationsAndCells() throws {
        let honest = PermutationCall(51).record()
        let scene = try Scene([honest])
        #expect(scene.areAccepted(as: [honest]))
        for number in 0..<9 as Range<UInt32> {
            #expect(scene.faults.traffic != Scene.traffic([honest], number: number))
        }
        for change in [
            { $0.argument0 += 4 }, { $0.argument1 += 4 }, { $0.clock += 8 },
            { $0.accesses[3].cell += 1 }, { $0.accesses[30].previousTime += 1 },
        ] as [(inout HostCallRecord) -> Void] {
            var other = honest
            change(&other)
            #expect(!scene.areAccepted(as: [other]))
        }
        // An address that is no multiple of four gives cells that are no address over four.
        var wrong = honest
        wrong.argument0 += 1
        let faults = try Scene([wrong]).faults
        let memory = faults.traffic.filter { $0[0] == UInt64(MachineBus.memory.number) }
        #expect(faults.constraints.isEmpty && memory.count == 100)
        #expect(memory.allSatisfy { $0[1] > 1 << 61 })
    }

    /// The rows are a ring: a call may reach around the end of the trace.
    @Test func callsMayBeginAnywhere() throws {
        let records = [PermutationCall(61).record(), PermutationCall(62).record(clock: 1 << 21)]
        let scene = try Scene(records)
        let height = scene.trace.height
        for shift in [1, 100, 480] {
            let rotated = scene.rows((0..<height).map { ($0 + shift) % height })
            #expect(rotated.areAccepted(as: records))
        }
    }

    @Test func refusesCallsThatStopEarlyOrBeginLate() throws {
        let honest = try Scene([PermutationCall(64).record()])
        for step in [1, 4, 20, 50, 300, 479] {
            var scene = honest
            for row in step..<scene.trace.height {
                for column in 0..<scene.trace.width { scene.trace[row, column] = .zero }
            }
            #expect(scene.faults.constraints.contains("call comes to its end"))
            scene = honest
            for row in 0..<step {
                for column in 0..<scene.trace.width { scene.trace[row, column] = .zero }
            }
            #expect(scene.faults.constraints.contains("steps follow one another"))
            let others = Array(0..<step) + Array(step + 1..<512) + [511]
            #expect(!honest.rows(others).faults.constraints.isEmpty)
        }
    }

    @Test func countsLookups() throws {
        let records = [PermutationCall(71).record(), PermutationCall(72).record(clock: 1 << 25)]
        let traces = try HostCallScene.traces { $0.calls[.keccakPermute] = records }
        let tables = try #require(traces[Part.tables.rawValue])
        func sum(_ column: TableChip.Column) -> UInt64 {
            (0..<tables.height).reduce(0) { $0 + tables[$1, column.rawValue].value }
        }
        // Bytes: 20 for theta and 22 for chi in each row. Ranges: six upper bits in each row, and
        // two limbs of the gap of each access.
        #expect(sum(.countBytes) == 2 * 480 * 42)
        #expect(sum(.count16) == 2 * (480 * 6 + 100))
        let schedules = try #require(traces[Part.schedules.rawValue])
        let rows = KeccakChip.schedule.start..<KeccakChip.schedule.start + Steps.count
        #expect(
            (0..<schedules.height).allSatisfy {
                schedules[$0, 0] == Goldilocks(rows.contains($0) ? 2 : 0)
            })
    }
}
