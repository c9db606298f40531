import Bytes
import Ledger
import Signatures

/// Public keys decoded in this block: decoding costs about half a verification.
struct KeyCache {
    /// Direct-mapped by the key's first byte.
    private var keys = [SchnorrPublicKey?](repeating: nil, count: 256)

    /// Whether the operation's signature verifies under the encoded key, for this network.
    mutating func verify(
        _ operation: SignedOperation, key: Bytes40, network: NetworkID
    ) -> Bool {
        guard let decoded = decoded(key) else { return false }
        return decoded.verify(
            signature: operation.signature, message: operation.signingMessage(network: network))
    }

    private mutating func decoded(_ key: Bytes40) -> SchnorrPublicKey? {
        let place = Int(key[0])
        if let cached = keys[place], cached.encoded == key { return cached }
        guard let decoded = SchnorrPublicKey(encoded: key) else { return nil }
        keys[place] = decoded
        return decoded
    }
}
