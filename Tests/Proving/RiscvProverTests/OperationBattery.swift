import Constraints
import Fields
import Parallel
import Polynomials
import Riscv
import RiscvCircuits
import RiscvPrograms
import RiscvProver
import TestSupport
import Testing

/// Common tests of every chip that receives operations.
struct OperationBattery<Tested: OperationChip> {
    /// The chip.
    let part = Part(Tested.self)
    /// Operations of the chip.
    let codes = Tested.codes

    /// Words at whose limbs, bytes and signs carries begin.
    static var edges: [UInt32] {
        [
            0, 1, 2, 3, 31, 32, 33, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0x8001, 0xffff,
            0x1_0000, 0x1_0001, 0x00ff_ffff, 0x0100_0000, 0x5555_5555, 0x7fff_8000, 0x7fff_ffff,
            0x8000_0000, 0x8000_0001, 0xaaaa_aaaa, 0xffff_0000, 0xffff_8000, 0xffff_ff80,
            0xffff_fffe, 0xffff_ffff,
        ]
    }

    /// Operations on all pairs of edges and on random words, with true results.
    func operations(randomCount: Int = 200, seed: UInt64 = 1) -> [OperationRecord] {
        var source = SeededGenerator(seed: seed)
        var pairs = Self.edges.flatMap { left in Self.edges.map { (left, $0) } }
        for _ in 0..<randomCount {
            pairs.append((word(&source), word(&source)))
        }
        var operations = [OperationRecord]()
        for (first, second) in pairs {
            for code in codes {
                for offset in OperationDefinition.offsets(code) {
                    // Stores replace a part of what was there: another edge each time.
                    let before = Self.edges[(operations.count * 7) % Self.edges.count]
                    operations.append(
                        OperationDefinition.operation(
                            code, offset: offset, clock: UInt32(operations.count + 1) * 8,
                            first: first, second: second, before: before))
                }
            }
        }
        return operations
    }

    /// Words of any length, so that small ones and high bits are as likely.
    private func word(_ source: inout SeededGenerator) -> UInt32 {
        let bits = source.next() % 32
        let word = UInt32(truncatingIfNeeded: source.next()) >> bits
        return source.next() % 4 == 0 ? ~word : word
    }

    /// A true operation at some time.
    func operation(
        _ code: OperationCode, _ first: UInt32, _ second: UInt32, before: UInt32 = 0,
        offset: UInt32 = 0
    ) -> OperationRecord {
        OperationDefinition.operation(
            code, offset: offset, clock: 8, first: first, second: second, before: before)
    }

    /// A few of the operations, the same for a seed.
    func sample(_ count: Int, seed: UInt64) -> [OperationRecord] {
        var source = SeededGenerator(seed: seed)
        return Array(operations(seed: seed).shuffled(using: &source).prefix(count))
    }

    /// The traces of all chips for operations without a run.
    func traces(_ operations: [OperationRecord]) throws -> [Matrix?] {
        var record = ExecutionRecord(firstWord: 0)
        record.operations = operations
        let program = try Program(words: Assembly.call(0))
        return RiscvMachine.traces(
            RecordedRun(record, of: program), workers: .serial)
    }

    /// The chip's trace.
    func trace(_ operations: [OperationRecord]) throws -> Matrix {
        try #require(try traces(operations)[part.rawValue])
    }

    func reading(_ trace: Matrix, _ row: Int) -> RowReading {
        RowReading(Tested.self, trace, row: row)
    }

    /// The row of an operation with other cells.
    func forged(
        _ operation: OperationRecord, _ cells: [(column: Tested.Column, value: Goldilocks)]
    ) throws -> RowReading {
        forged(try trace([operation]), cells)
    }

    /// The first row of a trace with other cells.
    func forged(
        _ honest: Matrix, _ cells: [(column: Tested.Column, value: Goldilocks)]
    ) -> RowReading {
        var trace = honest
        for cell in cells { trace[0, cell.column.rawValue] = cell.value }
        return reading(trace, 0)
    }

