import Fields
import Hashing

/// The words of an encoded witness: a version, then the nodes in pre-order, left before right.
///
/// Every node begins with a header whose low byte is its kind. A leaf's header has the number of
/// its value's words above that; its 8 key words and the value follow. After the header of a
/// hidden subtree follow the 8 words of its digest. Digests are their elements' low word, then
/// high word.
enum WitnessFormat {
    static let version: UInt32 = 1
    static let empty: UInt32 = 0
    static let leaf: UInt32 = 1
    static let opaque: UInt32 = 2
    static let branch: UInt32 = 3
}

/// A writer of the nodes of a witness.
struct WitnessEncoder {
    private(set) var words: [UInt32] = [WitnessFormat.version]

    mutating func appendEmpty() {
        words.append(WitnessFormat.empty)
    }

    mutating func appendBranch() {
        words.append(WitnessFormat.branch)
    }

    mutating func appendOpaque(_ digest: Digest) {
        words.append(WitnessFormat.opaque)
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
