import Fields
import Hashing

/// The words of an encoded witness.
///
/// Version, number of records, number of accesses, number of words of advice; the accesses, each the
/// index of a record; the advice, which only the reader of the witness understands; the records from
/// left to right; the nodes of the pruned tree in prefix order, left before right.
///
/// A record is a header, its key's words and, unless it is absent, its value's words. The header
/// has the number of the key's words in its low byte, that of the value's in the next, and
/// `present` above. A node begins with a header whose low byte is its kind. After the header of a
/// hidden subtree follow the 8 words of its digest; after that of another leaf, whose header has
/// the number of its value's words above the kind, its 8 key words and the value. Digests are their
/// elements' low word, then high word.
enum WitnessFormat {
    static let version: UInt32 = 3
    static let headWordCount = 4
    static let present: UInt32 = 1 << 16

    /// A subtree without records.
    static let empty: UInt32 = 0
    /// The next record of the list, present or absent.
    static let record: UInt32 = 1
    /// A subtree of which only the digest is given.
    static let hidden: UInt32 = 2
    /// A leaf that is not a record of the list, at whose place one is absent.
    static let leaf: UInt32 = 3
    /// Two subtrees, which follow.
    static let branch: UInt32 = 4
}

/// A writer of the words of a witness.
struct WitnessEncoder {
    private(set) var words: [UInt32]

    init(recordCount: Int, accesses: [UInt32], advice: [UInt32]) {
        words = [
            WitnessFormat.version, UInt32(recordCount), UInt32(accesses.count),
            UInt32(advice.count),
        ]
        words += accesses
        words += advice
    }

    mutating func appendRecord(key: [UInt32], value: ArraySlice<UInt32>?) {
        let header = UInt32(key.count) | UInt32(value?.count ?? 0) << 8
        words.append(value == nil ? header : header | WitnessFormat.present)
        words += key
        if let value { words += value }
    }

    mutating func appendEmpty() { words.append(WitnessFormat.empty) }

    mutating func appendRecordNode() { words.append(WitnessFormat.record) }

    mutating func appendBranch() { words.append(WitnessFormat.branch) }

    mutating func appendHidden(_ digest: Digest) {
        words.append(WitnessFormat.hidden)
        append(digest)
    }

    mutating func appendLeaf(_ key: StateKey, _ value: ArraySlice<UInt32>) {
        words.append(WitnessFormat.leaf | UInt32(value.count) << 8)
        append(key.digest)
        words += value
    }

    private mutating func append(_ digest: Digest) {
        for index in 0..<4 {
            let value = digest[index].value
            words.append(UInt32(truncatingIfNeeded: value))
            words.append(UInt32(truncatingIfNeeded: value >> 32))
        }
    }
}
