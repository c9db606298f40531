import Bytes
import Fields
import Hashing
import Signatures

extension Report {
    /// Times fields and hashes.
    mutating func measureFieldsAndHashes() {
        let factor = Goldilocks(reducing: 0x1234_5678_9abc_def0)
        var value = factor
        add("goldilocksMultiplyLatency", count: 1_000_000) { value *= factor }
        var quintic = QuinticExtension(factor, value, factor, value, factor)
        add("quinticMultiply", count: 100_000) { quintic *= quintic }
        add("quinticSquare", count: 100_000) { quintic = quintic.squared }
        var narrow = InlineArray<8, Goldilocks> { Goldilocks(UInt32($0)) }
        add("poseidon2Width8", count: 10_000) { Poseidon2.permute(&narrow) }
        var wide = InlineArray<12, Goldilocks> { Goldilocks(UInt32($0)) }
        add("poseidon2Width12", count: 10_000) { Poseidon2.permute(&wide) }
        let megabyte = [UInt8](repeating: 7, count: 1 << 20)
        var digest = Bytes32()
        add("sha256Mebibyte", count: 4) { digest = SHA256.hash(megabyte) }
        add("keccak256Mebibyte", count: 4) { digest = Keccak256.hash(megabyte) }
        mix(value.value ^ quintic.c0.value ^ narrow[0].value ^ wide[0].value)
        mix(UInt64(digest[0]))
    }

    /// Times signing, decoding of a key, and verification with a decoded key.
    mutating func measureSignatures() {
        let secret = SchnorrSecretKey(seed: Bytes32 { UInt8($0) })
        let message = [UInt8](repeating: 3, count: 120)
        var signature = secret.sign(message: message)
        add("schnorrSign", count: 500) { signature = secret.sign(message: message) }
        var accepted: UInt64 = 0
        add("schnorrDecodeKey", count: 500) {
            if SchnorrPublicKey(encoded: secret.publicKey) != nil { accepted += 1 }
        }
        guard let key = SchnorrPublicKey(encoded: secret.publicKey) else { return }
        add("schnorrVerify", count: 500) {
            if key.verify(signature: signature, message: message) { accepted += 1 }
        }
        mix(accepted)
    }
}
