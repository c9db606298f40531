public import BN254
public import Fields
public import Transcripts

/// Poseidon2 of width 16 over the scalars of BN254 as a duplex: rate 15, one element of capacity.
///
/// A block of elements enters packed, three to a scalar, a block of nodes as it is. Before each
/// permutation the capacity, at first the tag, grows by 2^32 times one more than the number of
/// elements, or by 2^48 times the number of nodes, so that no two forms of a block mean the same.
/// Bertoni, Daemen, Peeters, Van Assche, "Duplexing the Sponge", SAC 2011.
public struct ScalarSponge: TranscriptSponge, NodeSponge {
    /// The cubic extension of Goldilocks.
    public typealias Cubic = CubicExtension
    /// A scalar.
    public typealias Node = Fr

    package private(set) var state = [Fr](
        repeating: .zero, count: ScalarPoseidon2.width16.width)

    /// Number of scalars in and out for each permutation.
    public static let nodeRate = 15
    /// Number of elements in and out for each permutation.
    public static let rate = nodeRate * ScalarPacking.elementCount

    /// A sponge with the tag in its capacity.
    public init(tag: UInt32) {
        state[Self.nodeRate] = Fr(UInt64(tag))
    }

    /// What a block of elements adds to the capacity.
    public static func capacity(elementCount: Int) -> Fr { Fr(UInt64(elementCount + 1) << 32) }

    /// What a block of nodes adds to the capacity.
    public static func capacity(nodeCount: Int) -> Fr { Fr(UInt64(nodeCount) << 48) }

    /// Adds a packed block and permutes.
    public mutating func absorb(_ block: [Goldilocks]) {
        precondition(block.count <= Self.rate)
        add(ScalarPacking.pack(block), capacity: Self.capacity(elementCount: block.count))
        ScalarPoseidon2.width16.permute(&state)
    }

    /// Adds nodes and permutes.
    public mutating func absorb(nodes: [Fr]) {
        precondition(!nodes.isEmpty && nodes.count <= Self.nodeRate)
        add(nodes, capacity: Self.capacity(nodeCount: nodes.count))
        ScalarPoseidon2.width16.permute(&state)
    }

    private mutating func add(_ scalars: [Fr], capacity: Fr) {
        for (index, scalar) in scalars.enumerated() { state[index] += scalar }
        state[Self.nodeRate] += capacity
    }

    /// A digit of a scalar of the rate, so that the highest index is the lowest digit of the last.
    ///
    /// Transcripts take outputs from the highest index down: an element of the extension whose
    /// first coefficient has an index of 2 modulo 3 has the digits of one scalar.
    public func output(_ index: Int) -> Goldilocks {
        precondition(index < Self.rate)
        let digits = ScalarPacking.digits(of: state[index / ScalarPacking.elementCount])
        return [digits.2, digits.1, digits.0][index % ScalarPacking.elementCount]
    }

    /// Tries eight nonces at a time.
    public func firstNonce(
        after block: [Goldilocks], in nonces: Range<UInt64>, bitCount: Int
    ) -> UInt64? {
        precondition(block.count < Self.rate && (0...32).contains(bitCount))
        precondition(nonces.upperBound <= Goldilocks.modulus)
        let lanes = ScalarPoseidon2.laneCount
        var base = self
        base.add(
            ScalarPacking.pack(block), capacity: Self.capacity(elementCount: block.count + 1))
        // The weight of the nonce in the scalar that it enters.
        var weight = Integer256(0)
        weight.words[block.count % ScalarPacking.elementCount] = 1
        let (place, factor) = (block.count / ScalarPacking.elementCount, Fr(reducing: weight))
        let isFull = block.count + 1 == Self.rate
        for first in stride(from: nonces.lowerBound, to: nonces.upperBound, by: lanes) {
            var states = base.state.flatMap { [Fr](repeating: $0, count: lanes) }
            for lane in 0..<lanes {
                states[lanes * place + lane] += factor * Fr(first + UInt64(lane))
            }
            ScalarPoseidon2.width16.permuteLanes(&states)
            if isFull {
                for lane in 0..<lanes {
                    states[lanes * Self.nodeRate + lane] += Self.capacity(elementCount: 0)
                }
                ScalarPoseidon2.width16.permuteLanes(&states)
            }
            let found = (0..<lanes).first { lane in
                let digits = ScalarPacking.digits(of: states[lanes * (Self.nodeRate - 1) + lane])
                return first + UInt64(lane) < nonces.upperBound
                    && digits.0.requireZeroBits(bitCount)
            }
            if let found { return first + UInt64(found) }
        }
        return nil
    }
}
