import Bytes
import Hashing
package import Ledger
import Sequencing
import Settlement
import Synchronization
import WalletSignatures

/// Collector of oracles' signatures up to the threshold, and of the last block final for enough.
///
/// A class because the drivers of all chains share it.
package final class OracleQuorum: Sendable {
    private struct State {
        var refreshedAt: UInt64 = 0
        var quorumSince: UInt64 = 0
        var finals: [UInt64] = []
        var proofs: [ProofName: [UInt8]] = [:]
    }

    private struct ProofName: Hashable {
        let previous: Bytes32
        let last: Bytes32
    }

    private let oracles: [any OraclePort]
    private let network: NetworkID
    private let alarmMilliseconds: UInt64
    private let alarms: Alarms
    private let state = Mutex(State())

    /// The number of signatures that a chain requires.
    let threshold: Int

    package init(
        oracles: [any OraclePort], threshold: Int?, network: NetworkID,
        alarmMilliseconds: UInt64, alarms: Alarms
    ) {
        self.oracles = oracles
        self.network = network
        self.alarmMilliseconds = alarmMilliseconds
        self.alarms = alarms
        self.threshold = threshold ?? max(2, 2 * oracles.count / 3 + 1)
    }

    /// The last block that is final on all chains for enough oracles.
    func finalBlock(now: UInt64) -> UInt64 {
        let isDue = state.withLock { state in
            guard
                now >= state.refreshedAt + SettlingLimits.oracleRefreshMilliseconds
                    || now < state.refreshedAt
            else { return false }
            state.refreshedAt = now
            if state.quorumSince == 0 { state.quorumSince = now }
            return true
        }
        if isDue {
            let finals = oracles.compactMap { $0.finalBlock() }.sorted(by: >)
            state.withLock { state in
                state.finals = finals
                if finals.count >= threshold { state.quorumSince = now }
            }
            judge(now)
        }
        return state.withLock { $0.finals.count >= threshold ? $0.finals[threshold - 1] : 0 }
    }

    private func judge(_ now: UInt64) {
        let (count, since) = state.withLock { ($0.finals.count, $0.quorumSince) }
        if count >= threshold {
            alarms.clear(.oracleThreshold)
        } else if now >= since + alarmMilliseconds {
            alarms.raise(
                .oracleThreshold, detail: "\(count) of \(threshold) oracles answer",
                nowMilliseconds: now)
        }
    }

    /// Signatures of a chain's oracles over one digest, ascending by signer; `nil` when too few.
    private func gather(
        _ digest: Bytes32, for chain: OracleSet, _ ask: (any OraclePort) -> [Bytes65]
    ) -> [[UInt8]]? {
        var signatures: [Bytes20: [UInt8]] = [:]
        for oracle in oracles where signatures.count < chain.threshold {
            for signature in ask(oracle) {
                // A signature of other bytes recovers to an address that is not a member's.
                guard let decoded = RecoverableSignature(encoded: signature.array),
                    let address = decoded.recoverAddress(digest: digest),
                    chain.members.contains(ChainAddress(evm: address).address)
                else { continue }
                signatures[address] = signature.array
            }
        }
        guard !signatures.isEmpty, signatures.count >= chain.threshold else { return nil }
        return signatures.sorted { $0.key < $1.key }.map(\.value)
    }

    /// A proof of a range; `nil` when too few oracles attest it.
    func proof(
        program: Bytes32, previous: Bytes32, last: SealedBlock, first: UInt64,
        chain: OracleSet
    ) -> [UInt8]? {
        let name = ProofName(previous: previous, last: last.headerHash)
        if let known = state.withLock({ $0.proofs[name] }) { return known }
        let input = PublicInput.value(
            programID: program, previousHeaderHash: previous, lastHeaderHash: last.headerHash)
        let digest = Keccak256.hash(
            OracleMessage.attestation(network: network, publicInput: input))
        let signatures = gather(digest, for: chain) { oracle in
            guard let answer = oracle.attestation(first: first, last: last.number),
                answer.publicInput == input
            else { return [] }
            return [answer.signature]
        }
        guard let proof = signatures?.flatMap({ $0 }) else { return nil }
        state.withLock { state in
            if state.proofs.count >= SettlingLimits.proofsKept { state.proofs = [:] }
            state.proofs[name] = proof
        }
        return proof
    }

    /// The confirmations of a block for a chain; `nil` when too few oracles gave one.
    func confirmations(
        of block: SealedBlock, chain: ChainID, epoch: UInt32, oracles members: OracleSet
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
}
