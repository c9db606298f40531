public import Fields
import Hashing

/// Poseidon2 of width 12 as a duplex: rate 8, capacity [tag, sum of lengths, 0, 0].
///
/// Elements are added to the rate, and one more than the length of the block to the capacity
/// before each permutation, so that a short block never equals one filled up with zeros
/// (Bertoni, Daemen, Peeters, Van Assche, "Duplexing the Sponge", SAC 2011).
public struct Poseidon2Sponge: TranscriptSponge {
    private var state = InlineArray<12, Goldilocks>(repeating: .zero)

    /// Elements in and out for each permutation.
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

    /// An element of the rate.
    public func output(_ index: Int) -> Goldilocks {
        precondition(index < Self.rate)
        return state[index]
    }
}
