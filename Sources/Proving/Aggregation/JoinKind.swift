/// A program of a list that joins proofs: what it joins.
///
/// The list has one more program, the compression of the root of a tree.
public enum JoinKind: Hashable, Sendable {
    /// Two proofs of programs of the list.
    case join
    /// Two runs of the last shape.
    case pair
    /// One run of the shape with an index.
    case run(shape: Int)

    private static let firstShapeIndex = AggregationPrograms.compressionIndex + 1
    /// The most shapes of runs in a list.
    public static let shapeLimit = 1 << KeyList.depth - firstShapeIndex

    /// The program whose key has an index; `nil` for the compression and where the list has no
    /// leaf.
    public init?(keyIndex: Int) {
        switch keyIndex {
        case 0: self = .join
        case 1: self = .pair
        case Self.firstShapeIndex..<1 << KeyList.depth:
            self = .run(shape: keyIndex - Self.firstShapeIndex)
        default: return nil
        }
    }

    /// The index of the key in the list.
    public var keyIndex: Int {
        switch self {
        case .join: 0
        case .pair: 1
        case .run(let shape): Self.firstShapeIndex + shape
        }
    }

    /// The number of proofs that are joined.
    public var childCount: Int {
        if case .run = self { 1 } else { 2 }
    }
}
