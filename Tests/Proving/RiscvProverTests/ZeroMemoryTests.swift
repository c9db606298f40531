import Constraints
import Fields
import Polynomials
import Riscv
import RiscvCircuits
import Testing

/// Words that the zero memory chip can start.
@Suite struct ZeroMemoryTests {
    private typealias Column = ZeroMemoryChip.Column
    /// Memory [10, 1000), image [100, 200).
    private static let bounds: [Goldilocks] = [10, 100, 200, 1000].map { Goldilocks($0 as UInt32) }

    private static let image = UInt64(100)..<200

    /// A trace of the given words that satisfies all but ranges.
    private func trace(_ words: [UInt64], isAbove: (UInt64) -> Bool = { $0 >= 200 }) -> Matrix {
        var table = Matrix(
            zeros: words.count.nextPowerOfTwo, width: ZeroMemoryChip.shape.mainWidth)
        var previous = Goldilocks(9)
        var wasAbove = false
        for (row, index) in words.enumerated() {
            let word = Goldilocks(reducing: index)
            let above = isAbove(index)
            if above, !wasAbove { previous = Goldilocks(199) }
            let bound = Goldilocks(above ? 999 : 99 as UInt32)
            let step = split(word - .one - previous)
            let room = split(bound - word)
            let cells: [(Column, Goldilocks)] = [
                (.word, word), (.final, Goldilocks(7)), (.finalTime, Goldilocks(9)),
                (.stepLow, step.low), (.stepHigh, step.high),
                (.roomLow, room.low), (.roomHigh, room.high), (.isReal, .one),
                (.isAbove, above ? .one : .zero),
            ]
            for (column, value) in cells { table[row, column.rawValue] = value }
            previous = word
            wasAbove = above
        }
        return table
    }

    /// The low 16 bits and what is left.
    private func split(_ value: Goldilocks) -> (low: Goldilocks, high: Goldilocks) {
        (Goldilocks(reducing: value.value & 0xffff), Goldilocks(reducing: value.value >> 16))
    }

    private func failures(_ trace: Matrix) -> Set<String> {
        Set(SingleChip<ZeroMemoryChip>.failures(trace, publicValues: Self.bounds))
    }

    /// Whether every limb is within its range.
    private func isInRange(_ trace: Matrix) -> Bool {
        SingleChip<ZeroMemoryChip>.traffic(trace, publicValues: Self.bounds).allSatisfy {
            $0.bus != MachineBus.range.number
                || $0.tuple[1]
                    < ($0.tuple[0] == UInt64(RangeKind.bits14.rawValue) ? 1 << 14 : 1 << 16)
        }
    }

    @Test(
        arguments: [
            [], [10], [99], [200], [999], [10, 11, 99, 200, 201, 999], [300, 301], [50, 98],
        ] as [[UInt64]])
    func acceptsWordsInOrderOutsideTheImage(words: [UInt64]) {
        let trace = trace(words)
        #expect(failures(trace).isEmpty)
        #expect(isInRange(trace))
    }

    /// Words below memory, in the image, behind memory, twice, unsorted; and indices that wrap.
    @Test(
        arguments: [
            [9], [100], [150], [199], [1000], [10, 10], [12, 11], [300, 300], [301, 300],
            [0], [99, 100], [150, 300], [10, Goldilocks.modulus - 1], [1 << 40],
        ] as [[UInt64]], [true, false])
    func refusesOtherWords(words: [UInt64], isAbove: Bool) {
        // Whichever side a word of the image is said to be on.
        let trace = trace(words) { $0 >= 200 || isAbove && Self.image.contains($0) }
        #expect(!(failures(trace).isEmpty && isInRange(trace)))
    }

    /// Every constraint has a trace, with all limbs in range, that it alone refuses.
    @Test func everyCheckIsNeeded() {
        // w, step, room, isReal, isAbove of each row.
        let cases: [(String, [[UInt32]])] = [
            ("row is a word or padding", [[20, 10, 79, 2, 0]]),
            ("word is above the image or not", [[1500, 1110, 399, 1, 2]]),
            ("padding is not above", [[20, 10, 79, 1, 0], [0, 0, 0, 0, 1]]),
            (
                "padding is the end",
                [[20, 10, 79, 1, 0], [0, 0, 0, 0, 0], [20, 19, 79, 1, 0], [0, 0, 0, 0, 0]]
            ),
            ("word is below its bound", [[150, 140, 0, 1, 0]]),
            ("word is below its bound", [[1000, 800, 0, 1, 1]]),
            ("first word", [[5, 0, 94, 1, 0]]),
            ("first word", [[199, 0, 800, 1, 1]]),
            ("words grow", [[20, 10, 79, 1, 0], [20, 0, 79, 1, 0]]),
            ("words grow", [[20, 10, 79, 1, 0], [150, 0, 849, 1, 1]]),
        ]
        for (name, rows) in cases {
            let trace = trace(cells: rows)
            #expect(failures(trace) == [name])
            #expect(isInRange(trace))
        }
    }

    private func trace(cells rows: [[UInt32]]) -> Matrix {
        var table = Matrix(zeros: rows.count, width: ZeroMemoryChip.shape.mainWidth)
        let columns = [Column.word, .stepLow, .roomLow, .isReal, .isAbove]
        for (row, cells) in rows.enumerated() {
            for (column, value) in zip(columns, cells) {
                table[row, column.rawValue] = Goldilocks(value)
            }
        }
        return table
    }

    /// The sum that "words grow" then asks for lies above the image, so no room fits: the
    /// constraint on the order is there to be read.
    @Test func refusesToReturnBelowTheImage() {
        let table = trace(cells: [[300, 100, 699, 1, 1], [20, 10, 79, 1, 0]])
        #expect(failures(table) == ["words above come last", "words grow"])
    }

    /// Each cell changed: no other word starts, and of padding only flags matter.
    @Test func everyCellMatters() {
        let words = [10, 11, 99, 200, 201, 999] as [UInt64]
        let trace = trace(words)
        var mutation = Mutation<ZeroMemoryChip>(trace, publicValues: Self.bounds)
        let report = mutation.report(rows: 0..<trace.height, seed: 7) { change in
            change.contains { tuple, times in
                let isStart = tuple[0] == UInt64(MachineBus.memory.number) && tuple[3] == 0
                return isStart && times == .one && (words + Self.image).contains(tuple[1])
            }
        }
        #expect(report.holes.isEmpty)
        #expect(report.noticedColumns == Set(Column.allCases.map(\.rawValue)))
        for mutant in report.unnoticed {
            #expect(mutant.isPadding && mutant.column < Column.isReal.rawValue)
        }
    }
}

extension Int {
    /// The least power of two that is not less.
    fileprivate var nextPowerOfTwo: Int {
        var power = 1
        while power < self { power *= 2 }
        return power
    }
}
