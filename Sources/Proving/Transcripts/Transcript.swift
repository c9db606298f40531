public import Fields

/// Fiat-Shamir transcript: absorbs the messages of the prover, gives the verifier's challenges.
///
/// Prover and verifier make the same calls in the same order. Every message follows a
/// header of its kind and length, so no two sequences of messages give the same stream of
/// elements. A challenge depends on all messages before it.
public struct Transcript<Sponge: DuplexSponge>: Sendable {
    private var sponge: Sponge
    private var pending: [Sponge.Element] = []
    private var available: Int = 0

    /// Creates the transcript of a protocol by its tag.
    public init(tag: UInt32) {
        sponge = Sponge(tag: tag)
        pending.reserveCapacity(Sponge.rate)
    }

    /// Kind of a message: the high half of its header.
    private enum Kind: UInt64 {
        case elements = 1
        case cubics = 2
        case nonce = 3
        case nodes = 4
    }
}

extension Transcript {
    /// Absorbs a list of elements; a digest is the list of its elements.
    public mutating func absorb(_ elements: [Sponge.Element]) {
        begin(.elements, count: elements.count)
        for element in elements { append(element) }
    }

    /// Absorbs one element.
    public mutating func absorb(_ element: Sponge.Element) {
        begin(.elements, count: 1)
        append(element)
    }

    /// Absorbs a list of elements of the cubic extension.
    public mutating func absorb(_ elements: [Sponge.Cubic]) {
        begin(.cubics, count: elements.count)
        for element in elements {
            append(element.c0)
            append(element.c1)
            append(element.c2)
        }
    }

    /// Absorbs the header of a message: kind and length.
    ///
    /// Lengths are below 2^32 (memory ends before), so header and kind never mix.
    private mutating func begin(_ kind: Kind, count: Int) {
        append(Sponge.Element(constant: Goldilocks(reducing: kind.rawValue << 32 | UInt64(count))))
    }

    private mutating func append(_ element: Sponge.Element) {
        available = 0
        pending.append(element)
        if pending.count == Sponge.rate { flush() }
    }

    private mutating func flush() {
        sponge.absorb(pending)
        pending.removeAll(keepingCapacity: true)
    }
}

extension Transcript {
    /// Absorbs the nodes of a cap, in the way of the sponge.
    public mutating func absorb(cap: [Sponge.Node]) { Sponge.absorb(cap: cap, into: &self) }
}

extension Transcript where Sponge: NodeSponge {
    /// Absorbs a list of nodes as they are.
    ///
    /// The block that ends with the header is not filled up: nodes have blocks of their own.
    public mutating func absorb(nodes: [Sponge.Node]) {
        begin(.nodes, count: nodes.count)
        if !pending.isEmpty { flush() }
        for start in stride(from: 0, to: nodes.count, by: Sponge.nodeRate) {
            sponge.absorb(nodes: Array(nodes[start..<min(start + Sponge.nodeRate, nodes.count)]))
        }
    }
}

extension Transcript {
    /// A challenge from the base field.
    public mutating func sampleElement() -> Sponge.Element {
        if available == 0 {
            flush()
            available = Sponge.rate
        }
        available -= 1
        return sponge.output(available)
    }

    /// A challenge from the cubic extension.
    public mutating func sampleCubic() -> Sponge.Cubic {
        let first = sampleElement()
        let second = sampleElement()
        return Sponge.Cubic(first, second, sampleElement())
    }

    /// A challenge of at most 32 bits: the low bits of an element.
    ///
    /// As p is 1 modulo 2^32, the probability of a value differs from another's by at most 2^-32 of
    /// it.
    public mutating func sampleBits(_ count: Int) -> Sponge.Element.Bits {
        sampleElement().lowBits(count)
    }

    /// Absorbs the nonce of a proof of work and returns whether the next `bitCount` challenge bits
    /// are zero.
    ///
    /// Zero bits ask for no work, but the nonce is absorbed all the same.
    public mutating func acceptsNonce(_ nonce: Sponge.Element, bitCount: Int) -> Bool {
        begin(.nonce, count: bitCount)
        append(nonce)
        return sampleElement().requireZeroBits(bitCount)
    }
}

extension Transcript where Sponge: TranscriptSponge {
    /// Finds and absorbs the least nonce that is accepted.
    ///
    /// It costs about 2^`bitCount` permutations.
    public mutating func findNonce(bitCount: Int) -> Goldilocks {
        precondition((0...32).contains(bitCount))
        var candidate = Goldilocks.zero
        while true {
            var copy = self
            if copy.acceptsNonce(candidate, bitCount: bitCount) {
                self = copy
                return candidate
            }
            candidate += .one
        }
    }
}

#if !hasFeature(Embedded)
    extension Transcript where Sponge: TranscriptSponge {
        /// The first nonce of a range that would be accepted now; nothing is absorbed.
        public func firstNonce(in nonces: Range<UInt64>, bitCount: Int) -> Goldilocks? {
            precondition((0...32).contains(bitCount))
            var copy = self
            copy.begin(.nonce, count: bitCount)
            return copy.sponge.firstNonce(after: copy.pending, in: nonces, bitCount: bitCount)
                .map { Goldilocks(reducing: $0) }
        }
    }
#endif
