public import Bytes
import Hashing
public import Ledger

extension SignedOperation {
    /// The operation id: SHA-256 of the signed message, so the same for every signature.
    public func id(network: NetworkID) -> Bytes32 {
        SHA256.hash(signingMessage(network: network))
    }
}

extension PriorityOperation {
    /// SHA-256 of the encoding, an input of the queue's rolling hash.
    public var hash: Bytes32 { SHA256.hash(encoded) }

    /// The queue's rolling hash after this operation.
    public func rollingHash(after previous: Bytes32) -> Bytes32 {
        SHA256.hash(previous.array + hash.array)
    }
}
