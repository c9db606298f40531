public import BN254

/// Equations (A z)_i (B z)_i = (C z)_i about an assignment z of variables.
///
/// Variable 0 is one, then come the public inputs, then the private variables.
public struct ConstraintSystem: Sendable, Equatable {
    public let a: SparseMatrix
    public let b: SparseMatrix
    public let c: SparseMatrix
    public let publicCount: Int
    public let variableCount: Int

    /// Matrices of the same number of rows over `variableCount` variables.
    public init(
        a: SparseMatrix, b: SparseMatrix, c: SparseMatrix, publicCount: Int, variableCount: Int
    ) {
        precondition(a.rowCount == b.rowCount && b.rowCount == c.rowCount)
        precondition(publicCount >= 0 && publicCount < variableCount)
        self.a = a
        self.b = b
        self.c = c
        self.publicCount = publicCount
        self.variableCount = variableCount
    }

    public var constraintCount: Int { a.rowCount }

    /// The number of the first constraint that an assignment of all variables violates, if any.
    public func firstViolation(_ assignment: [Fr]) throws(R1CSError) -> Int? {
        guard assignment.count == variableCount else {
            throw .assignmentCount(expected: variableCount, actual: assignment.count)
        }
        if assignment[0] != .one { return 0 }
        return assignment.withUnsafeBufferPointer { values in
            (0..<constraintCount).first { row in
                a.product(row: row, values) * b.product(row: row, values)
                    != c.product(row: row, values)
            }
        }
    }
}
