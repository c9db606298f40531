public import Fields
public import Hashing

#if !hasFeature(Embedded)
    import CKernels
#endif

/// Poseidon2 of width 12 as a duplex: rate 8, capacity [tag, sum of lengths, 0, 0].
///
/// Elements are added to the rate, and one more than the length of the block to the capacity
/// before each permutation, so that a short block never equals one filled up with zeros
/// (Bertoni, Daemen, Peeters, Van Assche, "Duplexing the Sponge", SAC 2011).
public struct Poseidon2Sponge: TranscriptSponge {
    private var state = InlineArray<12, Goldilocks>(repeating: .zero)

    /// Number of elements in and out for each permutation.
    public static let rate = Poseidon2.rate

    /// A sponge with the tag in its capacity.
    public init(tag: UInt32) {
        state[8] = Goldilocks(tag)
    }

    /// Adds a block and permutes.
    public mutating func absorb(_ block: [Goldilocks]) {
        precondition(block.count <= Self.rate)
        for index in 0..<block.count { state[index] += block[index] }
        state[9] += Goldilocks(UInt32(truncatingIfNeeded: block.count + 1))
        Poseidon2.permute(&state)
    }

    /// Absorbs each node as the list of its elements.
    public static func absorb(cap: [Digest], into transcript: inout Transcript<Self>) {
        for node in cap { transcript.absorb((0..<4).map { node[$0] }) }
    }

    /// An element of the rate.
    public func output(_ index: Int) -> Goldilocks {
        precondition(index < Self.rate)
        return state[index]
    }
}

#if !hasFeature(Embedded)
    extension Poseidon2Sponge {
        /// Tries eight nonces at a time.
        ///
        /// 2^20 tries take about 0.4 s on one core with AVX-512, with `absorb` 1.8 s.
        public func firstNonce(
            after block: [Goldilocks], in nonces: Range<UInt64>, bitCount: Int
        ) -> UInt64? {
            precondition(block.count < Self.rate && (0...32).contains(bitCount))
            precondition(nonces.upperBound <= Goldilocks.modulus)
            var words = (0..<12).map { state[$0] }
            for (index, element) in block.enumerated() { words[index] += element }
            words[9] += Goldilocks(UInt32(truncatingIfNeeded: block.count + 2))
            let found = Self.withConstants { constants in
                ckernels_poseidon2_grind(
                    ckernels_best_level(), words.map(\.value), UInt32(block.count),
                    block.count + 1 == Self.rate ? 1 : 0, nonces.lowerBound, nonces.count,
                    (1 << UInt64(bitCount)) - 1, constants)
            }
            return found < nonces.count ? nonces.lowerBound + UInt64(found) : nil
        }

        private static func withConstants(_ body: (ckernels_constants) -> Int) -> Int {
            let constants = Poseidon2.roundConstants12
            func words(_ list: [Goldilocks]) -> [UInt64] {
                var words = [UInt64](repeating: 0, count: 2 * list.count)
                ckernels_prepare_constants(&words, list.map(\.value), list.count)
                return words
            }
            return words(constants.external).withUnsafeBufferPointer { external in
                words(constants.internal).withUnsafeBufferPointer { inner in
                    body(
                        ckernels_constants(
                            external: external.baseAddress, internal: inner.baseAddress))
                }
            }
        }
    }
#endif
