import Fields
public import Hashing

/// A record's new value.
public struct StateWrite: Equatable, Sendable {
    /// Which record.
    public let key: StateKey
    /// Its value as 32-bit words, at most `StateTreeLimits.valueWordCount`.
    public let value: [UInt32]

    /// The write of a value; longer values are the caller's mistake.
    public init(key: StateKey, value: [UInt32]) {
        precondition(value.count <= StateTreeLimits.valueWordCount)
        self.key = key
        self.value = value
    }

    /// The leaf that the record becomes: the hash of key and value.
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

    /// The writes from left to right, one for each key: the last.
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
    /// Levels of branches: one for each bit of a key.
    public static let depth = 256
    /// Words of a value.
    public static let valueWordCount = 64
    /// Words of an encoded witness: 64 MB.
    public static let witnessWordCount = 1 << 24
}
