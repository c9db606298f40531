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
        nonce: QuinticExtension, key: QuinticExtension, message: [UInt8]
    ) -> EcGFp5Scalar {
        var input = [Goldilocks]()
        input.reserveCapacity(12 + message.count / 4)
        for point in [nonce, key] {
            input += [point.c0, point.c1, point.c2, point.c3, point.c4]
        }
        input.append(Goldilocks(reducing: UInt64(message.count)))
        for start in stride(from: 0, to: message.count, by: 4) {
            var word: UInt32 = 0
            for offset in 0..<min(4, message.count - start) {
                word |= UInt32(message[start + offset]) << UInt32(8 * offset)
            }
            input.append(Goldilocks(word))
        }
        let output = Poseidon2.hash(domain: .schnorrChallenge, input, count: 2)
        return EcGFp5Scalar(low: output[0].value, high: output[1].value)
    }
}
