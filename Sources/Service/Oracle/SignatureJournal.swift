package import Bytes
import Hashing
package import Ledger
import Settlement
package import Storage
package import WalletSignatures

/// Reasons why the journal gives no signature.
package enum JournalError: Error, Equatable {
    /// Another header was signed for this chain, epoch and block; a second would be evidence.
    case wouldEquivocate
    /// The record could not be stored, so no signature is given.
    case storage(StorageError)
}

/// Signs at most one header for each chain, epoch and block, also across restarts.
///
/// The record is durable before the signature is returned.
package struct SignatureJournal<Store: KeyValueStore> {
    private let store: Store
    private let key: WalletSecretKey
    private let network: NetworkID

    /// A journal in a store.
    package init(store: Store, key: WalletSecretKey, network: NetworkID) {
        self.store = store
        self.key = key
        self.network = network
    }

    /// The signature of a confirmation.
    package func sign(_ confirmation: OracleJudge.Confirmation) throws(JournalError) -> Bytes65 {
        let digest = Keccak256.hash(
            OracleMessage.confirmation(
                network: network, chain: confirmation.chain, epoch: confirmation.epoch,
                number: confirmation.number, headerHash: confirmation.headerHash,
                syncHash: confirmation.syncHash))
        try record(digest, for: confirmation)
        return Self.encoded(key.sign(digest: digest))
    }

    /// Whether this confirmation was signed before.
    func holds(_ confirmation: OracleJudge.Confirmation) -> Bool {
        (try? store.get(name(of: confirmation))) != nil
    }

    private func name(of confirmation: OracleJudge.Confirmation) -> [UInt8] {
        var name = ByteWriter(capacity: 13)
        name.append(confirmation.chain.rawValue)
        name.append(confirmation.epoch)
        name.append(confirmation.number)
        return name.bytes
    }

    private static func encoded(_ signature: RecoverableSignature) -> Bytes65 {
        let bytes = signature.encoded
        return Bytes65 { bytes[$0] }
    }

    private func record(
        _ digest: Bytes32, for confirmation: OracleJudge.Confirmation
    ) throws(JournalError) {
        let name = name(of: confirmation)
        do {
            if let earlier = try store.get(name) {
                guard earlier == digest.array else { throw JournalError.wouldEquivocate }
                return
            }
            var batch = WriteBatch()
            batch.put(name, digest.array)
            try store.write(batch)
        } catch let error as StorageError {
            throw .storage(error)
        } catch {
            throw .wouldEquivocate
        }
    }
}
