import Constraints
import Fields

/// The number of a row in its permutation, as flags.
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
struct Poseidon2RowWords<Width: Poseidon2Width, Value: ConstraintValue> {
    typealias Column = Poseidon2Chip<Width>.Column

    /// Words before and after, the low word of each element first.
    let before: [Value], after: [Value]
    /// Elements before and after; a word before is one cell, whichever residue they make.
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
        let elementCount = Poseidon2Chip<Width>.elementCount
        before = (0..<2 * elementCount).map { cell(.before($0)) }
        after = (0..<2 * elementCount).map {
            cell(.afterLow($0)) + cell(.afterHigh($0)) * Value(1 << 16)
        }
        input = elements(before)
        output = elements(after)
        passedInput = (0..<elementCount).map { cell(.passedInput($0)) }
        passedOutput = (0..<elementCount).map { cell(.passedOutput($0)) }
    }
}

/// The memory of a row and the next; rows 1 and 2 together have all input and output.
struct Poseidon2RowPair<Width: Poseidon2Width, Value: ConstraintValue> {
    /// This row and the next.
    let this: Poseidon2RowWords<Width, Value>, next: Poseidon2RowWords<Width, Value>

    /// The state before, if this is row 1.
    var input: [Value] { this.passedInput + this.input + next.input + next.passedInput }
    /// The state after, if this is row 1.
    var result: [Value] { this.passedOutput + this.output + next.output + next.passedOutput }
}
