import Constraints
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
        typealias Tested = Poseidon2Chip
        let battery = Poseidon2Battery<Width>()
        let calls = (0..<3 as Range<UInt32>).map { index in
            let input = battery.random(10 + UInt64(index))
            let clock: UInt32 = 0x10_0000 + 8 * index
            return battery.call(input, clock: clock, at: Place.data + 256 * index)
        }
        let trace = try battery.trace(calls)
        for row in 0..<Tested.rowCount {
            let columns = unnoticed(Tested.self, trace, row: Tested.rowCount + row, seed: 21)
            #expect(columns == Set(Poseidon2Unseen<Width>.columns(row).map(\.rawValue)))
        }
        let columns = unnoticed(Tested.self, trace, row: 3 * Tested.rowCount + 1, seed: 22)
        #expect(columns == Set(Poseidon2Unseen<Width>.padding.map(\.rawValue)))
    }

    @Test func refusesChangesOfPermutations() throws {
        try refusesChangesOfPermutations(Poseidon2Width8.self)
        try refusesChangesOfPermutations(Poseidon2Width12.self)
    }

    /// Rows of the second compression: of W, e and a of an initial round, a round of the block,
    /// one of the schedule, the last, and a final one.
    @Test(arguments: [0, 1, 14, 15, 16, 17, 111, 112, 113, 201, 202, 203, 207, 208, 215])
    func refusesChangesOfCompressions(row: Int) throws {
        let tests = SHA256ChipTests()
        let calls = (0..<3 as Range<UInt32>).map { index in
            tests.random(91 + UInt64(index), clock: 0x10_0000 + 8 * index)
        }
        let trace = try Compressions(calls).trace
        let columns = unnoticed(
            SHA256Chip.self, trace, row: SHA256Chip.rowCount + row, seed: 33)
        #expect(columns == Set(SHA256Unseen.columns(row).map(\.rawValue)))
    }

    /// Rows of the second product: of each kind, and their neighbours.
    @Test(
        arguments: [
            0, 1, 7, 8, 9, 10, 11, 23, 24, 25, 26, 29, 30, 60, 61, 180, 181, 184, 185, 219, 220,
            221,
            222, 223, 229, 230,
        ])
    func refusesChangesOfProducts(row: Int) throws {
        let calls = (0..<3 as Range<UInt32>).map {
            ProductCall(301 + UInt64($0)).record(clock: 0x10_0000 + 8 * $0)
        }
        let trace = try ProductScene(calls).trace
        let columns = unnoticed(EcGFp5Chip.self, trace, row: EcGFp5Schedule.count + row, seed: 35)
        #expect(columns == Set(EcGFp5Unseen.columns(row).map(\.rawValue)))
    }

    @Test func refusesChangesOfPaddingAfterProducts() throws {
        let trace = try ProductScene([ProductCall(304).record()]).trace
        let columns = unnoticed(
            EcGFp5Chip.self, trace, row: EcGFp5Schedule.count + 2, seed: 36)
        #expect(columns == Set(EcGFp5Unseen.padding.map(\.rawValue)))
    }

    /// Every row of the second of three divisions, and padding.
    @Test func refusesChangesOfDivisions() throws {
        let calls = (0..<3 as Range<UInt32>).map {
            DivisionCall(305 + UInt64($0)).record(clock: 0x10_0000 + 8 * $0)
        }
        let trace = try CallScene<ProductDivisionChip>(calls).trace
        for row in 0..<ProductDivisionChip.rowCount {
            let columns = unnoticed(
                ProductDivisionChip.self, trace, row: ProductDivisionChip.rowCount + row, seed: 37)
            #expect(columns == Set(ProductDivisionUnseen.columns(row).map(\.rawValue)), "\(row)")
        }
        let columns = unnoticed(
            ProductDivisionChip.self, trace, row: 3 * ProductDivisionChip.rowCount + 2, seed: 38)
        #expect(columns == Set(ProductDivisionUnseen.padding.map(\.rawValue)))
    }

    /// Rows of the second of three permutations of Keccak-f: each quarter, rows with and without
    /// memory, first and last rounds; and padding.
    @Test func refusesChangesOfKeccakPermutations() throws {
        let calls = (0..<3 as Range<UInt32>).map {
            PermutationCall(306 + UInt64($0)).record(clock: 0x10_0000 + 8 * $0)
        }
        let trace = try CallScene<KeccakChip>(calls).trace
        for row in [0, 1, 2, 3, 4, 19, 20, 49, 50, 111, 253, 460, 463, 478, 479] {
            let columns = unnoticed(
                KeccakChip.self, trace, row: KeccakSchedule.count + row, seed: 39)
            let unseen = row < KeccakSchedule.wordCount ? [] : KeccakUnseen.memory
            #expect(columns == Set(unseen.map(\.rawValue)), "\(row)")
        }
        let columns = unnoticed(
            KeccakChip.self, trace, row: 3 * KeccakSchedule.count + 2, seed: 40)
        #expect(columns == Set(KeccakUnseen.padding.map(\.rawValue)))
    }

    @Test func refusesChangesOfPaddingAfterCompressions() throws {
        let trace = try Compressions([SHA256ChipTests().random(94)]).trace
        let columns = unnoticed(
            SHA256Chip.self, trace, row: SHA256Chip.rowCount + 2, seed: 34)
        #expect(columns == Set(SHA256Unseen.padding.map(\.rawValue)))
    }
}

