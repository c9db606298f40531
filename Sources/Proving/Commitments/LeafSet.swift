/// Leaves of a tree that are opened together, each once, in ascending order.
public struct LeafSet: Sendable, Equatable {
    /// The leaves.
    public let leaves: [Int]

    /// The given leaves, which may be in any order and be there several times.
    public init(_ leaves: [Int]) {
        self.init(ascending: leaves.sorted())
    }

    private init(ascending: [Int]) {
        var distinct = [Int]()
        for leaf in ascending where distinct.last != leaf { distinct.append(leaf) }
        leaves = distinct
    }

    /// Number of leaves.
    public var count: Int { leaves.count }

    /// The nodes above the leaves, a number of levels higher.
    public func ancestors(_ levels: Int) -> LeafSet {
        LeafSet(ascending: leaves.map { $0 >> levels })
    }

    /// The place of a leaf in the list, `nil` if it is not there.
    public func place(of leaf: Int) -> Int? {
        var (low, high) = (0, leaves.count)
        while low < high {
            let middle = (low + high) / 2
            if leaves[middle] < leaf { low = middle + 1 } else { high = middle }
        }
        return low < leaves.count && leaves[low] == leaf ? low : nil
    }

    /// The siblings of leaves that are not leaves of the set themselves, in ascending order.
    var missingSiblings: [Int] {
        leaves.indices.compactMap { place in
            let sibling = leaves[place] ^ 1
            let neighbour = sibling < leaves[place] ? place - 1 : place + 1
            let isThere = leaves.indices.contains(neighbour) && leaves[neighbour] == sibling
            return isThere ? nil : sibling
        }
    }

    /// Number of nodes that connect the leaves to a cap some levels higher.
    public func siblingCount(levels: Int) -> Int {
        var (count, level) = (0, self)
        for _ in 0..<levels {
            count += level.missingSiblings.count
            level = level.ancestors(1)
        }
        return count
    }
}
