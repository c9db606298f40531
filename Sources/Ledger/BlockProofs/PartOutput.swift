public import Bytes
import Riscv

/// What the guest program of a part says: the boundaries that it leads from and to.
///
/// All else follows from the digests, which are hashes: a boundary after a block is its header, which
/// commits to the operations for each chain.
public struct PartOutput: Equatable, Sendable {
    /// The digest of the boundary before the part.
    public let startDigest: Bytes32
    /// The digest of the boundary after the part.
    public let endDigest: Bytes32

    /// Words of the frame: its length and 64 bytes.
    private static let wordCount = 17

    /// Reads the words that the program wrote; `nil` if no run of it writes them.
    public init?(words: [UInt32]) {
        guard words.count == Self.wordCount, let frames = WordStream(words: words).frames,
            frames.count == 1, frames[0].count == 64
        else { return nil }
        startDigest = Bytes32 { frames[0][$0] }
        endDigest = Bytes32 { frames[0][32 + $0] }
    }
}
