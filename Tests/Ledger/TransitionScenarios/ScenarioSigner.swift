import Bytes
import Ledger
import Signatures
import Transition

/// Gives the operations of a history real keys and signatures.
struct ScenarioSigner {
    private var secrets: [Bytes40: SchnorrSecretKey] = [:]

    /// The operation with a key of ours where it registers one, and a signature where it needs one.
    ///
    /// An operation whose key is missing keeps a signature that is never looked at.
    mutating func signed<Reader: StateReader>(
        _ operation: Operation, _ executor: inout BlockExecutor<Reader>
    ) -> Operation {
        switch operation {
        case .priority(let chain, .setKey(var body)):
            let seed = body.publicKey
            let secret = SchnorrSecretKey(seed: Bytes32 { seed[$0] })
            secrets[secret.publicKey] = secret
            body.publicKey = secret.publicKey
            return .priority(chain, .setKey(body))
        case .signed(var signed):
            let key = RecordKey.key(signed.authorization.account, signed.authorization.slot)
            guard signed.authorization.slot.isValid,
                case .key(let record)? = executor.record(for: key),
                let secret = secrets[record.publicKey]
            else { return operation }
            signed.signature = secret.sign(
                message: signed.signingMessage(network: executor.network))
            return .signed(signed)
        case .priority: return operation
        }
    }
}
