import Bytes
import Ledger
import Signatures
import Synchronization
import Transition

/// A verifier of operations' signatures that keeps decoded public keys.
///
/// A class because the worker threads share the keys.
final class SignatureVerifier: Sendable {
    private let keys = Mutex<[Bytes40: SchnorrPublicKey]>([:])
    private let network: NetworkID

    init(network: NetworkID) { self.network = network }

    /// Whether the signature verifies under the encoded key.
    func verifies(_ operation: SignedOperation, message: [UInt8], with encoded: Bytes40) -> Bool {
        guard let key = key(encoded) else { return false }
        return key.verify(signature: operation.signature, message: message)
    }

    private func key(_ encoded: Bytes40) -> SchnorrPublicKey? {
        if let known = keys.withLock({ $0[encoded] }) { return known }
        guard let key = SchnorrPublicKey(encoded: encoded) else { return nil }
        keys.withLock { keys in
            if keys.count >= NodeApiLimits.keysKept { keys.removeAll() }
            keys[encoded] = key
        }
        return key
    }
}