    /// Whether a row is refused, or proves another tuple than an operation.
    func refuses(_ operation: OperationRecord, _ reading: RowReading) -> Bool {
        !reading.failed.isEmpty || !reading.impossibleLookups.isEmpty
            || reading.traffic.map(\.tuple) != [operation.tuple]
    }
}

extension OperationBattery {
    /// True operations satisfy every constraint, with their tuple and lookups.
    func acceptsTrueOperations() throws {
        let operations = operations()
        let traces = try traces(operations)
        let trace = try #require(traces[part.rawValue])
        let tables = try #require(traces[Part.tables.rawValue])
        var lookups = [[UInt64]: UInt64]()
        for row in 0..<trace.height {
            let reading = reading(trace, row)
            let expected = row < operations.count ? [operations[row].tuple] : []
            #expect(reading.failed.isEmpty, "row \(row)")
            #expect(reading.impossibleLookups.isEmpty, "row \(row)")
            #expect(reading.traffic.map(\.tuple) == expected)
            #expect(reading.traffic.allSatisfy { $0.times == -.one })
            for move in reading.moves where FixedTables.contain(move.tuple) != nil {
                #expect(move.times == .one)
                lookups[move.tuple, default: 0] += 1
            }
        }
        // The tables have counted each of them.
        for (tuple, count) in lookups {
            let (row, column) = TableChip.place(tuple)
            #expect(tables[row, column.rawValue].value == count, "\(tuple)")
        }
        let counted = tables.elements.reduce(0) { $0 + $1.value }
        #expect(counted == lookups.values.reduce(0, +))
    }

    /// No other result is accepted, whether the row shows it or not.
    func refusesWrongResults(rowsShowThem: Bool = true) throws {
        var wrong = [OperationRecord]()
        for operation in sample(Deep.isOn ? 2000 : 150, seed: 2) {
            let result = operation.result
            var others = (0..<32).map { result ^ 1 << UInt32($0) }
            others += [
                result &+ 1, result &- 1, 0 &- result, ~result, result << 16 | result >> 16,
                result.byteSwapped, operation.first, operation.second, operation.before,
                operation.first &* operation.second, 0, 1, .max,
            ]
            for other in others where other != result {
                wrong.append(operation)
                wrong[wrong.count - 1].result = other
            }
        }
        let trace = try trace(wrong)
        for (row, operation) in wrong.enumerated() {
            let reading = reading(trace, row)
            #expect(refuses(operation, reading), "\(operation)")
            if rowsShowThem {
                #expect(reading.traffic.map(\.tuple) == [operation.tuple], "\(operation)")
            }
        }
    }

    /// Operations of other chips, and offsets that the instruction does not have.
    func leavesOthersOut() throws {
        var others = [OperationRecord]()
        for code in OperationCode.allCases {
            for offset in [0, 1, 2, 3, 4, .max] as [UInt32]
            where !codes.contains(code) || OperationDefinition.offsets(code).count > 1 {
                guard
                    !codes.contains(code)
                        || !OperationDefinition.offsets(code).contains(offset)
                else { continue }
                others.append(
                    OperationRecord(
                        code: code, offset: offset, clock: 8, first: 5, second: 6, before: 7,
                        result: 8))
            }
        }
        let trace = try traces(others)[part.rawValue]
        #expect(trace?.elements.allSatisfy { $0 == .zero } ?? true)
    }

