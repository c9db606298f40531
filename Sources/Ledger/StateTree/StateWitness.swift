public import Hashing

/// A pruned tree, enough to read and write some records and to compute the roots before and after.
///
/// The root binds every answer: two decoded witnesses with the same root give the same value for a
/// key that both can answer, unless a collision of Poseidon2 is known.
public struct StateWitness: Sendable {
    /// A node; the left child of a branch follows it.
    struct Node: Sendable {
        enum Kind: Sendable {
            case empty
            case leaf(key: StateKey, value: Range<Int>)
            case opaque
            case branch(right: Int)
        }

        let kind: Kind
        let digest: Digest

        var isEmpty: Bool {
            if case .empty = kind { true } else { false }
        }

        var isLeafOrEmpty: Bool {
            switch kind {
            case .empty, .leaf: true
            case .opaque, .branch: false
            }
        }
    }

    /// The canonical encoding.
    public let words: [UInt32]
    private let nodes: [Node]

    /// Decodes a witness, hashing each of its nodes once.
    public init(words: [UInt32]) throws(StateTreeError) {
        nodes = try WitnessDecoder(words).nodes
        self.words = words
    }

    /// The root of the tree that the witness was pruned from.
    public var root: Digest { nodes[0].digest }

    /// The value of a record; `nil` when the tree has no such record.
    ///
    /// Throws `outsideWitness` when the witness cannot tell.
    public func value(for key: StateKey) throws(StateTreeError) -> [UInt32]? {
        var index = 0
        var depth = 0
        while true {
            switch nodes[index].kind {
            case .empty: return nil
            case .leaf(let found, let range): return found == key ? Array(words[range]) : nil
            case .opaque: throw .outsideWitness
            case .branch(let right):
                index = key.bit(at: depth) == 0 ? index + 1 : right
                depth += 1
            }
        }
    }

    /// The root after writes of some records; every touched node is hashed once.
    ///
    /// Of two writes to one key the later counts. Throws `outsideWitness` when a key leads into
    /// a hidden subtree.
    public func updatedRoot(with writes: [StateWrite]) throws(StateTreeError) -> Digest {
        let ordered = StateWrite.ordered(writes)
        return try updatedDigest(0, ordered, 0..<ordered.count, depth: 0)
    }
}

extension StateWitness {
    /// The digest of a node after the writes in the range, all of which lead to it.
    private func updatedDigest(
        _ index: Int, _ writes: [StateWrite], _ range: Range<Int>, depth: Int
    ) throws(StateTreeError) -> Digest {
        let node = nodes[index]
        if range.isEmpty { return node.digest }
        switch node.kind {
        case .empty:
            return Self.built(writes, range, extra: nil, depth: depth)
        case .leaf(let key, _):
            let isWritten = range.contains { writes[$0].key == key }
            let extra = isWritten ? nil : KeptLeaf(key: key, digest: node.digest)
            return Self.built(writes, range, extra: extra, depth: depth)
        case .opaque:
            throw .outsideWitness
        case .branch(let right):
            let middle = range.partitionPoint { writes[$0].key.bit(at: depth) == 1 }
            return Poseidon2.compress(
                left: try updatedDigest(
                    index + 1, writes, range.lowerBound..<middle, depth: depth + 1),
                right: try updatedDigest(
                    right, writes, middle..<range.upperBound, depth: depth + 1))
        }
    }

    /// An existing leaf that is not written.
    private struct KeptLeaf {
        let key: StateKey
        let digest: Digest
    }

    /// The digest of a new subtree of written leaves and one existing leaf, if any.
    private static func built(
        _ writes: [StateWrite], _ range: Range<Int>, extra: KeptLeaf?, depth: Int
    ) -> Digest {
        guard range.count + (extra == nil ? 0 : 1) > 1 else {
            if let extra { return extra.digest }
            return range.isEmpty ? .zero : writes[range.lowerBound].leafDigest
        }
        let middle = range.partitionPoint { writes[$0].key.bit(at: depth) == 1 }
        let extraBit = extra.map { $0.key.bit(at: depth) }
        return Poseidon2.compress(
            left: built(
                writes, range.lowerBound..<middle, extra: extraBit == 0 ? extra : nil,
                depth: depth + 1),
            right: built(
                writes, middle..<range.upperBound, extra: extraBit == 1 ? extra : nil,
                depth: depth + 1))
    }
}
