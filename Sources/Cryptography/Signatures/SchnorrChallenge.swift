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
        scalar(
            nonce: nonce, key: key, byteCount: message.byteCount, wordCount: message.wordCount
        ) { message.word($0) }
    }

    /// The same for a message whose words of four bytes are given by their index.
    @inline(__always)
    static func scalar(
        nonce: QuinticExtension, key: QuinticExtension, byteCount: Int, wordCount: Int,
        _ word: (Int) -> UInt32
    ) -> EcGFp5Scalar {
        let count = 11 + wordCount
        var state: InlineArray<12, Goldilocks> = [
            nonce.c0, nonce.c1, nonce.c2, nonce.c3, nonce.c4, key.c0, key.c1, key.c2,
            Goldilocks(HashDomain.schnorrChallenge.tag), Goldilocks(UInt32(count)), .zero, .zero,
        ]
        Poseidon2.permute(&state)
        state[0] += key.c3
        state[1] += key.c4
        state[2] = state[2].adding(UInt32(byteCount))
        var (next, place) = (0, 3)
        while next < wordCount {
            let blockCount = min(Poseidon2.rate - place, wordCount - next)
            for index in 0..<blockCount {
                state[place + index] = state[place + index].adding(word(next + index))
            }
            next += blockCount
            place += blockCount
            if place == Poseidon2.rate, next < wordCount {
                Poseidon2.permute(&state)
                place = 0
            }
        }
        Poseidon2.permute(&state)
        return EcGFp5Scalar(low: state[0].value, high: state[1].value)
    }
}
