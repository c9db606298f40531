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
        let start: UInt32
        /// The word before those of its key.
        let header: UInt32

        /// The index of the first word of its key, which the words of its value follow.
        public var keyStart: Int { Int(truncatingIfNeeded: start) }

        /// The number of the words of its key.
        public var keyCount: Int { Int(truncatingIfNeeded: header & 0xff) }

        /// The number of the words of its value; 0 when the state has no such record.
        public var valueCount: Int { Int(truncatingIfNeeded: header &>> 8 & 0xff) }

        /// Whether the state has such a record.
        public var isPresent: Bool { header & WitnessFormat.present != 0 }

        /// The words that the record's key is the hash of.
        public var key: Range<Int> { keyStart..<keyStart + keyCount }

        /// The words of its value; `nil` when the state has no such record.
        public var value: Range<Int>? {
            isPresent ? key.upperBound..<key.upperBound + valueCount : nil
        }
    }

    /// The canonical encoding.
    public let words: [UInt32]
    /// The records from left to right.
    public let records: [Entry]
    /// The words with the index of the record of each access, in order; not checked.
    public let accesses: Range<Int>
    /// Words that the reader of the witness has to check; not checked here.
    public let advice: Range<Int>
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
        let (recordCount, accessCount, adviceCount) = (
            Int(words[1]), Int(words[2]), Int(words[3])
        )
        guard accessCount <= words.count - position else { throw .truncated }
        accesses = position..<position + accessCount
        guard adviceCount <= words.count - accesses.upperBound else { throw .truncated }
        advice = accesses.upperBound..<accesses.upperBound + adviceCount
        position = advice.upperBound
        guard recordCount <= StateTreeLimits.witnessRecordCount else {
            throw .tooManyRecords(count: recordCount)
        }
        guard recordCount <= words.count - position else { throw .truncated }
        var (next, failure) = (position, StateTreeError?.none)
        records = words.withUnsafeBufferPointer { words in
            [Entry](unsafeUninitializedCapacity: recordCount) { records, count in
                do throws(StateTreeError) {
                    while count < recordCount {
                        let record = try Self.readRecord(words, &next)
                        (records.baseAddress.unsafelyUnwrapped + count).initialize(to: record)
                        count += 1
                    }
                } catch {
                    failure = error
                }
            }
        }
        if let failure { throw failure }
        treeStart = next
        self.words = words
    }

    /// Reads the record at a position and moves the position behind it.
    @inline(__always)
    private static func readRecord(
        _ words: UnsafeBufferPointer<UInt32>, _ position: inout Int
    ) throws(StateTreeError) -> Entry {
        guard position < words.count else { throw .truncated }
        let entry = Entry(
            start: UInt32(truncatingIfNeeded: position &+ 1), header: words[position])
        guard entry.header < WitnessFormat.present << 1, entry.isPresent || entry.valueCount == 0
        else { throw .invalidNode }
        let (keyCount, valueCount) = (entry.keyCount, entry.valueCount)
        guard keyCount <= StateTreeLimits.valueWordCount else {
            throw .valueTooLong(wordCount: keyCount)
        }
        guard valueCount <= StateTreeLimits.valueWordCount else {
            throw .valueTooLong(wordCount: valueCount)
        }
        // Both counts are small.
        position = position &+ 1 &+ keyCount &+ valueCount
        guard position <= words.count else { throw .truncated }
        return entry
    }

    /// The root before and after some records get new values; each node is hashed once for each.
    ///
    /// Throws unless the tree has all records of the list, and words for nothing else.
    ///
    /// - Parameter newValue: Writes the new value of the record at an index to the start of the
    ///   memory, which has room for `StateTreeLimits.valueWordCount` words; `nil` when the record
    ///   does not change.
    public func roots(
        newValue: (Int, UnsafeMutableBufferPointer<UInt32>) -> NewValue?
    ) throws(StateTreeError) -> StateRoots {
        try words.withUnsafeBufferPointer { words throws(StateTreeError) in
            try records.withUnsafeBufferPointer { records throws(StateTreeError) in
                // There are words, as the first one is the version.
                guard let first = words.baseAddress else { throw .truncated }
                return try WitnessWalk.roots(
                    first, count: words.count, from: treeStart, records, newValue)
            }
        }
    }
}

/// The new value of a record.
public struct NewValue {
    /// The words that leaves of values that begin alike hash once.
    public static let sharedWordCount = 12

    /// The number of its words.
    let count: Int
    /// The words at its start that are those of the value before, and need not be written.
    let unchanged: Int

    /// A value of some words; `unchanged` is 0, or `sharedWordCount` if the value is longer and the
    /// one before has as many words.
    @inline(__always)
    public init(count: Int, unchanged: Int = 0) {
        (self.count, self.unchanged) = (count, unchanged)
    }
}

/// The digests of a tree before and after a change.
public struct StateRoots: Equatable, Sendable {
    public let before: Digest
    public let after: Digest

    public init(before: Digest, after: Digest) { (self.before, self.after) = (before, after) }
}
