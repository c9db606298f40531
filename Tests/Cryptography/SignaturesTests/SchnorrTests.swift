import Bytes
import Fields
import Hashing
import Signatures
import TestSupport
import Testing

@Suite struct SchnorrTests {
    private let secret = SchnorrSecretKey(seed: Bytes32 { UInt8($0) })
    private let message = Array("transfer 5 of token 1 to account 7".utf8)

    private func verifies(
        _ signature: SchnorrSignature, key: Bytes40? = nil, message: [UInt8]? = nil
    ) -> Bool {
        guard let decoded = SchnorrPublicKey(encoded: key ?? secret.publicKey) else { return false }
        return decoded.verify(signature: signature, message: message ?? self.message)
    }

    @Test func acceptsItsOwnSignatures() {
        var source = SeededGenerator(seed: 51)
        for length in [0, 1, 3, 4, 5, 32, 33, 200] {
            let seed = source.bytes(32)
            let key = SchnorrSecretKey(seed: Bytes32 { seed[$0] })
            let message = source.bytes(length)
            let signature = key.sign(message: message)
            #expect(verifies(signature, key: key.publicKey, message: message))
            #expect(!verifies(signature, key: key.publicKey, message: message + [0]))
            #expect(!verifies(signature, message: message))
        }
    }

    @Test func signingIsDeterministicAndSeparatesMessagesAndSeeds() {
        #expect(secret.sign(message: message) == secret.sign(message: message))
        #expect(secret.sign(message: message) != secret.sign(message: message + [0]))
        let other = SchnorrSecretKey(seed: Bytes32 { UInt8($0 + 1) })
        #expect(other.publicKey != secret.publicKey)
    }

    /// Checks the equation s G = R + e P with the plain group operations and the challenge as
    /// the README writes it.
    @Test func signaturesSatisfyTheWrittenEquation() throws {
        let signature = secret.sign(message: message)
        let nonceBytes = Bytes40 { signature[$0] }
        let nonce = try #require(EcGFp5Point(encoded: nonceBytes))
        let key = try #require(EcGFp5Point(encoded: secret.publicKey))
        let s = try #require(EcGFp5Scalar(encoded: Bytes40 { signature[40 + $0] }))
        var input = words(nonceBytes.array, size: 8) + words(secret.publicKey.array, size: 8)
        input.append(Goldilocks(UInt32(message.count)))
        input += words(message, size: 4)
        let e = Poseidon2.hash(domain: HashDomain(tag: 3), input, count: 2)
        let challenge = EcGFp5Scalar(low: e[0].value, high: e[1].value)
        let left = EcGFp5Point.generator.multiplied(by: s)
        #expect(left == nonce + key.multiplied(by: challenge))
    }

    @Test func publicKeyIsSecretTimesGenerator() throws {
        var source = SeededGenerator(seed: 52)
        for _ in 0..<5 {
            let bytes = source.bytes(64)
            let scalar = EcGFp5Scalar(reducing: FixedBytes<64> { bytes[$0] })
            let key = try #require(SchnorrSecretKey(secret: scalar))
            #expect(key.publicKey == EcGFp5Point.generator.multiplied(by: scalar).encoded)
        }
        #expect(SchnorrSecretKey(secret: .zero) == nil)
        #expect(try #require(SchnorrSecretKey(secret: .one)).publicKey.array[0] == 4)
    }

    @Test func rejectsEveryFlippedBitOfTheSignature() throws {
        let key = try #require(SchnorrPublicKey(encoded: secret.publicKey))
        let signature = secret.sign(message: message)
        for bit in 0..<640 {
            var changed = signature
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!key.verify(signature: changed, message: message), "bit \(bit)")
        }
    }

    @Test func rejectsEveryFlippedBitOfTheKey() {
        let signature = secret.sign(message: message)
        for bit in 0..<320 {
            var changed = secret.publicKey
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!verifies(signature, key: changed), "bit \(bit)")
        }
    }

    @Test func rejectsEveryFlippedByteOfTheMessage() throws {
        let key = try #require(SchnorrPublicKey(encoded: secret.publicKey))
        let signature = secret.sign(message: message)
        for index in message.indices {
            var changed = message
            changed[index] ^= 0x40
            #expect(!key.verify(signature: signature, message: changed))
        }
        #expect(!key.verify(signature: signature, message: message.dropLast()))
    }

    @Test func rejectsScalarPlusOrder() throws {
        let order = Array(
            try VectorFile.load("ecgfp5")["curve"]["orderHex"].bytes().reversed())
        let signature = secret.sign(message: message)
        var changed = signature
        var carry = 0
        for index in 0..<40 {
            let sum = Int(signature[40 + index]) + Int(order[index]) + carry
            changed[40 + index] = UInt8(sum & 255)
            carry = sum >> 8
        }
        #expect(carry == 0)
        #expect(verifies(signature) && !verifies(changed))
    }

    @Test func rejectsNegatedNonceAndSwappedHalves() throws {
        let signature = secret.sign(message: message)
        let nonce = try #require(EcGFp5Point(encoded: Bytes40 { signature[$0] }))
        let negated = (-nonce).encoded
        #expect(!verifies(SchnorrSignature { $0 < 40 ? negated[$0] : signature[$0] }))
        #expect(!verifies(SchnorrSignature { signature[($0 + 40) % 80] }))
    }

    @Test func rejectsNeutralAndUndecodableKeys() throws {
        #expect(SchnorrPublicKey(encoded: Bytes40()) == nil)
        #expect(SchnorrPublicKey(encoded: Bytes40 { _ in 255 }) == nil)
        var refused = 0
        for vector in try VectorFile.load("ecgfp5")["decode"].items() {
            let bytes = try #require(Bytes40(try vector["bytes"].bytes()))
            let valid = try vector["valid"].bool() && !bytes.isZero
            #expect((SchnorrPublicKey(encoded: bytes) != nil) == valid)
            if !valid { refused += 1 }
        }
        #expect(refused > 1)
    }

    @Test func rejectsZeroAndOnesSignatures() {
        #expect(!verifies(SchnorrSignature()))
        #expect(!verifies(SchnorrSignature { _ in 255 }))
    }

    private func words(_ bytes: [UInt8], size: Int) -> [Goldilocks] {
        stride(from: 0, to: bytes.count, by: size).map { start in
            let slice = bytes[start..<min(start + size, bytes.count)]
            return Goldilocks(reducing: slice.reversed().reduce(0) { $0 << 8 | UInt64($1) })
        }
    }
}
