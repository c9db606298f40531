import Fields
import Polynomials
import RiscvCircuits
import RiscvProver
import Testing

/// Every constraint of input and output has a trace that it alone refuses.
@Suite struct WordTransferCheckTests {
    private typealias Input = InputChip.Column
    private typealias Output = OutputChip.Column

    /// A row of the input chip.
    private func row(
        clock: Int64 = 8, cell: Int64, remaining: Int64, isCall: Int64 = 0, isWord: Int64 = 0
    ) -> [Input: Int64] {
        [.clock: clock, .cell: cell, .remaining: remaining, .isCall: isCall, .isWord: isWord]
    }

    private func failures<Tested: Chip>(
        _ chip: Tested.Type, _ rows: [[Tested.Column: Int64]]
    ) -> [String] {
        var trace = Matrix(zeros: rows.count, width: Tested.Column.allCases.count)
        for (place, row) in rows.enumerated() {
            for (column, value) in row {
                let magnitude = Goldilocks(reducing: value.magnitude)
                trace[place, column.rawValue] = value < 0 ? -magnitude : magnitude
            }
        }
        return SingleChip<Tested>.failures(trace)
    }

    @Test func callsAreFollowedByTheirWords() {
        let call = row(cell: 3, remaining: 1, isCall: 1)
        let empty = row(clock: 16, cell: 3, remaining: 0, isCall: 1)
        let word = row(cell: 4, remaining: 0, isWord: 1)
        #expect(failures(InputChip.self, [call, word, empty, [:]]).isEmpty)
        let cases: [(String, [[Input: Int64]])] = [
            ("call is a bit", [call, word.merging([.isCall: -1]) { $1 }]),
            (
                "word is a bit",
                [empty, row(clock: 16, cell: 4, remaining: -1, isCall: 1, isWord: -1)]
            ),
            ("row is a call, a word or padding", [call, word.merging([.isCall: 1]) { $1 }]),
            ("padding is the end", [[:], empty]),
            ("first row is no word", [word, empty]),
            ("clock of a word", [call, word.merging([.clock: 16]) { $1 }]),
            ("cell of a word", [call, word.merging([.cell: 5]) { $1 }]),
            ("words count down", [call.merging([.remaining: 2]) { $1 }, word]),
            ("all words come", [call, empty]),
            ("all words come", [call, [:]]),
            ("last words come", [call]),
        ]
        for (name, rows) in cases { #expect(failures(InputChip.self, rows) == [name]) }
    }

    @Test func outputIsInOrder() {
        let call: [Output: Int64] = [.clock: 8, .cell: 3, .remaining: 1, .isCall: 1]
        let word: [Output: Int64] = [.clock: 8, .cell: 4, .isWord: 1]
        let next: [Output: Int64] = [
            .clock: 24, .cell: 3, .position: 1, .gapLow: 15, .isCall: 1,
        ]
        #expect(failures(OutputChip.self, [call, word, next, [:]]).isEmpty)
        func changed(_ row: [Output: Int64], _ column: Output, _ value: Int64) -> [Output: Int64] {
            row.merging([column: value]) { $1 }
        }
        let cases: [(String, [[Output: Int64]])] = [
            (
                "first position",
                [
                    changed(call, .position, 5), changed(word, .position, 5),
                    changed(next, .position, 6), [:],
                ]
            ),
            ("positions count words", [call, word, changed(next, .position, 0), [:]]),
            ("positions count words", [call, changed(word, .position, 1)]),
            ("calls are in order", [call, word, changed(next, .clock, 8), [:]]),
            ("calls are in order", [call, word, changed(next, .gapLow, 14), [:]]),
        ]
        for (name, rows) in cases { #expect(failures(OutputChip.self, rows) == [name]) }
    }
}
