import Fields
import Hashing

/// The challenge of a signature: 128 bits that nonce, key and message determine.
enum SchnorrChallenge {
    /// Two outputs of the sponge over R, the key P and the message.
    ///
    /// Input: R and P (5 elements each), the message's byte count and its bytes, four to an element
    /// with the least significant first. 128 bits suffice: a forger must hit e for a chosen R, not
    /// a collision (Neven, Smart, Warinschi 2009), and the sponge absorbs R, P and the message
    /// completely.
    static func scalar(
        nonce: QuinticExtension, key: QuinticExtension, message: SignedMessage
    ) -> EcGFp5Scalar {
        var state: InlineArray<12, Goldilocks> = [
            nonce.c0, nonce.c1, nonce.c2, nonce.c3, nonce.c4, key.c0, key.c1, key.c2,
            Goldilocks(HashDomain.schnorrChallenge.tag),
            Goldilocks(elementCount(message)), .zero, .zero,
        ]
        withUnsafeMutablePointer(to: &state) { memory in
            memory.withMemoryRebound(to: Goldilocks.self, capacity: 12) {
                absorb(into: $0, key.c3, key.c4, message)
            }
        }
        return EcGFp5Scalar(low: state[0].value, high: state[1].value)
    }

    /// The number of elements that the sponge absorbs.
    @inline(__always)
    static func elementCount(_ message: SignedMessage) -> UInt32 {
        UInt32(truncatingIfNeeded: 10 &+ message.elementCount)
    }

    /// Absorbs what follows the first block: the last elements of the key and the message.
    ///
    /// The first block is in the state, whose first two elements then are the challenge.
    static func absorb(
        into state: UnsafeMutablePointer<Goldilocks>, _ fourth: Goldilocks, _ fifth: Goldilocks,
        _ message: SignedMessage
    ) {
        Poseidon2.permute(state)
        state[0] += fourth
        state[1] += fifth
        message.forEachBlock { Poseidon2.absorb(block: $0, into: state) }
    }
}
