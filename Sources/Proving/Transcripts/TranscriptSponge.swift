public import Fields

/// The random oracle behind a transcript, in duplex use: blocks of elements in, elements out.
///
/// Every output depends on every block before it, on their order and on the tag. Elements may be
/// values of a recorder.
public protocol DuplexSponge: Sendable {
    /// What goes in and comes out.
    associatedtype Element: BaseValue
    /// The cubic extension of the elements.
    associatedtype Cubic: CubicValue where Cubic.Base == Element
    /// A node of the trees whose caps are absorbed.
    associatedtype Node: Sendable

    /// Greatest number of elements that one call takes in or gives out.
    static var rate: Int { get }

    /// Creates a sponge whose capacity holds the tag.
    init(tag: UInt32)

    /// Absorbs a block of at most `rate` elements, none to get further output.
    ///
    /// Afterwards `output` is new. Blocks of different lengths have different effects.
    mutating func absorb(_ block: [Element])

    /// An element of the output after the last block, for an index below `rate`.
    func output(_ index: Int) -> Element

    /// Absorbs the nodes of a cap, in the sponge's own way: as elements, or as they are.
    static func absorb(cap: [Node], into transcript: inout Transcript<Self>)
}

/// A sponge that takes nodes as they are, without a detour over elements of the field.
public protocol NodeSponge: DuplexSponge {
    /// Greatest number of nodes that one call takes in.
    static var nodeRate: Int { get }

    /// Absorbs at most `nodeRate` nodes, at least one.
    ///
    /// A block of nodes never has the effect of a block of elements.
    mutating func absorb(nodes: [Node])
}

extension NodeSponge {
    /// Absorbs the number of nodes, and the nodes as they are.
    public static func absorb(cap: [Node], into transcript: inout Transcript<Self>) {
        transcript.absorb(nodes: cap)
    }
}

/// A sponge over elements of the field, for provers and for verifiers that run.
public protocol TranscriptSponge: DuplexSponge
where Element == Goldilocks, Cubic == CubicExtension {
    #if !hasFeature(Embedded)
        /// Finds the first nonce that, absorbed after fewer than `rate` elements, gives a last
        /// output whose low `bitCount` bits are zero.
        func firstNonce(
            after block: [Goldilocks], in nonces: Range<UInt64>, bitCount: Int
        ) -> UInt64?
    #endif
}

#if !hasFeature(Embedded)
    extension TranscriptSponge {
        /// Tries nonce after nonce.
        public func firstNonce(
            after block: [Goldilocks], in nonces: Range<UInt64>, bitCount: Int
        ) -> UInt64? {
            nonces.first { nonce in
                var copy = self
                copy.absorb(block + [Goldilocks(reducing: nonce)])
                // A full block is taken in at once; output asks for another.
                if block.count + 1 == Self.rate { copy.absorb([]) }
                return copy.output(Self.rate - 1).value & ((1 << UInt64(bitCount)) - 1) == 0
            }
        }
    }
#endif
