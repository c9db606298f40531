import Hashing

extension StateMap {
    /// The words of a `StateWitness` for reads and writes of the given keys.
    ///
    /// For an absent key, the witness holds the empty subtree or the other leaf at which its path
    /// ends, so that the key can be inserted there.
    public func encodedWitness(for keys: [StateKey]) -> [UInt32] {
        var encoder = WitnessEncoder()
        let ordered = keys.sorted()
        encode(ordered, 0..<ordered.count, top, depth: 0, to: &encoder)
        return encoder.words
    }

    private func encode(
        _ keys: [StateKey], _ range: Range<Int>, _ node: NodeReference, depth: Int,
        to encoder: inout WitnessEncoder
    ) {
        if case .empty = node.kind {
            encoder.appendEmpty()
            return
        }
        guard !range.isEmpty else {
            encoder.appendOpaque(digest(of: node))
            return
        }
        switch node.kind {
        case .empty: break
        case .leaf(let index):
            encoder.appendLeaf(leaves[index].key, leaves[index].value(in: words))
        case .branch(let index):
            let middle = range.partitionPoint { keys[$0].bit(at: depth) == 1 }
            encoder.appendBranch()
            encode(
                keys, range.lowerBound..<middle, branches[index].left, depth: depth + 1,
                to: &encoder)
            encode(
                keys, middle..<range.upperBound, branches[index].right, depth: depth + 1,
                to: &encoder)
        }
    }
}