/// Cells of permutations that nothing depends on.
private enum Poseidon2Unseen<Width: Poseidon2Call> {
    typealias Column = Poseidon2Chip.Column

    private static var elementCount: Int { Width.count / Poseidon2Chip.rowCount }

    /// Rows 1 and 2 have elements of their neighbours.
    static func columns(_ row: Int) -> [Column] {
        let isPassed = row == 1 || row == 2
        let first = isPassed ? elementCount : 0
        let passed = (first..<Poseidon2Chip.elementCount).flatMap {
            [Column.passedInput($0), .passedOutput($0)]
        }
        return passed + surplus + addendGaps(row)
    }

    /// A word that is not added is not read.
    private static func addendGaps(_ row: Int) -> [Column] {
        (0..<Poseidon2Chip.elementCount)
            .filter { Poseidon2Chip.elementCount * row + $0 >= Width.addendCount }
            .flatMap { [Column.addendGapLow($0), .addendGapHigh($0)] }
    }

    /// In width 8 the third element of a row is zero by whatever limbs, and moves nothing.
    private static var surplus: [Column] {
        var columns = (Width.count..<Poseidon2Chip.width).map { Column.partialStart($0) }
        for element in elementCount..<Poseidon2Chip.elementCount {
            columns += [
                .inverse(element), .before(2 * element), .before(2 * element + 1),
                .afterLow(2 * element), .afterLow(2 * element + 1), .afterHigh(2 * element + 1),
            ]
        }
        return columns
    }

    /// In padding nothing moves, and partial rounds do not follow one another.
    ///
    /// Times, cells and words matter to nothing, but for words after that are not canonical; the low
    /// ones are zero by whatever limbs.
    static var padding: [Column] {
        var columns: [Column] = [.addendCell, .clock, .cell]
        for element in 0..<Poseidon2Chip.elementCount {
            columns += [
                .inverse(element), .passedInput(element), .passedOutput(element),
                .afterHigh(2 * element + 1), .addendGapLow(element), .addendGapHigh(element),
            ]
            for word in 2 * element..<2 * element + 2 {
                columns += [.before(word), .gapLow(word), .gapHigh(word), .afterLow(word)]
            }
        }
        return columns + (1..<Poseidon2Chip.width).map { .partialStart($0) }
    }
}

/// Cells of compressions that nothing depends on.
private enum SHA256Unseen {
    typealias Column = SHA256Chip.Column

    /// Rows of W have no bytes, rows without a sum no carry, rows without an access no cell before;
    /// the first row of a compression drops what its first registers hold.
    static func columns(_ row: Int) -> [Column] {
        let (round, isW) = (row / 3, row % 3 == 0)
        let isInitial = round < 4
        let isFinal = round >= 68
        let isRead = isW ? round >= 4 && round < 20 : isInitial
        let hasSum = isW ? round >= 20 && round < 68 : !isInitial
        return (isW ? bytes : []) + (hasSum ? [] : [.carryLow, .carryHigh])
            + (isRead || isFinal && !isW ? [] : [.before, .gapLow, .gapHigh])
            + (row == 0 ? [.scheduled, .pending(0)] : [])
    }

    static let bytes: [Column] =
        (0..<3).flatMap { [Column.second($0), .third($0)] }
        + (0..<4).flatMap { [Column.common($0), .masked($0)] }

    /// Padding has no calls and passes nothing on.
    static let padding: [Column] =
        columns(3) + [.clock, .stateCell, .blockCell, .scheduled, .mixed(1), .mixed(2)]
        + (1...SHA256Chip.stateCount).map { .state($0) }
        + (0..<SHA256Chip.pendingCount).map { .pending($0) }
}

