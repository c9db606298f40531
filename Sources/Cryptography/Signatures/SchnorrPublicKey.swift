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
    #if !GUEST_HOST_CALLS
        private let elements: QuinticExtension
        private let multiples: [AffinePoint]
    #endif

    /// Decodes a key.
    ///
    /// `nil` when the bytes are not canonical, are no group element, or are the neutral element,
    /// whose secret key is public knowledge.
    public init?(encoded: Bytes40) {
        guard let elements = QuinticExtension(encoded: encoded) else { return nil }
        self.encoded = encoded
        #if GUEST_HOST_CALLS
            guard EcGFp5Point.isEncoding(elements) else { return nil }
        #else
            self.elements = elements
            guard let point = EcGFp5Point(w: elements), !point.isNeutral else { return nil }
            multiples = point.windowMultiples
        #endif
    }

    /// Whether the signature is one of this key over exactly this message.
    ///
    /// Accepts when R is canonical, s < n and s G = R + e P. Instead of decoding R, the encoding of
    /// s G - e P is compared with it: the encoding is one-to-one between group elements and the
    /// byte strings that decode, so equal encodings mean the same element, and an R that does not
    /// decode equals no encoding. Limbs from p on are refused before.
    public func verify(signature: SchnorrSignature, message: [UInt8]) -> Bool {
        SignedMessage.withBytes(message, signature: signature) { verify($0) }
    }

    /// Whether the message's signature is one of this key over exactly this message, as above.
    public func verify(_ message: SignedMessage) -> Bool {
        #if GUEST_HOST_CALLS
            return withUnsafeBytes(of: encoded) { key in
                guard let start = key.baseAddress else { return false }
                return Self.verify(message, keyCheckedByMachine: start)
            }
        #else
            guard let nonce = QuinticExtension(integer: { message.signatureWord($0) }),
                let scalar = EcGFp5Scalar(word: { message.signatureWord(5 + $0) })
            else { return false }
            let challenge = SchnorrChallenge.scalar(
                nonce: nonce, key: elements, message: message)
            let product = EcGFp5Point.multiply(multiples, challenge, bitCount: 128)
            return (GeneratorTable.multiplyPublic(scalar) + -product).hasEncoding(nonce)
        #endif
    }
}

#if GUEST_HOST_CALLS
    extension SchnorrPublicKey {
        /// As `verify` for the 40 bytes of a key of which nothing is checked, which takes 10,000
        /// cycles.
        ///
        /// The machine refuses a product with a key that has no point, so that a verification ends
        /// the run in a trap. A key that is not canonical has no signatures. Sponge, operands and
        /// result are words in memory, where the machine's calls take them.
        public static func verify(
            _ message: SignedMessage, keyCheckedByMachine key: UnsafeRawPointer
        ) -> Bool {
            withUnsafeTemporaryAllocation(of: Goldilocks.self, capacity: 34) { memory in
                guard let state = memory.baseAddress else { return false }
                let words = UnsafeMutableRawPointer(state).assumingMemoryBound(to: UInt32.self)
                let (operands, nonce, result) = (words + 24, words + 48, words + 58)
                message.copySignature(nonce: nonce, scalar: operands + 10)
                UnsafeMutableRawPointer(operands).copyMemory(from: key, byteCount: 40)
                guard Self.isCanonical(nonce), Self.isCanonical(operands),
                    EcGFp5Scalar.isBelowOrder(operands + 10)
                else { return false }
                for index in 0..<10 { words[index] = nonce[index] }
                for index in 0..<6 { words[10 + index] = operands[index] }
                state[8] = Goldilocks(HashDomain.schnorrChallenge.tag)
                state[9] = Goldilocks(SchnorrChallenge.elementCount(message))
                (state[10], state[11]) = (.zero, .zero)
                SchnorrChallenge.absorb(
                    into: state,
                    Goldilocks(reducing: UInt64(low: operands[6], high: operands[7])),
                    Goldilocks(reducing: UInt64(low: operands[8], high: operands[9])), message)
                for index in 0..<4 { operands[20 + index] = words[index] }
                guestEcGFp5DoubleScalar(operands, result)
                var difference: UInt32 = 0
                for index in 0..<10 { difference |= nonce[index] ^ result[index] }
                return difference == 0
            }
        }

        /// Whether five integers of two words each are below p: p - 1 has the upper word 2^32 - 1
        /// and the lower word 0.
        private static func isCanonical(_ words: UnsafeMutablePointer<UInt32>) -> Bool {
            for index in 0..<5 where words[2 * index + 1] == .max && words[2 * index] != 0 {
                return false
            }
            return true
        }
    }
#endif

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
