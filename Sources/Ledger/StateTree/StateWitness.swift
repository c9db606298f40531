import Fields
public import Hashing

/// A pruned tree with the records that a part touches: enough to read and write them and to compute
/// the roots before and after.
///
/// The root before binds every record: two witnesses with the same root have the same value for a
/// record that is in both, unless a collision of Poseidon2 is known. So a value may be used before
/// the root is computed, as long as the result is dropped when the root is another one.
public struct StateWitness: Sendable {
    /// A record of the witness, as ranges of its words.
    public struct Entry: Sendable {
        /// The words that the record's key is the hash of.
        public let key: Range<Int>
        /// The words of its value; `nil` when the state has no such record.
        public let value: Range<Int>?
    }

    /// The canonical encoding.
    public let words: [UInt32]
    /// The records from left to right.
    public let records: [Entry]
    /// The words with the index of the record of each access, in order; not checked.
    public let accesses: Range<Int>
    /// The index of the first word of the tree.
    let treeStart: Int

    /// Reads the list of records; the tree is read by `roots`.
    public init(words: [UInt32]) throws(StateTreeError) {
        guard words.count <= StateTreeLimits.witnessWordCount else {
            throw .tooLarge(wordCount: words.count)
        }
        guard let version = words.first, version == WitnessFormat.version else {
            throw .unknownVersion
        }
        var position = WitnessFormat.headWordCount
        guard words.count >= position else { throw .truncated }
        let (recordCount, accessCount) = (Int(words[1]), Int(words[2]))
        guard accessCount <= words.count - position else { throw .truncated }
        accesses = position..<position + accessCount
        position += accessCount
        guard recordCount <= StateTreeLimits.witnessRecordCount else {
            throw .tooManyRecords(count: recordCount)
        }
        guard recordCount <= words.count - position else { throw .truncated }
        var records = [Entry]()
        records.reserveCapacity(recordCount)
        for _ in 0..<recordCount {
            records.append(try Self.readRecord(words, &position))
        }
        self.records = records
        treeStart = position
        self.words = words
    }

    private static func readRecord(
        _ words: [UInt32], _ position: inout Int
    ) throws(StateTreeError) -> Entry {
        guard position < words.count else { throw .truncated }
        let header = words[position]
        let (keyCount, valueCount) = (Int(header & 0xff), Int(header >> 8 & 0xff))
        let isPresent = header & WitnessFormat.present != 0
        guard header < WitnessFormat.present << 1, isPresent || valueCount == 0 else {
            throw .invalidNode
        }
        guard keyCount <= StateTreeLimits.valueWordCount else {
            throw .valueTooLong(wordCount: keyCount)
        }
        guard valueCount <= StateTreeLimits.valueWordCount else {
            throw .valueTooLong(wordCount: valueCount)
        }
        position += 1
        guard keyCount + valueCount <= words.count - position else { throw .truncated }
        let (keyEnd, end) = (position + keyCount, position + keyCount + valueCount)
        defer { position = end }
        return Entry(key: position..<keyEnd, value: isPresent ? keyEnd..<end : nil)
    }

    /// The root before and after some records get new values; each node is hashed once for each.
    ///
    /// Throws unless the tree has all records of the list, and words for nothing else.
    ///
    /// - Parameter newValue: Writes the new value of the record at an index to the start of the
    ///   memory, which has room for `StateTreeLimits.valueWordCount` words, and returns their
    ///   number; `nil` when the record does not change.
    public func roots(
        newValue: (Int, UnsafeMutableBufferPointer<UInt32>) -> Int?
    ) throws(StateTreeError) -> StateRoots {
        let elementCount = 12 * records.count + 12
        let digests = UnsafeMutablePointer<Goldilocks>.allocate(capacity: elementCount)
        defer { digests.deallocate() }
        digests.initialize(repeating: .zero, count: elementCount)
        let records = hashedRecords(into: digests, newValue)
        let stacks = UnsafeMutablePointer<Goldilocks>.allocate(
            capacity: 2 * WitnessWalk.stackSize)
        defer { stacks.deallocate() }
        stacks.initialize(repeating: .zero, count: 2 * WitnessWalk.stackSize)
        let path = UnsafeMutablePointer<UInt32>.allocate(capacity: StateTreeLimits.depth / 32)
        defer { path.deallocate() }
        path.initialize(repeating: 0, count: StateTreeLimits.depth / 32)
        return try words.withUnsafeBufferPointer { words throws(StateTreeError) in
            try records.withUnsafeBufferPointer { records throws(StateTreeError) in
                var walk = WitnessWalk(
                    words, from: treeStart, records, stacks: stacks, path: path)
                return try walk.roots()
            }
        }
    }

    /// The listed records with their digests, which are put into `digests`; twelve elements after
    /// those of the last record are overwritten.
    private func hashedRecords(
        into digests: UnsafeMutablePointer<Goldilocks>,
        _ newValue: (Int, UnsafeMutableBufferPointer<UInt32>) -> Int?
    ) -> [WitnessWalk.Record] {
        let value = UnsafeMutableBufferPointer<UInt32>.allocate(
            capacity: StateTreeLimits.valueWordCount)
        defer { value.deallocate() }
        value.initialize(repeating: 0)
        var result = [WitnessWalk.Record]()
        result.reserveCapacity(records.count)
        words.withUnsafeBufferPointer { words in
            for index in 0..<records.count {
                // A sponge needs twelve elements: its state is where the digest goes, and beyond.
                let key = digests + 12 * index
                let keyWords = UnsafeBufferPointer(rebasing: words[records[index].key])
                Poseidon2.absorb(into: key, .stateKey, 0, keyWords)
                let isPresent = records[index].value != nil
                let before = key + 4
                if let range = records[index].value {
                    for index in 0..<4 { before[index] = key[index] }
                    Poseidon2.absorb(
                        into: before, .stateLeaf, 4, UnsafeBufferPointer(rebasing: words[range]))
                } else {
                    for index in 0..<4 { before[index] = .zero }
                }
                let count = newValue(index, value)
                if let count {
                    let after = key + 8
                    for index in 0..<4 { after[index] = key[index] }
                    Poseidon2.absorb(
                        into: after, .stateLeaf, 4, UnsafeBufferPointer(rebasing: value[0..<count]))
                }
                result.append(
                    WitnessWalk.Record(
                        digests: key, isPresent: isPresent, isChanged: count != nil))
            }
        }
        return result
    }
}

/// The digests of a tree before and after a change.
public struct StateRoots: Equatable, Sendable {
    public let before: Digest
    public let after: Digest

    public init(before: Digest, after: Digest) { (self.before, self.after) = (before, after) }
}