    /// Every constraint and every lookup is the only one to refuse some false row.
    ///
    /// `needless` has the constraints that the lookups make superfluous.
    func refusesForgeries(_ forgeries: [Forgery<Tested>], needless: [String] = []) throws {
        var checks = Set(needless.map(RowCheck.constraint))
        for forgery in forgeries {
            let reading = try reading(forgery)
            var refusing = Set(reading.failed.map(RowCheck.constraint))
            refusing.formUnion(reading.impossibleLookups.map { .lookup($0.index) })
            #expect(refusing == [forgery.check])
            let saysFalse = reading.traffic.contains { isFalse($0.tuple, times: $0.times) }
            #expect(saysFalse, "\(forgery.check)")
            checks.insert(forgery.check)
        }
        let honest = reading(try trace(sample(1, seed: 1)), 0)
        var expected = Set(honest.constraints.map { RowCheck.constraint($0.name) })
        #expect(expected.count == honest.constraints.count)
        for move in honest.moves where FixedTables.contain(move.tuple) != nil {
            expected.insert(.lookup(move.index))
        }
        #expect(checks == expected)
    }

    private func reading(_ forgery: Forgery<Tested>) throws -> RowReading {
        var trace = try trace([forgery.operation])
        for cell in forgery.cells { trace[0, cell.column.rawValue] = cell.value }
        for (column, constraint) in forgery.solved {
            func value(_ cell: Goldilocks) throws -> Goldilocks {
                trace[0, column.rawValue] = cell
                let named = reading(trace, 0).constraints.first { $0.name == constraint }
                return try #require(named).value
            }
            // a x + b = 0 for x = b / (b - (a + b))
            let (constant, sum) = (try value(.zero), try value(.one))
            trace[0, column.rawValue] = constant * (constant - sum).inverseOrZero
        }
        return reading(trace, 0)
    }

    /// Any change of a trace is refused or still proves a true operation.
    ///
    /// `isEquivalent` lists the changes of rows in use with the same meaning.
    func refusesChangedCells(
        seed: UInt64 = 3, isEquivalent: (Mutant, Matrix) -> Bool = { _, _ in false }
    ) throws {
        let trace = try trace(sample(Deep.isOn ? 1000 : 27, seed: seed))
        var mutation = Mutation<Tested>(trace)
        let report = mutation.report(rows: 0..<trace.height, seed: seed) { change in
            change.contains { isFalse($0.key, times: $0.value) }
        }
        #expect(report.holes.isEmpty, "\(report.holes)")
        // Rows of padding have no traffic, so their cells have no meaning.
        let open = report.unnoticed.filter { !$0.isPadding && !isEquivalent($0, trace) }
        #expect(open.isEmpty, "\(open)")
        #expect(report.noticedColumns.count == Tested.shape.mainWidth)
        #expect(report.count > trace.elements.count * 5)
        #expect(report.byConstraint > 0 && report.byLookup > 0 && report.byTraffic > 0)
    }

    /// Whether a tuple that a row moves could be one of the processor's but is not true.
    func isFalse(_ tuple: [UInt64], times: Goldilocks) -> Bool {
        guard tuple[0] == UInt64(MachineBus.operation.number) else { return true }
        // A tuple that is received less often than before leaves one of the processor's open.
        guard times != .one else { return false }
        guard times == -.one else { return true }
        // The processor sends words, but takes any result; codes go up to that of host calls.
        guard tuple[1] < 48, tuple[2...5].allSatisfy({ $0 < 1 << 32 }) else { return false }
        let words = tuple[...5].map { UInt32($0) }
        for code in codes {
            for offset in OperationDefinition.offsets(code)
            where code.rawValue + offset == words[1] {
                let result = OperationDefinition.result(
                    code, offset: offset, first: words[3], second: words[4], before: words[5])
                return UInt64(result) != tuple[6]
            }
        }
        return true
    }
}

extension TableChip {
    /// The row and the column of multiplicities of a tuple that a table has.
    static func place(_ tuple: [UInt64]) -> (row: Int, column: Column) {
        let (x, y) = (Int(tuple[1]), Int(tuple[2]))
        return switch UInt32(tuple[0]) {
        case MachineBus.range.number:
            (y, x == 0 ? .count16 : x == 1 ? .count14 : .count15)
        case MachineBus.bytes.number: (x + 256 * y, .countBytes)
        case MachineBus.bytePair.number: (x + 256 * y, .countPair)
        default: (x, .countPower)
        }
    }
}
