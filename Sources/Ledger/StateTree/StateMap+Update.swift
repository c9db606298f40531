public import Hashing

extension StateMap {
    /// Writes records and returns the new root; every touched node is hashed once.
    ///
    /// Of two writes to one key the later counts.
    @discardableResult
    public mutating func update(_ writes: [StateWrite]) -> Digest {
        let touched = StateWrite.ordered(writes).map { store($0) }
        top = place(touched, 0..<touched.count, under: top, depth: 0)
        return root
    }

    /// Writes a value into its leaf, a new one if there is none, and returns the leaf's index.
    private mutating func store(_ write: StateWrite) -> Int {
        let digest = write.leafDigest
        guard let index = leafIndex(for: write.key) else {
            leaves.append(
                Leaf(
                    key: write.key, digest: digest, start: UInt32(words.count),
                    wordCount: UInt32(write.value.count)))
            words += write.value
            return leaves.count - 1
        }
        leaves[index].digest = digest
        if Int(leaves[index].wordCount) == write.value.count {
            let start = Int(leaves[index].start)
            for offset in write.value.indices { words[start + offset] = write.value[offset] }
        } else {
            leaves[index].start = UInt32(words.count)
            leaves[index].wordCount = UInt32(write.value.count)
            words += write.value
        }
        return index
    }

    /// The node that replaces `node` once the touched leaves, ordered, are below it.
    private mutating func place(
        _ touched: [Int], _ range: Range<Int>, under node: NodeReference, depth: Int
    ) -> NodeReference {
        if range.isEmpty { return node }
        switch node.kind {
        case .empty:
            return build(touched, range, extra: nil, depth: depth)
        case .leaf(let index):
            // A changed leaf is among the touched ones; an unchanged one must make room.
            let isTouched = range.contains { touched[$0] == index }
            return build(touched, range, extra: isTouched ? nil : index, depth: depth)
        case .branch(let index):
            let middle = split(touched, range, depth: depth)
            let left = place(
                touched, range.lowerBound..<middle, under: branches[index].left,
                depth: depth + 1)
            let right = place(
                touched, middle..<range.upperBound, under: branches[index].right,
                depth: depth + 1)
            branches[index] = makeBranch(left, right)
            return node
        }
    }

    /// A new subtree of the touched leaves and one untouched leaf, if any.
    private mutating func build(
        _ touched: [Int], _ range: Range<Int>, extra: Int?, depth: Int
    ) -> NodeReference {
        guard range.count + (extra == nil ? 0 : 1) > 1 else {
            if let extra { return .leaf(extra) }
            return range.isEmpty ? .empty : .leaf(touched[range.lowerBound])
        }
        let middle = split(touched, range, depth: depth)
        let extraBit = extra.map { leaves[$0].key.bit(at: depth) }
        let left = build(
            touched, range.lowerBound..<middle, extra: extraBit == 0 ? extra : nil,
            depth: depth + 1)
        let right = build(
            touched, middle..<range.upperBound, extra: extraBit == 1 ? extra : nil,
            depth: depth + 1)
        branches.append(makeBranch(left, right))
        return .branch(branches.count - 1)
    }

    private func makeBranch(_ left: NodeReference, _ right: NodeReference) -> Branch {
        Branch(
            left: left, right: right,
            digest: Poseidon2.compress(left: digest(of: left), right: digest(of: right)))
    }

    /// The first index in the range whose key goes right at this depth.
    private func split(_ touched: [Int], _ range: Range<Int>, depth: Int) -> Int {
        range.partitionPoint { leaves[touched[$0]].key.bit(at: depth) == 1 }
    }
}

extension Range<Int> {
    /// The first index that satisfies a predicate which holds for all later ones.
    func partitionPoint(_ isRight: (Int) -> Bool) -> Int {
        var (low, high) = (lowerBound, upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            if isRight(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