/// Cells of double-scalar products that nothing depends on.
private enum EcGFp5Unseen {
    typealias Column = EcGFp5Chip.Column
    typealias Steps = EcGFp5Schedule

    private static func coefficients(_ column: (Int) -> Column) -> [Column] {
        (0..<5).map(column)
    }

    private static let accumulator: [Column] =
        coefficients(Column.accumulatorX) + coefficients(Column.accumulatorU)

    /// Rows without an access have none of its cells, rows of multiples no word, rows of words no
    /// digit, and none of the points but what the key and the result need.
    static func columns(_ step: Int) -> [Column] {
        let members = EcGFp5Chip.schedule.rows[step]
        func has(_ member: Steps.Member) -> Bool { members[member.rawValue] == 1 }
        let isElement = step <= Steps.decodingStep || step >= Steps.encodingStep
        var columns = [Column]()
        if !has(.isAccess) { columns += [.before, .gapLow, .gapHigh] }
        if isElement || has(.isDoubling) { columns.append(.digit) }
        guard isElement else {
            let isMultiple = has(.isBuilding) || has(.isBuilt)
            return columns + (isMultiple && !has(.isAccess) ? [.word] : [])
        }
        if !has(.isDecoding) && !has(.isEncoding) { columns += accumulator }
        if !has(.isLow) && !has(.isDecoding) { columns += [.inverse, .isBelow] }
        if !has(.isWrite) { columns += [.wordLow, .wordHigh] }
        if !has(.isEncoding) { columns.append(.isNeutral) }
        return columns
    }

    /// Padding has no flags, table or products.
    static let padding: [Column] =
        accumulator + coefficients(Column.operandX) + coefficients(Column.operandU) + [
            .clock, .firstCell, .digit, .word, .before, .gapLow, .gapHigh,
            .scheduled(.wordIndex), .scheduled(.scale),
        ]
}

/// Cells of divisions that nothing depends on.
private enum ProductDivisionUnseen {
    typealias Column = ProductDivisionChip.Column

    private static let halves: [Column] = (0..<2).flatMap { [.multiplier($0), .quotient($0)] }
    private static let lastWords: [Column] = [.factor(7), .divisor(7), .remainder(7)]

    /// Rows that multiply read no m, those that reduce have no halves of a and q, and the last row
    /// passes nothing on.
    static func columns(_ step: Int) -> [Column] {
        guard step < ProductDivisionChip.wordCount else {
            return halves + (step == ProductDivisionChip.rowCount - 1 ? lastWords : [])
        }
        return [.gapLow(2), .gapHigh(2)] + (step == 0 ? [.borrow, .remainder(0)] : [])
    }

    /// Padding has no step, flags, sums, carries or words of memory.
    static let padding: [Column] =
        [.clock, .operandCell, .resultCell, .before, .borrow, .rest(0), .rest(1)] + halves
        + (0..<8).flatMap { [.factor($0), .divisor($0), .remainder($0)] }
        + (0..<3).flatMap { [.gapLow($0), .gapHigh($0)] }
        // Other limbs of a carry of zero.
        + (0..<2).flatMap { [.lowCarry($0), .highCarry($0)] }
}

/// Cells of permutations of Keccak-f that nothing depends on.
private enum KeccakUnseen {
    typealias Column = KeccakChip.Column

    /// Rows behind the first 50 access no memory.
    static let memory: [Column] =
        (0..<2).flatMap { [Column.wordBefore($0), .wordAfter($0)] } + [.gapLow, .gapHigh]

    private static func bytes(_ slots: Range<Int>, _ column: (Int, Int) -> Column) -> [Column] {
        slots.flatMap { [column($0, 0), column($0, 1)] }
    }

    /// Padding has no step, flags, constant or rotated bits.
    static let padding: [Column] =
        memory + [.clock, .stateCell, .argument, .scheduled(.wordPlace)]
        + [.target0, .target1, .target2, .target3, .target4].map { Column.scheduled($0) }
        + bytes(0..<5, Column.before) + bytes(1..<5, Column.parityAnd)
        + bytes(0..<5, Column.changeAnd) + bytes(0..<5, Column.input)
        + bytes(0..<5, Column.masked) + bytes(0..<5, Column.inputAnd)
        + (0..<2).flatMap { [.previousParity($0), .paritiesAnd($0), .constantAnd($0)] }
        + (0..<5).map { .upper($0) }
}
