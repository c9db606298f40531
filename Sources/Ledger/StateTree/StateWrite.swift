public import Hashing

/// A record's new value.
public struct StateWrite: Equatable, Sendable {
    /// The key of the record.
    public let key: StateKey
    /// The value as 32-bit words, at most `StateTreeLimits.valueWordCount`.
    public let value: [UInt32]

    /// A write of a value within the limit (a precondition).
    public init(key: StateKey, value: [UInt32]) {
        precondition(value.count <= StateTreeLimits.valueWordCount)
        self.key = key
        self.value = value
    }

    /// The hash (domain 2) of key and value.
    public var leafDigest: Digest {
        value.withUnsafeBufferPointer { StateWrite.leafDigest(key: key, $0) }
    }

    /// The digest of the leaf of a key and the words of its value.
    static func leafDigest(key: StateKey, _ value: UnsafeBufferPointer<UInt32>) -> Digest {
        Poseidon2.hash(domain: .stateLeaf, after: key.digest, value)
    }

    /// The writes from left to right, the last of each key.
    static func ordered(_ writes: [StateWrite]) -> [StateWrite] {
        // Almost all keys differ in their first 64 bits, which compare as one integer.
        var order = writes.indices.map { (path: writes[$0].key.leadingPath, index: $0) }
        order.sort { first, second in
            if first.path != second.path { return first.path < second.path }
            let (left, right) = (writes[first.index].key, writes[second.index].key)
            return left == right ? first.index < second.index : left < right
        }
        var result = [StateWrite]()
        result.reserveCapacity(writes.count)
        for place in order.indices {
            let write = writes[order[place].index]
            let isLast =
                place + 1 == order.count || writes[order[place + 1].index].key != write.key
            if isLast { result.append(write) }
        }
        return result
    }
}

/// Bounds of keys, values and witnesses.
public enum StateTreeLimits {
    /// Levels of branches: the bits of a key.
    public static let depth = 256
    /// The most words of a value.
    public static let valueWordCount = 64
    /// The most records of a witness; a block of 1,024 operations touches fewer.
    public static let witnessRecordCount = 1 << 17
    /// The most words of an encoded witness: 64 MiB.
    public static let witnessWordCount = 1 << 24
}
