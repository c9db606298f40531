public import BN254

/// One of the three matrices of a constraint system, row by row.
public struct SparseMatrix: Sendable, Equatable {
    /// Row i has the entries `starts[i]..<starts[i + 1]`.
    public private(set) var starts: [Int] = [0]
    /// Variables, ascending in each row.
    public private(set) var variables: [UInt32] = []
    public private(set) var coefficients: [Fr] = []

    public init() {}

    public var rowCount: Int { starts.count - 1 }

    /// Appends a row.
    public mutating func append(_ row: LinearCombination) {
        for term in row.terms { append(variable: term.variable, coefficient: term.coefficient) }
        endRow()
    }

    /// Appends an entry to the current row, which `endRow` ends.
    public mutating func append(variable: UInt32, coefficient: Fr) {
        variables.append(variable)
        coefficients.append(coefficient)
    }

    /// Ends the current row.
    public mutating func endRow() { starts.append(variables.count) }

    /// The product of a row with an assignment.
    public func product(row: Int, _ assignment: UnsafeBufferPointer<Fr>) -> Fr {
        var sum = Fr.zero
        for entry in starts[row]..<starts[row + 1] {
            let value = assignment[Int(variables[entry])]
            sum = coefficients[entry] == .one ? sum + value : sum + coefficients[entry] * value
        }
        return sum
    }
}
