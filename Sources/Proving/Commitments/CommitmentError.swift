/// Reasons to refuse an opening.
public enum CommitmentError: Error, Equatable {
    /// The index names no leaf.
    case leafOutOfRange(index: Int, count: Int)
    /// The cap has another number of nodes than the shape says.
    case capCount(expected: Int, actual: Int)
    /// There are rows of more or fewer tables than the shape says.
    case tableCount(expected: Int, actual: Int)
    /// A table has more or fewer rows than belong to the leaves.
    case rowCount(table: Int, expected: Int, actual: Int)
    /// A row is not as long as its table is wide.
    case rowLength(table: Int, expected: Int, actual: Int)
    /// The path is not as long as the tree is high.
    case pathCount(expected: Int, actual: Int)
    /// There are more or fewer nodes than connect the leaves to the cap.
    case nodeCount(expected: Int, actual: Int)
    /// Rows and path lead to another node than the one in the cap.
    case capMismatch(node: Int)
}
