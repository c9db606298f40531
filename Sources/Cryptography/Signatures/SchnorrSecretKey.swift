#if !arch(riscv32)
    public import Bytes
    import Fields
    import Hashing

    /// A signing key.
    ///
    /// Only hosts sign; the 32-bit guest does not have this type.
    public struct SchnorrSecretKey: Sendable {
        /// The public key, encoded.
        public let publicKey: Bytes40
        private let scalar: EcGFp5Scalar
        private let elements: QuinticExtension

        /// The key that a seed of 32 secret, uniformly random bytes determines.
        public init(seed: Bytes32) {
            self.init(scalar: Self.wideHash("ZkLink EcGFp5 key v1", seed.array))
        }

        /// The key of a scalar, or `nil` for zero.
        public init?(secret scalar: EcGFp5Scalar) {
            guard !scalar.isZero else { return nil }
            self.init(scalar: scalar)
        }

        private init(scalar: EcGFp5Scalar) {
            self.scalar = scalar
            elements = GeneratorTable.multiplySecret(scalar).w
            publicKey = elements.encoded
        }

        /// Signs a message; the same message always gets the same signature.
        ///
        /// The nonce is a hash of key and message, so no random source can fail (as in RFC 6979
        /// and RFC 8032).
        public func sign(message: [UInt8]) -> SchnorrSignature {
            let nonce = Self.wideHash("ZkLink EcGFp5 nonce v1", scalar.encoded.array + message)
            let commitment = GeneratorTable.multiplySecret(nonce).w
            let unsigned = SchnorrSignature()
            let challenge = SignedMessage.withBytes(message, signature: unsigned) {
                SchnorrChallenge.scalar(nonce: commitment, key: elements, message: $0)
            }
            let first = commitment.encoded
            let second = (nonce + challenge * scalar).encoded
            return SchnorrSignature { $0 < 40 ? first[$0] : second[$0 - 40] }
        }

        /// Two SHA-256 under different tags, 512 bits, reduced modulo n; never zero.
        private static func wideHash(_ domain: String, _ secret: [UInt8]) -> EcGFp5Scalar {
            var halves = [Bytes32]()
            for half: UInt8 in 0..<2 {
                var hasher = SHA256()
                hasher.update(Array(domain.utf8))
                hasher.update(half)
                hasher.update(secret)
                halves.append(hasher.finalize())
            }
            let scalar = EcGFp5Scalar(
                reducing: FixedBytes<64> { halves[$0 >> 5][$0 & 31] })
            return scalar.isZero ? .one : scalar
        }
    }
#endif
