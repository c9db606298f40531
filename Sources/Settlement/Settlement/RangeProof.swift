/// A proof of consecutive blocks as contracts take it.
public struct RangeProof: Equatable, Sendable {
    /// The block before the first one of the range.
    public let start: UInt64
    /// The last block of the range.
    public let last: UInt64
    /// The proof in the encoding of the contract's verifier.
    public let bytes: [UInt8]

    /// A proof of the blocks after `start` up to `last`.
    public init(start: UInt64, last: UInt64, bytes: [UInt8]) {
        (self.start, self.last, self.bytes) = (start, last, bytes)
    }
}
