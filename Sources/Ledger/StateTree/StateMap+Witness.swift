import Hashing

/// A record that a witness is to hold.
public struct WitnessedRecord: Sendable {
    /// The record's place in the tree.
    public let key: StateKey
    /// The words that the key is the hash of.
    public let keyWords: [UInt32]

    /// A record of the given key words.
    public init(keyWords: [UInt32]) {
        (key, self.keyWords) = (StateKey(recordWords: keyWords), keyWords)
    }
}

extension StateMap {
    /// The words of a `StateWitness` of some records, which are accessed in the given order.
    ///
    /// For an absent record, the witness has the empty subtree or the other leaf at which its path
    /// ends, so that the record can be inserted there.
    ///
    /// - Parameters:
    ///   - records: The records, each once, in any order.
    ///   - accesses: Indices in `records`, in the order in which they are read or written.
    ///   - advice: Words for the reader of the witness, who checks them.
    public func encodedWitness(
        for records: [WitnessedRecord], accesses: [Int], advice: [UInt32] = []
    ) -> [UInt32] {
        let order = records.indices.sorted { records[$0].key < records[$1].key }
        var places = [UInt32](repeating: 0, count: records.count)
        for (place, index) in order.enumerated() { places[index] = UInt32(place) }
        var encoder = WitnessEncoder(
            recordCount: records.count, accesses: accesses.map { places[$0] }, advice: advice)
        for index in order {
            let leaf = leafIndex(for: records[index].key).map { leaves[$0] }
            encoder.appendRecord(
                key: records[index].keyWords, value: leaf?.value(in: words))
        }
        let keys = order.map { records[$0].key }
        encode(keys, 0..<keys.count, top, depth: 0, to: &encoder)
        return encoder.words
    }

    private func encode(
        _ keys: [StateKey], _ range: Range<Int>, _ node: NodeReference, depth: Int,
        to encoder: inout WitnessEncoder
    ) {
        guard !range.isEmpty else {
            if case .empty = node.kind {
                encoder.appendEmpty()
            } else {
                encoder.appendHidden(digest(of: node))
            }
            return
        }
        switch node.kind {
        case .branch(let index):
            let middle = range.partitionPoint { keys[$0].bit(at: depth) == 1 }
            encoder.appendBranch()
            encode(
                keys, range.lowerBound..<middle, branches[index].left, depth: depth + 1,
                to: &encoder)
            encode(
                keys, middle..<range.upperBound, branches[index].right, depth: depth + 1,
                to: &encoder)
        case .empty:
            encodeLeaves(keys, range, beside: nil, depth: depth, to: &encoder)
        case .leaf(let index):
            let isListed = range.contains { keys[$0] == leaves[index].key }
            encodeLeaves(keys, range, beside: isListed ? nil : index, depth: depth, to: &encoder)
        }
    }

    /// The subtree of some listed records and one other leaf, if any, none of them in one subtree
    /// with another.
    private func encodeLeaves(
        _ keys: [StateKey], _ range: Range<Int>, beside other: Int?, depth: Int,
        to encoder: inout WitnessEncoder
    ) {
        guard range.count + (other == nil ? 0 : 1) > 1 else {
            if let other {
                encoder.appendLeaf(leaves[other].key, leaves[other].value(in: words))
            } else if range.isEmpty {
                encoder.appendEmpty()
            } else {
                encoder.appendRecordNode()
            }
            return
        }
        let middle = range.partitionPoint { keys[$0].bit(at: depth) == 1 }
        let otherBit = other.map { leaves[$0].key.bit(at: depth) }
        encoder.appendBranch()
        encodeLeaves(
            keys, range.lowerBound..<middle, beside: otherBit == 0 ? other : nil,
            depth: depth + 1, to: &encoder)
        encodeLeaves(
            keys, middle..<range.upperBound, beside: otherBit == 1 ? other : nil,
            depth: depth + 1, to: &encoder)
    }
}
