import Bytes
import Hashing

/// Numbers that follow from a seed: SHA-256 of the seed and a counter of 64 bits, eight bytes at a
/// time, the most significant first.
///
/// For development keys that are the same everywhere. Whoever knows the seed knows the secrets of
/// the key and can prove anything with it.
public struct SeededRandomness: RandomNumberGenerator {
    private let seed: [UInt8]
    private var counter: UInt64 = 0
    private var words: [UInt64] = []

    /// The numbers of a seed.
    public init(seed: [UInt8]) { self.seed = seed }

    /// The next number.
    public mutating func next() -> UInt64 {
        if words.isEmpty {
            var writer = ByteWriter(capacity: seed.count + 8)
            writer.append(seed)
            writer.append(counter)
            counter += 1
            let hash = SHA256.hash(writer.bytes)
            words = (0..<4).reversed().map { word in
                (0..<8).reduce(0) { $0 << 8 | UInt64(hash[8 * word + $1]) }
            }
        }
        return words.removeLast()
    }
}
