/// A program of a list: what it joins.
public enum JoinKind: Hashable, Sendable {
    /// Two proofs of programs of the list.
    case join
    /// Two runs of the last shape.
    case pair
    /// One run of the shape with an index.
    case run(shape: Int)

    /// The most shapes of runs in a list.
    public static let shapeLimit = 1 << KeyList.depth - 2

    /// The program whose key has an index; `nil` where the list has no leaf.
    public init?(keyIndex: Int) {
        switch keyIndex {
        case 0: self = .join
        case 1: self = .pair
        case 2..<2 + Self.shapeLimit: self = .run(shape: keyIndex - 2)
        default: return nil
        }
    }

    /// The index of the key in the list.
    public var keyIndex: Int {
        switch self {
        case .join: 0
        case .pair: 1
        case .run(let shape): 2 + shape
        }
    }

    /// The number of proofs that are joined.
    public var childCount: Int {
        if case .run = self { 1 } else { 2 }
    }
}
