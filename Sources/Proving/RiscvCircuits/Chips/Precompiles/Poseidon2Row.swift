import Constraints
import Fields

/// The number of a row in its permutation, as flags, for both widths.
struct Poseidon2Flags<Value: ConstraintValue> {
    /// The flags of a permutation of width 8 and of width 12.
    let narrow: Poseidon2RowFlags<Value>, wide: Poseidon2RowFlags<Value>

    /// The flags of the row whose cells are given.
    init(_ cell: (Poseidon2Chip.Column) -> Value) {
        narrow = Poseidon2RowFlags(
            isRow: (0..<Poseidon2Chip.rowCount).map { cell(.isRow($0, of: Poseidon2Width8.self)) })
        wide = Poseidon2RowFlags(
            isRow: (0..<Poseidon2Chip.rowCount).map { cell(.isRow($0, of: Poseidon2Width12.self)) })
    }

    /// Both, the narrow one first.
    var both: [Poseidon2RowFlags<Value>] { [narrow, wide] }
    /// Whether the row is the one of a number.
    func isRow(_ number: Int) -> Value { narrow.isRow[number] + wide.isRow[number] }
    /// Whether the row belongs to a permutation.
    var isReal: Value { narrow.isReal + wide.isReal }
    /// Whether the next row is of the same permutation.
    var continues: Value { narrow.continues + wide.continues }
}

/// The number of a row in a permutation of one width, as flags.
struct Poseidon2RowFlags<Value: ConstraintValue> {
    /// A flag for each of the four rows; all are zero in padding.
    let isRow: [Value]

    /// Whether the row belongs to a permutation.
    var isReal: Value { continues + isRow[3] }
    /// Whether the next row is of the same permutation.
    var continues: Value { isRow[0] + isRow[1] + isRow[2] }
    /// The number of the row, 0 in padding.
    var number: Value { isRow[1] + isRow[2] + isRow[2] + isRow[3] * Value(3) }

    /// A constant of each row; zero in padding, so that a row of zeros satisfies everything.
    func constant(ofRow constant: (Int) -> Goldilocks) -> Value {
        isRow.indices.reduce(.zero) { $0 + isRow[$1] * Value(constant: constant($1)) }
    }
}

/// The memory of a row: words, and the elements that they encode.
struct Poseidon2RowWords<Value: ConstraintValue> {
    typealias Column = Poseidon2Chip.Column

    /// Words before and after, the low word of each element first.
    let before: [Value], after: [Value]
    /// Elements before, with the words that are added, and after; a word before is one cell,
    /// whichever residue they make.
    let input: [Value], output: [Value]
    /// Elements that the row has from row 0 or 3.
    let passedInput: [Value], passedOutput: [Value]

    /// The words of the row whose cells are given.
    init(_ cell: (Column) -> Value) {
        func elements(_ words: [Value]) -> [Value] {
            let high = Value(constant: Goldilocks(reducing: 1 << 32))
            return stride(from: 0, to: words.count, by: 2).map {
                words[$0] + words[$0 + 1] * high
            }
        }
        let elementCount = Poseidon2Chip.elementCount
        before = (0..<2 * elementCount).map { cell(.before($0)) }
        after = (0..<2 * elementCount).map {
            cell(.afterLow($0)) + cell(.afterHigh($0)) * Value(1 << 16)
        }
        input = elements(before).enumerated().map { $1 + cell(.addend($0)) }
        output = elements(after)
        passedInput = (0..<elementCount).map { cell(.passedInput($0)) }
        passedOutput = (0..<elementCount).map { cell(.passedOutput($0)) }
    }
}

/// The memory of a row and the next; rows 1 and 2 together have all input and output.
struct Poseidon2RowPair<Value: ConstraintValue> {
    /// This row and the next.
    let this: Poseidon2RowWords<Value>, next: Poseidon2RowWords<Value>

    /// The state before, if this is row 1 of a permutation of a width.
    func input<Width: Poseidon2Call>(_ width: Width.Type) -> [Value] {
        Self.join(width, [this.passedInput, this.input, next.input, next.passedInput])
    }

    /// What the last round gives, if this is row 1 of a permutation of a width: the state after,
    /// less the state before where the width adds it.
    func permuted<Width: Poseidon2Call>(_ width: Width.Type) -> [Value] {
        let result = Self.join(
            width, [this.passedOutput, this.output, next.output, next.passedOutput])
        return Width.addsInput ? zip(result, input(width)).map { $0 - $1 } : result
    }

    /// A quarter of the state from each row.
    private static func join<Width: Poseidon2Call>(
        _ width: Width.Type, _ rows: [[Value]]
    ) -> [Value] {
        rows.flatMap { $0.prefix(Width.count / Poseidon2Chip.rowCount) }
    }
}
