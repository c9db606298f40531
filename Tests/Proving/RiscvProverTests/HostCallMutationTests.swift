import Fields
import Polynomials
import RiscvCircuits
import RiscvPrograms
import Testing

/// Any changed cell of a host call is refused, but for those that nothing depends on.
@Suite struct HostCallMutationTests {
    /// The columns in which some change of a row goes unnoticed.
    private func unnoticed<Tested: Chip>(
        _ chip: Tested.Type, _ trace: Matrix, row: Int, seed: UInt64
    ) -> Set<Int> {
        var mutation = Mutation<Tested>(trace)
        let report = mutation.report(rows: [row], seed: seed)
        #expect(report.count > 4 * trace.width)
        return Set(report.unnoticed.map(\.column))
    }

    private func refusesChangesOfPermutations<Width: TestedWidth>(
        _ width: Width.Type
    ) throws {
        typealias Tested = Poseidon2Chip<Width>
        let battery = Poseidon2Battery<Width>()
        let calls = (0..<3 as Range<UInt32>).map { index in
            let input = battery.random(10 + UInt64(index))
            let clock: UInt32 = 0x10_0000 + 8 * index
            return battery.call(input, clock: clock, at: Place.data + 256 * index)
        }
        let trace = try battery.trace(calls)
        #expect(unnoticed(Tested.self, trace, row: 1, seed: 21).isEmpty)
        // In padding nothing moves: address, time, gaps and inverses matter to nobody, and the
        // words after are zero by whatever limbs.
        let unseen =
            [.clock, .cell, .argument] + (0..<Width.count).map { Tested.Column.inverse($0) }
            + (0..<2 * Width.count).flatMap {
                [Tested.Column.gapLow($0), .gapHigh($0), .afterLow($0)]
            }
        let columns = unnoticed(Tested.self, trace, row: 3, seed: 22)
        #expect(columns == Set(unseen.map(\.rawValue)))
    }

    @Test func refusesChangesOfPermutations() throws {
        try refusesChangesOfPermutations(Poseidon2Width8.self)
        try refusesChangesOfPermutations(Poseidon2Width12.self)
    }

    private func compressions() throws -> Compressions {
        let tests = SHA256ChipTests()
        return try Compressions(
            (0..<3 as Range<UInt32>).map { index in
                tests.random(91 + UInt64(index), clock: 0x10_0000 + 8 * index)
            })
    }

    @Test func refusesChangesOfCompressions() throws {
        let trace = try compressions().calls
        #expect(unnoticed(SHA256Chip.self, trace, row: 1, seed: 31).isEmpty)
        // In padding isReal is seen, and that carries are bits.
        let columns = unnoticed(SHA256Chip.self, trace, row: 3, seed: 32)
        #expect(columns == Set(1..<trace.width))
    }

    /// Rows of the second compression: its first, one of the block, two of the schedule, its
    /// end.
    @Test(arguments: [0, 2, 5, 15, 16])
    func refusesChangesOfRounds(position: Int) throws {
        let trace = try compressions().rounds
        let columns = unnoticed(
            SHA256RoundChip.self, trace, row: SHA256Unseen.rowCount + position, seed: 33)
        #expect(columns == (position == 0 ? SHA256Unseen.firstRow : []))
    }

    @Test func refusesChangesOfPaddingAfterRounds() throws {
        let trace = try compressions().rounds
        let columns = unnoticed(
            SHA256RoundChip.self, trace, row: 3 * SHA256Unseen.rowCount + 2, seed: 34)
        #expect(columns == SHA256Unseen.padding)
    }

    /// Constraints of two rows say nothing of what the last row has for the next.
    @Test func refusesChangesOfTheLastRowOfRounds() throws {
        let trace = try compressions().rounds
        let columns = unnoticed(SHA256RoundChip.self, trace, row: trace.height - 1, seed: 35)
        #expect(columns == SHA256Unseen.lastRow)
    }
}

/// Cells of the rounds of SHA-256 that nothing depends on.
private enum SHA256Unseen {
    typealias Column = SHA256RoundChip.Column

    static let rowCount = 17

    /// The first row of a compression is made by no rounds, so that it has no carries, and
    /// continues no schedule, so that nobody reads what would be two rows old.
    static let firstRow = numbers { round in
        [
            .carryALow(round), .carryAHigh(round), .carryELow(round), .carryEHigh(round),
            .pending(round, age: 2),
        ]
    }

    /// Padding has no calls.
    static let padding = firstRow.union(
        numbers { round in [.clock, .pending(round, age: 1)] })

    /// The last row has no next, and the row before it does not read the latest a and e.
    static let lastRow = padding.union(
        numbers { round in
            [
                .first(round), .second(round), .pending(round, age: 0), .pending(round, age: 3),
            ]
        }
    ).union((0..<32).flatMap { [Column.a(3, bit: $0).rawValue, Column.e(3, bit: $0).rawValue] })

    private static func numbers(_ columns: (Int) -> [Column]) -> Set<Int> {
        Set((0..<4).flatMap(columns).map(\.rawValue))
    }
}
