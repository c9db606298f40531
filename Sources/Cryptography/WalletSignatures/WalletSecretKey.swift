public import Bytes
import CSystemSecp256k1
import Hashing

/// A secp256k1 secret key of a wallet, an operator, an oracle or a broker.
///
/// It has no description: secrets do not enter logs.
public struct WalletSecretKey: Sendable {
    /// The scalar, big-endian; it must not reach logs or errors.
    public let bytes: Bytes32
    /// The EVM address of its public key.
    public let address: Bytes20

    /// The key of a scalar; `nil` unless it is in `[1, n)`.
    public init?(bytes: Bytes32) {
        var key = secp256k1_pubkey()
        guard let context = CurveContext.shared,
            secp256k1_ec_pubkey_create(context, &key, bytes.array) == 1,
            let address = key.address
        else { return nil }
        self.bytes = bytes
        self.address = address
    }

    /// Signs a 32-byte digest: deterministic nonce (RFC 6979), low s.
    public func sign(digest: Bytes32) -> RecoverableSignature {
        var signature = secp256k1_ecdsa_recoverable_signature()
        var compact = [UInt8](repeating: 0, count: 64)
        var recoveryID: Int32 = 0
        guard let context = CurveContext.shared,
            secp256k1_ecdsa_sign_recoverable(
                context, &signature, digest.array, bytes.array, nil, nil) == 1,
            secp256k1_ecdsa_recoverable_signature_serialize_compact(
                context, &compact, &recoveryID, &signature) == 1,
            let r = Bytes32(compact[..<32]), let s = Bytes32(compact[32...]),
            let result = RecoverableSignature(r: r, s: s, recoveryID: UInt8(recoveryID))
        else { preconditionFailure("a checked key signs every digest") }
        return result
    }

    /// Signs a text as wallets do: Keccak-256 of the EIP-191 prefix, the byte count and the text.
    public func sign(text: String) -> RecoverableSignature {
        let message = Array(text.utf8)
        let prefix = Array("\u{19}Ethereum Signed Message:\n\(message.count)".utf8)
        return sign(digest: Keccak256.hash(prefix + message))
    }
}
