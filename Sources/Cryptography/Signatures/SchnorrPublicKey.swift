public import Bytes
import Fields
import Hashing

/// An encoded nonce point R (40 bytes), then the scalar s (40 bytes, least significant first).
public typealias SchnorrSignature = FixedBytes<80>

/// A decoded public key.
///
/// On hosts decoding takes about a sixth of the time of a verification and keeps multiples of the
/// point for it. Guests whose machine computes double-scalar products only check that there is a
/// point.
public struct SchnorrPublicKey: Sendable {
    /// The encoding, which identifies the key.
    public let encoded: Bytes40
    private let elements: QuinticExtension
    #if !GUEST_HOST_CALLS
        private let multiples: [AffinePoint]
    #endif

    /// Decodes a key.
    ///
    /// `nil` when the bytes are not canonical, are no group element, or are the neutral element,
    /// whose secret key is public knowledge.
    public init?(encoded: Bytes40) {
        guard let elements = QuinticExtension(encoded: encoded) else { return nil }
        self.encoded = encoded
        self.elements = elements
        #if GUEST_HOST_CALLS
            guard EcGFp5Point.isEncoding(elements) else { return nil }
        #else
            guard let point = EcGFp5Point(w: elements), !point.isNeutral else { return nil }
            multiples = point.windowMultiples
        #endif
    }

    #if GUEST_HOST_CALLS
        /// A key whose point is not checked, which takes 10,000 cycles: the machine refuses a
        /// product with a key that has none, so that a verification ends the run in a trap.
        ///
        /// `nil` when the bytes are not canonical.
        public init?(checkedByMachine encoded: Bytes40) {
            guard let elements = QuinticExtension(encoded: encoded) else { return nil }
            (self.encoded, self.elements) = (encoded, elements)
        }
    #endif

    /// Whether the signature is one of this key over exactly this message.
    ///
    /// Accepts when R is canonical, s < n and s G = R + e P. Instead of decoding R, the encoding of
    /// s G - e P is compared with it: the encoding is one-to-one between group elements and the
    /// byte strings that decode, so equal encodings mean the same element, and an R that does not
    /// decode equals no encoding. Limbs from p on are refused before.
    public func verify(signature: SchnorrSignature, message: [UInt8]) -> Bool {
        verify(SignedMessage(message, signature: signature))
    }

    /// Whether the message's signature is one of this key over exactly this message, as above.
    public func verify(_ message: SignedMessage) -> Bool {
        guard let nonce = QuinticExtension(integer: { message.signatureWord($0) }),
            let scalar = EcGFp5Scalar(word: { message.signatureWord(5 + $0) })
        else { return false }
        let challenge = SchnorrChallenge.scalar(nonce: nonce, key: elements, message: message)
        #if GUEST_HOST_CALLS
            return DoubleScalarProduct.isEncoded(
                as: nonce, key: elements, scalar: scalar, challenge: challenge) == true
        #else
            let product = EcGFp5Point.multiply(multiples, challenge, bitCount: 128)
            return (GeneratorTable.multiplyPublic(scalar) + -product).hasEncoding(nonce)
        #endif
    }
}

extension SchnorrPublicKey: Hashable {
    /// Whether both are the same key.
    public static func == (left: SchnorrPublicKey, right: SchnorrPublicKey) -> Bool {
        left.encoded == right.encoded
    }

    /// Feeds the encoding to a hash table.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(encoded)
    }
}
