import Bytes
import Ledger

extension SignedOperation {
    /// Whether the signature is by a key over this operation for this network.
    func isSigned(by publicKey: Bytes40, network: NetworkID) -> Bool { false }
}
