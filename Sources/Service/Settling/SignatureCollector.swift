package import Bytes
import Hashing
package import Ledger
package import Settlement
import WalletSignatures

/// Collector of the oracles' signatures that a chain's contracts ask for.
///
/// It believes no oracle: a signature counts when it is a member's over the digest computed here.
package struct SignatureCollector: Sendable {
    /// A block as the oracles sign it.
    package struct Block: Sendable {
        let number: UInt64
        let headerHash: Bytes32
        let syncHash: Bytes32

        package init(number: UInt64, headerHash: Bytes32, syncHash: Bytes32) {
            (self.number, self.headerHash, self.syncHash) = (number, headerHash, syncHash)
        }
    }

    let oracles: [any OraclePort]
    private let network: NetworkID

    package init(oracles: [any OraclePort], network: NetworkID) {
        (self.oracles, self.network) = (oracles, network)
    }

    /// The confirmations of a block for a chain; `nil` when too few oracles gave one.
    package func confirmations(
        of block: Block, chain: ChainID, epoch: UInt32, members: OracleSet
    ) -> [[UInt8]]? {
        let digest = Keccak256.hash(
            OracleMessage.confirmation(
                network: network, chain: chain, epoch: epoch, number: block.number,
                headerHash: block.headerHash, syncHash: block.syncHash))
        return gather(digest, for: members) { oracle in
            oracle.confirmations(number: block.number).filter {
                $0.chain == chain && $0.epoch == epoch && $0.syncHash == block.syncHash
            }.map(\.signature)
        }
    }

    /// Signatures of the members over one digest, ascending by signer; `nil` when too few.
    private func gather(
        _ digest: Bytes32, for members: OracleSet, _ ask: (any OraclePort) -> [Bytes65]
    ) -> [[UInt8]]? {
        var signatures: [Bytes20: [UInt8]] = [:]
        for oracle in oracles where signatures.count < members.threshold {
            for signature in ask(oracle) {
                // A signature of other bytes recovers to an address that is not a member's.
                guard let decoded = RecoverableSignature(encoded: signature.array),
                    let address = decoded.recoverAddress(digest: digest),
                    members.members.contains(ChainAddress(evm: address).address)
                else { continue }
                signatures[address] = signature.array
            }
        }
        guard !signatures.isEmpty, signatures.count >= members.threshold else { return nil }
        return signatures.sorted { $0.key < $1.key }.map(\.value)
    }
}
