public import Constraints
public import Fields

/// A Poseidon2 permutation in the columns of one row.
///
/// Each S-box x^7 has a column for its output, and one for its cube where constraints have degree 3
/// at most: the layers between are linear, and every input of an S-box is a linear expression of
/// columns.
///
/// Grassi, Khovratovich, Schofnegger, eprint 2023/323, section 4.
public struct PermutationRow<Width: Poseidon2Width>: Sendable {
    /// The first column.
    public let start: Int
    /// Whether S-boxes have a column for the cube.
    private let hasCubes: Bool

    /// Full rounds, half of them before the partial ones.
    public static var fullRoundCount: Int { 8 }
    /// Rounds with one S-box.
    public static var partialRoundCount: Int { 22 }
    /// Number of S-boxes.
    public static var sBoxCount: Int { fullRoundCount * Width.count + partialRoundCount }

    /// The columns from one on, in a machine of a degree.
    public init(start: Int, _ degree: RecursionDegree) {
        self.start = start
        hasCubes = degree == .three
    }

    /// The column behind.
    public var end: Int { outputColumn(Self.sBoxCount - 1) + 1 }

    /// The column of the output of an S-box.
    private func outputColumn(_ number: Int) -> Int {
        hasCubes ? start + 2 * number + 1 : start + number
    }

    /// The state after the permutation of an input, with the constraints of all S-boxes.
    ///
    /// The input has degree one; so has the result.
    func describe<Builder: ConstraintBuilder>(
        _ input: [Builder.Value], to builder: inout Builder
    ) -> [Builder.Value] {
        permute(input) { x, number in
            let output = builder.this(outputColumn(number))
            var cube = x * x * x
            if hasCubes {
                // cube = x^3
                let column = builder.this(outputColumn(number) - 1)
                builder.require("cube", column, equals: cube)
                cube = column
            }
            // output = cube^2 x
            builder.require("output of an S-box", output, equals: cube * cube * x)
            return output
        }
    }

    /// Writes the columns of a row for an input and returns the state after the permutation.
    public func fill(
        _ input: [Goldilocks], into row: UnsafeMutableBufferPointer<Goldilocks>
    ) -> [Goldilocks] {
        permute(input) { x, number in
            let cube = x * x * x
            let output = cube * cube * x
            if hasCubes { row[outputColumn(number) - 1] = cube }
            row[outputColumn(number)] = output
            return output
        }
    }

    /// The state after the permutation of a row that is filled.
    public func result(of row: UnsafeMutableBufferPointer<Goldilocks>) -> [Goldilocks] {
        var state = Poseidon2State<Width, Goldilocks>(elements: [])
        state.endFullRound(
            (Self.sBoxCount - Width.count..<Self.sBoxCount).map { row[outputColumn($0)] })
        return state.elements
    }

    /// The permutation with a given S-box, which gets its input and its number.
    private func permute<Value: ConstraintValue>(
        _ input: [Value], sBox: (Value, Int) -> Value
    ) -> [Value] {
        var state = Poseidon2State<Width, Value>(input: input)
        var number = 0
        func fullRound(_ round: Int) {
            let outputs = (0..<Width.count).map { index in
                let constant = Width.externalConstant(round * Width.count + index)
                return sBox(state.elements[index] + Value(constant: constant), number + index)
            }
            number += Width.count
            state.endFullRound(outputs)
        }
        for round in 0..<Self.fullRoundCount / 2 { fullRound(round) }
        for round in 0..<Self.partialRoundCount {
            let x = state.elements[0] + Value(constant: Width.internalConstant(round))
            state.endPartialRound(sBox(x, number))
            number += 1
        }
        for round in Self.fullRoundCount / 2..<Self.fullRoundCount { fullRound(round) }
        return state.elements
    }
}
