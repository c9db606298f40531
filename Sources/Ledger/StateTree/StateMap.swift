public import Hashing

/// The whole state in memory as an authenticated map: a binary Merkle tree over Poseidon2.
///
/// A subtree without leaves has the zero digest, one with a single leaf is that leaf's digest,
/// any other is `Poseidon2.compress` of its halves. So the root depends on the records alone,
/// not on the order of writes. Records are never removed; a balance of zero stays a leaf.
///
/// Nodes live in three arrays. A copy shares them until one of the two is written to.
public struct StateMap: Sendable {
    var branches: [Branch] = []
    var leaves: [Leaf] = []
    /// Values of all leaves; a value that changes its length moves to the end.
    var words: [UInt32] = []
    var top = NodeReference.empty

    /// A map without records.
    public init() {}

    /// A map of the given records; of two with one key the later counts.
    public init(_ records: [StateWrite]) {
        update(records)
    }

    /// The number of records.
    public var count: Int { leaves.count }

    /// The digest of the whole tree.
    public var root: Digest { digest(of: top) }

    /// The value of a record; `nil` when it was never written.
    public func value(for key: StateKey) -> [UInt32]? {
        guard let index = leafIndex(for: key) else { return nil }
        return Array(leaves[index].value(in: words))
    }
}

/// An empty subtree, a branch or a leaf, as an index into the arrays of a map.
struct NodeReference: Equatable, Sendable {
    /// 0: empty; n + 1: branch n; -n - 1: leaf n.
    private let raw: Int32

    private init(raw: Int32) {
        self.raw = raw
    }

    static var empty: NodeReference { NodeReference(raw: 0) }

    static func branch(_ index: Int) -> NodeReference { NodeReference(raw: Int32(index + 1)) }

    static func leaf(_ index: Int) -> NodeReference { NodeReference(raw: -Int32(index + 1)) }

    enum Kind {
        case empty
        case branch(Int)
        case leaf(Int)
    }

    var kind: Kind {
        if raw == 0 { return .empty }
        return raw > 0 ? .branch(Int(raw) - 1) : .leaf(Int(-raw) - 1)
    }
}

/// A node over at least two leaves.
struct Branch: Sendable {
    var left: NodeReference
    var right: NodeReference
    var digest: Digest
}

/// A record; its value is a range of the words of the map.
struct Leaf: Sendable {
    let key: StateKey
    var digest: Digest
    var start: UInt32
    var wordCount: UInt32

    func value(in words: [UInt32]) -> ArraySlice<UInt32> {
        words[Int(start)..<Int(start) + Int(wordCount)]
    }
}

extension StateMap {
    func digest(of node: NodeReference) -> Digest {
        switch node.kind {
        case .empty: .zero
        case .branch(let index): branches[index].digest
        case .leaf(let index): leaves[index].digest
        }
    }

    /// The leaf with exactly this key.
    func leafIndex(for key: StateKey) -> Int? {
        var node = top
        var depth = 0
        while true {
            switch node.kind {
            case .empty: return nil
            case .leaf(let index): return leaves[index].key == key ? index : nil
            case .branch(let index):
                node = key.bit(at: depth) == 0 ? branches[index].left : branches[index].right
                depth += 1
            }
        }
    }
}
