/// A program of a list that joins proofs: what it joins.
///
/// The list has one more program, the compression of the root of a tree. Keys stand in it so that
/// those of further, larger shapes follow those of fewer: join, compression, then for each shape one
/// run of it, pairs with a smaller one first, pairs with it first.
public enum JoinKind: Hashable, Sendable {
    /// Two proofs of programs of the list.
    case join
    /// One run of the shape with an index.
    case run(shape: Int)
    /// Two runs of the shapes with these indices.
    case pair(first: Int, second: Int)

    /// The most shapes of runs in a list.
    public static let shapeLimit = 5

    /// The index of the first key that a shape adds to those of smaller shapes.
    private static func firstIndex(of shape: Int) -> Int { 2 + shape * (shape + 1) }

    /// The program whose key has an index; `nil` for the compression and where the list has no
    /// leaf.
    public init?(keyIndex: Int) {
        guard keyIndex != 0 else {
            self = .join
            return
        }
        guard
            let shape = (0..<Self.shapeLimit).last(where: { Self.firstIndex(of: $0) <= keyIndex })
        else { return nil }
        let place = keyIndex - Self.firstIndex(of: shape)
        if place == 0 {
            self = .run(shape: shape)
        } else if place <= shape {
            self = .pair(first: place - 1, second: shape)
        } else if place <= 2 * shape + 1 {
            self = .pair(first: shape, second: place - shape - 1)
        } else {
            return nil
        }
    }

    /// The index of the key in the list, for indices of shapes below `shapeLimit`.
    public var keyIndex: Int {
        switch self {
        case .join: 0
        case .run(let shape): Self.firstIndex(of: shape)
        case .pair(let first, let second):
            first < second
                ? Self.firstIndex(of: second) + 1 + first
                : Self.firstIndex(of: first) + 1 + first + second
        }
    }

    /// The number of proofs that are joined.
    public var childCount: Int {
        if case .run = self { 1 } else { 2 }
    }

    /// The programs for a number of shapes, in the order of their keys, without the compression.
    static func all(shapeCount: Int) -> [JoinKind] {
        (0..<firstIndex(of: shapeCount)).compactMap { JoinKind(keyIndex: $0) }
    }
}
