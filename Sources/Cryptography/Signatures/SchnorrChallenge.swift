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
        let count = 11 + message.wordCount
        var state: InlineArray<12, Goldilocks> = [
            nonce.c0, nonce.c1, nonce.c2, nonce.c3, nonce.c4, key.c0, key.c1, key.c2,
            Goldilocks(HashDomain.schnorrChallenge.tag),
            Goldilocks(UInt32(truncatingIfNeeded: count)), .zero, .zero,
        ]
        Poseidon2.permute(&state)
        state[0] += key.c3
        state[1] += key.c4
        state[2] = state[2].adding(UInt32(truncatingIfNeeded: message.byteCount))
        var place = 3
        message.forEachWord { word in
            if place == Poseidon2.rate {
                Poseidon2.permute(&state)
                place = 0
            }
            state[place] = state[place].adding(word)
            place += 1
        }
        Poseidon2.permute(&state)
        return EcGFp5Scalar(low: state[0].value, high: state[1].value)
    }
}
