import Constraints
import Fields
import Polynomials
import Riscv
import RiscvCircuits
import Testing

/// Which words the zero memory chip lets start.
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
                (.word, word), (.stepLow, step.low), (.stepHigh, step.high),
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

    @Test func refusesToReturnBelowTheImage() {
        // 300, then 20 as the first row of the chip would be.
        var table = trace([300, 20])
        table[1, Column.stepLow.rawValue] = Goldilocks(10)
        table[1, Column.stepHigh.rawValue] = .zero
        #expect(failures(table) == ["words above come last", "words grow"])
    }

    @Test func refusesWordsBehindPadding() {
        let honest = trace([20, 21])
        var gap = Matrix(zeros: 4, width: honest.width)
        for column in 0..<honest.width { gap[2, column] = honest[0, column] }
        #expect(failures(gap).contains("padding is the end"))
    }

    @Test func refusesPaddingAboveTheImage() {
        var table = trace([20, 21, 22])
        table[3, Column.isAbove.rawValue] = .one
        #expect(failures(table) == ["padding is not above"])
    }

    @Test func refusesFlagsThatAreNoBits() {
        var real = trace([20])
        real[0, Column.isReal.rawValue] = Goldilocks(2)
        #expect(failures(real).contains("row is a word or padding"))
        var above = trace([20])
        above[0, Column.isAbove.rawValue] = Goldilocks(2)
        #expect(failures(above).contains("word is above the image or not"))
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
