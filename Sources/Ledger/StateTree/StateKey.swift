import Fields
public import Hashing

/// Where a record stands in the tree: 256 bits, one for each level.
///
/// Bit d, counted from the root, is bit d mod 64, from the least significant one, of element
/// d / 64. A zero goes left.
public struct StateKey: Hashable, Sendable {
    /// The hash that the path is taken from.
    public let digest: Digest

    /// The key with a given hash.
    public init(digest: Digest) {
        self.digest = digest
    }

    /// The key of a record: the hash of the words that name it.
    public init(recordWords: [UInt32]) {
        digest = Poseidon2.hash(domain: .stateKey, recordWords.map { Goldilocks($0) })
    }

    /// The bit at a depth in 0..<256: 0 for left.
    func bit(at depth: Int) -> Int {
        Int(truncatingIfNeeded: digest[depth >> 6].value >> UInt64(depth & 63)) & 1
    }

    /// Whether the first `depth` bits are those of a path given as four words.
    func hasPrefix(_ path: InlineArray<4, UInt64>, depth: Int) -> Bool {
        for index in 0..<4 {
            let bitCount = min(max(depth - 64 * index, 0), 64)
            let mask = bitCount == 64 ? UInt64.max : 1 << UInt64(bitCount) - 1
            if (digest[index].value ^ path[index]) & mask != 0 { return false }
        }
        return true
    }
}

extension StateKey: Comparable {
    /// Left to right as leaves of the tree: the first differing bit decides.
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
