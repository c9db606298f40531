import Fields
public import Hashing

/// The path of a record from the root of the tree: 256 bits, one for each level.
///
/// Bit d, counted from the root, is bit d mod 64, from the least significant one, of element
/// d / 64. A zero goes left.
public struct StateKey: Hashable, Sendable {
    /// The hash whose elements are the path.
    public let digest: Digest

    /// The key whose path is a given hash.
    public init(digest: Digest) {
        self.digest = digest
    }

    /// The key of a record: the Poseidon2 hash (domain 1) of its key words.
    public init(recordWords: [UInt32]) {
        self = recordWords.withUnsafeBufferPointer { StateKey(recordWords: $0) }
    }

    /// The key of a record: the hash of its key words.
    init(recordWords: UnsafeBufferPointer<UInt32>) {
        digest = Poseidon2.hash(domain: .stateKey, recordWords)
    }

    /// The bit at a depth in 0..<256: 0 for left.
    func bit(at depth: Int) -> Int {
        Int(truncatingIfNeeded: digest[depth >> 6].value >> UInt64(depth & 63)) & 1
    }

    /// The first 64 bits of the path, the first one most significant: ascends from left to right.
    var leadingPath: UInt64 {
        let word = digest[0].value
        return UInt64(UInt32(truncatingIfNeeded: word).bitReversed) << 32
            | UInt64(UInt32(truncatingIfNeeded: word >> 32).bitReversed)
    }
}

extension StateKey: Comparable {
    /// The order of leaves from left to right: the first differing bit decides.
    public static func < (left: StateKey, right: StateKey) -> Bool {
        for index in 0..<4 {
            let difference = left.digest[index].value ^ right.digest[index].value
            guard difference == 0 else {
                return left.digest[index].value >> UInt64(difference.trailingZeroBitCount) & 1 == 0
            }
        }
        return false
    }
}

extension UInt32 {
    /// The bits in reverse order: neighbours, pairs, fours, bytes and halves change places (Warren,
    /// Hacker's Delight, section 7-1).
    fileprivate var bitReversed: UInt32 {
        var word = self
        word = word >> 1 & 0x5555_5555 | (word & 0x5555_5555) << 1
        word = word >> 2 & 0x3333_3333 | (word & 0x3333_3333) << 2
        word = word >> 4 & 0x0f0f_0f0f | (word & 0x0f0f_0f0f) << 4
        return word.byteSwapped
    }
}
