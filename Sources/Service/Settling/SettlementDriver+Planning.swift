import Bytes
import Ledger
import Sequencing
import Settlement
import Transition

/// Planning of the next calls from the contract's counters.
extension SettlementDriver {
    func plan(_ progress: ChainProgress, _ now: UInt64) throws(SettlementError) {
        if !progress.areBlocksPaused { try planCommit(progress, now) }
        guard !alarms.stopped.contains(.settlement) else { return }
        let final = oracles.finalBlock(now: now)
        try planProve(progress, now)
        try planConfirm(progress, final, now)
        try planExecute(progress, now)
        if settings.claimsForReceivers { try planClaims(progress, now) }
    }

    /// The last block already sent for a step.
    ///
    /// `nil` when a call is not included yet, because the contract refuses to simulate the next
    /// one.
    private func sentThrough(_ step: SettlementStep) -> UInt64? {
        let calls = inFlight.values.filter { $0.step == step }
        guard calls.allSatisfy(\.isIncluded) else { return nil }
        return calls.map(\.last).max() ?? 0
    }

    private func planCommit(_ progress: ChainProgress, _ now: UInt64) throws(SettlementError) {
        guard let sent = sentThrough(.commit) else { return }
        let next = progress.committed + 1
        // A call that is included but not counted is being reorganised: it will be counted again.
        guard next > sent, let block = blocks.block(next) else { return }
        let operations = ChainOperation.encode(block.operations(on: id))
        try submit(
            .commit, next...next,
            .operator(
                .commit(
                    header: block.header.encoded, operations: operations,
                    data: chain.isDataChain ? block.encoded.data : [])), now)
    }

    private func planProve(_ progress: ChainProgress, _ now: UInt64) throws(SettlementError) {
        guard let sent = sentThrough(.prove), progress.proven >= sent,
            progress.committed > progress.proven, let identity = tracker.identity(of: id)
        else { return }
        let request = ProofRequest(
            program: identity.program, proven: progress.proven, committed: progress.committed,
            headerHash: { [blocks] in blocks.headerHash($0) })
        let source = identity.mode == .unproven ? UnprovenBlocks() : proofs
        guard let proof = source?.proof(for: request) else { return }
        try submit(
            .prove, progress.proven + 1...proof.last, .operator(.prove(proof)), now)
    }

    private func planConfirm(
        _ progress: ChainProgress, _ final: UInt64, _ now: UInt64
    ) throws(SettlementError) {
        guard let sent = sentThrough(.confirm), progress.confirmed >= sent else { return }
        let last = min(final, progress.committed)
        guard last > progress.confirmed, let block = blocks.block(last),
            let signatures = oracles.confirmations(
                of: block, chain: id, epoch: progress.epoch, oracles: try port.oracles())
        else { return }
        try submit(
            .confirm, progress.confirmed + 1...last,
            .operator(.confirm(number: last, signatures: signatures)), now)
    }

    private func planExecute(_ progress: ChainProgress, _ now: UInt64) throws(SettlementError) {
        guard let sent = sentThrough(.execute), progress.executed >= sent else { return }
        let ready = min(progress.proven, progress.confirmed)
        let last = min(ready, progress.executed + UInt64(SettlingLimits.blocksPerExecute))
        guard last > progress.executed else { return }
        var operations: [[UInt8]] = []
        for number in progress.executed + 1...last {
            guard let block = blocks.block(number) else { return }
            operations.append(ChainOperation.encode(block.operations(on: id)))
        }
        try submit(
            .execute, progress.executed + 1...last, .operator(.execute(operations: operations)), now
        )
    }

    /// Claims receivers' pending balances of executed blocks; brokers claim for themselves.
    private func planClaims(_ progress: ChainProgress, _ now: UInt64) throws(SettlementError) {
        let start =
            claimedThrough ?? progress.executed
            - min(progress.executed, SettlingLimits.blocksClaimedAfterStart)
        var done = start
        while done < progress.executed {
            guard inFlight.values.filter({ $0.step == nil }).count < SettlingLimits.claimsInFlight,
                let block = blocks.block(done + 1)
            else { break }
            for payout in block.operations(on: id).compactMap(\.payout) {
                try claim(payout, now)
            }
            done += 1
        }
        claimedThrough = done
    }

    private func claim(_ payout: Payout, _ now: UInt64) throws(SettlementError) {
        guard let token = try port.tokenContract(payout.token),
            try port.pending(owner: payout.receiver, token: token) > 0
        else { return }
        try submit(nil, 0...0, .user(.claim(owner: payout.receiver, token: token)), now)
    }
}
