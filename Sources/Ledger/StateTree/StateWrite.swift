import Fields
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
        StateWrite.leafDigest(key: key, value: value[...])
    }

    static func leafDigest(key: StateKey, value: ArraySlice<UInt32>) -> Digest {
        var input = [Goldilocks]()
        input.reserveCapacity(4 + value.count)
        for index in 0..<4 { input.append(key.digest[index]) }
        for word in value { input.append(Goldilocks(word)) }
        return Poseidon2.hash(domain: .stateLeaf, input)
    }

    /// The writes from left to right, the last of each key.
    static func ordered(_ writes: [StateWrite]) -> [StateWrite] {
        var order = [Int](0..<writes.count)
        order.sort { (first: Int, second: Int) in
            writes[first].key == writes[second].key
                ? first < second : writes[first].key < writes[second].key
        }
        var result = [StateWrite]()
        result.reserveCapacity(writes.count)
        for (place, index) in order.enumerated() {
            let isLast =
                place + 1 == order.count || writes[order[place + 1]].key != writes[index].key
            if isLast { result.append(writes[index]) }
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
    /// The most words of an encoded witness: 64 MiB.
    public static let witnessWordCount = 1 << 24
}
