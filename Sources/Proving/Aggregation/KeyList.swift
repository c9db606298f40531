public import Hashing

/// The keys of all recursion programs whose proofs may be joined, as leaves of a tree.
///
/// The root is public data of every proof: who accepts a root accepts these programs.
public struct KeyList: Equatable, Sendable {
    /// Digests of keys in their order.
    public let digests: [Digest]

    /// The logarithm of the number of leaves; those behind the last key are zero.
    public static let depth = 5

    /// A list of at most 2^`depth` keys; `nil` for more.
    public init?(_ digests: [Digest]) {
        guard digests.count <= 1 << Self.depth else { return nil }
        self.digests = digests
    }

    /// The root.
    public var root: Digest { levels[Self.depth][0] }

    /// The siblings from the leaf of a key on; `nil` for an index without a key.
    public func path(of index: Int) -> [Digest]? {
        guard digests.indices.contains(index) else { return nil }
        return (0..<Self.depth).map { levels[$0][(index >> $0) ^ 1] }
    }

    /// The index of a key.
    public func index(of digest: Digest) -> Int? { digests.firstIndex(of: digest) }

    /// The nodes of each level, leaves first.
    private var levels: [[Digest]] {
        let padding = [Digest](repeating: .zero, count: 1 << Self.depth - digests.count)
        var levels = [digests + padding]
        for level in 0..<Self.depth {
            let nodes = levels[level]
            levels.append(
                (0..<nodes.count / 2).map {
                    Poseidon2.compress(left: nodes[2 * $0], right: nodes[2 * $0 + 1])
                })
        }
        return levels
    }
}
