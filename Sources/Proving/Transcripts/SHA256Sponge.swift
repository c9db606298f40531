public import Bytes
public import Fields
import Hashing

/// A transcript over SHA-256: the state is a hash, each block is hashed with it.
///
/// The output is two words of 64 bits reduced from 128 bits each, so the bias is below 2^-64.
public struct SHA256Sponge: TranscriptSponge {
    private var state: Bytes32
    private var outputs: InlineArray<2, Goldilocks> = [.zero, .zero]

    /// Elements in and out for each hash.
    public static let rate = 2

    /// A sponge whose first state is the hash of the tag.
    public init(tag: UInt32) {
        var hasher = SHA256()
        Self.update(&hasher, UInt64(tag))
        state = hasher.finalize()
    }

    /// Sets the state to SHA-256(state, number of elements, elements).
    public mutating func absorb(_ block: [Goldilocks]) {
        precondition(block.count <= Self.rate)
        var hasher = SHA256()
        hasher.update(state)
        Self.update(&hasher, UInt64(block.count))
        for element in block { Self.update(&hasher, element.value) }
        state = hasher.finalize()
        // Outputs are a hash of the state, so they do not reveal the state.
        var shown = SHA256()
        shown.update(state)
        let bytes = shown.finalize()
        for index in 0..<2 {
            outputs[index] = Goldilocks(
                reducing: Self.word(bytes, 16 * index), Self.word(bytes, 16 * index + 8))
        }
    }

    /// An element of the last hash, for an index below 2.
    public func output(_ index: Int) -> Goldilocks { outputs[index] }

    /// Absorbs each node as a list of eight elements of four bytes.
    public static func absorb(cap: [Bytes32], into transcript: inout Transcript<Self>) {
        for node in cap {
            transcript.absorb(
                (0..<8).map { index in
                    Goldilocks((0..<4).reduce(0) { $0 << 8 | UInt32(node[4 * index + $1]) })
                })
        }
    }

    private static func update(_ hasher: inout SHA256, _ word: UInt64) {
        for byte in 0..<8 {
            hasher.update(UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * byte)))
        }
    }

    private static func word(_ bytes: Bytes32, _ start: Int) -> UInt64 {
        (0..<8).reduce(0) { $0 << 8 | UInt64(bytes[start + $1]) }
    }
}
