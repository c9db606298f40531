public import Fields

/// The random oracle behind a transcript, in duplex use: blocks of elements in, elements out.
///
/// Every output depends on every block before it, on their order and on the tag.
public protocol TranscriptSponge: Sendable {
    /// Elements that one call takes in and gives out, at most.
    static var rate: Int { get }

    /// A sponge of its own for each tag.
    init(tag: UInt32)

    /// Takes in a block of at most `rate` elements, none to get further output; afterwards
    /// `output` is new. Blocks of different lengths have different effects.
    mutating func absorb(_ block: [Goldilocks])

    /// An element that the last block led to, for an index below `rate`.
    func output(_ index: Int) -> Goldilocks
}
