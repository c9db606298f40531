import Bytes
import Ledger
import Transition

extension Sequencer {
    mutating func submit(
        _ operation: SignedOperation, id: Bytes32, verifiedKey: Bytes40?, for ticket: Ticket,
        at nowMilliseconds: UInt64, _ actions: inout [Action]
    ) {
        if let known = recent[.signed(id)] {
            return whenDurable(.answer(ticket, .sequenced(known)), &actions)
        }
        for _ in 0..<2 {
            guard prepareBlock(nowMilliseconds, &actions) else {
                return whenDurable(.answer(ticket, .halted), &actions)
            }
            switch apply(operation, verifiedKey) {
            case .applied(let applied):
                began(nowMilliseconds, &actions)
                append(.signed(operation), &actions)
                let placement = place(
                    .signed(id), opcode: operation.body.opcode, .applied(applied.receipt),
                    changes: applied.changes, at: nowMilliseconds)
                let effects = effects(
                    of: placement, changes: applied.changes, payouts: applied.payouts)
                // The payout is listed before a client has the answer.
                whenDurable(.publish(effects), &actions)
                whenDurable(.answer(ticket, .sequenced(placement)), &actions)
                return closeIfFull(&actions)
            case .rejected(.stalePrice) where needsNewerBlock(operation, nowMilliseconds):
                close(&actions)
            case .rejected(let rejection):
                return whenDurable(.answer(ticket, .rejected(rejection)), &actions)
            case .blockFull: close(&actions)
            }
        }
        // An operation that does not fit an empty block does not fit any.
        whenDurable(.answer(ticket, .rejected(.overflow)), &actions)
    }

    mutating func consume(
        _ entry: PriorityEntry, _ nowMilliseconds: UInt64, _ actions: inout [Action]
    ) {
        // Entries that a follower delivers again after a restart are dropped here.
        guard let next = nextIndex(of: entry.chain), entry.index == next else { return }
        for _ in 0..<2 {
            guard prepareBlock(nowMilliseconds, &actions), let outcome = block?.apply(entry) else {
                return
            }
            switch outcome {
            case .applied(let applied):
                return consumed(
                    entry, .applied(applied.receipt), changes: applied.changes,
                    payouts: applied.payouts, at: nowMilliseconds, &actions)
            case .failed(let rejection, let refund):
                return consumed(
                    entry, .failed(rejection, refund: refund), changes: [],
                    payouts: refund.map { [$0] } ?? [], at: nowMilliseconds, &actions)
            case .blockFull: close(&actions)
            case .outOfOrder, .unknownChain: return
            }
        }
    }

    private mutating func consumed(
        _ entry: PriorityEntry, _ result: OperationResult, changes: [RecordKey],
        payouts: [ChainPayout], at nowMilliseconds: UInt64, _ actions: inout [Action]
    ) {
        began(nowMilliseconds, &actions)
        append(.priority(entry), &actions)
        let placement = place(
            .priority(entry.chain, entry.index), opcode: entry.operation.opcode, result,
            changes: changes, at: nowMilliseconds)
        let effects = effects(of: placement, changes: changes, payouts: payouts)
        whenDurable(.publish(effects), &actions)
        closeIfFull(&actions)
    }

    /// Whether a signer observed prices that are too new for the open block, but not for one that
    /// opens now.
    private func needsNewerBlock(
        _ operation: SignedOperation, _ nowMilliseconds: UInt64
    ) -> Bool {
        guard let block, case .postPrices(let prices) = operation.body else { return false }
        return prices.isAhead(of: block.timestamp) && !prices.isAhead(of: nowMilliseconds / 1_000)
    }

    private mutating func apply(
        _ operation: SignedOperation, _ verifiedKey: Bytes40?
    ) -> Outcome {
        let check = signatureCheck(operation, verifiedKey)
        return block?.apply(operation, signature: check) ?? .blockFull
    }

    /// Accepts a verification only if its key is the one that the state holds now.
    private mutating func signatureCheck(
        _ operation: SignedOperation, _ verifiedKey: Bytes40?
    ) -> SignatureCheck {
        let authorization = operation.authorization
        guard let verifiedKey, authorization.slot.isValid,
            case .key(let held)? = block?.record(
                for: .key(authorization.account, authorization.slot)),
            held.publicKey == verifiedKey
        else { return .verify }
        return .alreadyVerified
    }

    /// Appends the opening of the block to the log, before its first operation.
    private mutating func began(_ nowMilliseconds: UInt64, _ actions: inout [Action]) {
        guard let block, block.operations.count == 1 else { return }
        openedAt = nowMilliseconds
        append(.opened(number: block.number, timestamp: block.timestamp), &actions)
    }

    private mutating func place(
        _ name: OperationReference, opcode: UInt8, _ result: OperationResult,
        changes: [RecordKey], at time: UInt64
    ) -> Placement {
        openKeys.formUnion(changes)
        let placement = Placement(
            name: name, opcode: opcode, blockNumber: head.number + 1,
            index: UInt32(placements.count), time: time, result: result)
        placements.append(placement)
        recent.insert(placement)
        return placement
    }

    private mutating func closeIfFull(_ actions: inout [Action]) {
        guard let block, block.operations.count >= settings.maximumOperations else { return }
        close(&actions)
    }
}

// MARK: Replay

extension Sequencer {
    /// Applies a log record again; throws `replayDiverges` when it does not apply.
    public mutating func replay(
        _ record: JournalEntry, position: UInt64, nowMilliseconds: UInt64
    ) throws(SequencingError) -> [Action] {
        var actions: [Action] = []
        let fault = SequencingError.replayDiverges(position: position)
        guard position == nextPosition, failure == nil else { throw fault }
        switch record {
        case .opened(let number, let timestamp):
            // A log that was cut off after this record continues with the same block, opened again.
            guard block?.operations.isEmpty ?? true, number == head.number + 1,
                timestamp >= head.timestamp, open(timestamp, &actions)
            else { throw fault }
            openedAt = nowMilliseconds
            nextPosition += 1
        case .signed(let operation):
            guard case .applied(let applied)? = block?.apply(operation, signature: .alreadyVerified)
            else {
                throw fault
            }
            nextPosition += 1
            _ = place(
                .signed(operation.id(network: network)), opcode: operation.body.opcode,
                .applied(applied.receipt), changes: applied.changes, at: nowMilliseconds)
        case .priority(let entry):
            let (result, changes): (OperationResult, [RecordKey])
            switch block?.apply(entry) {
            case .applied(let applied):
                (result, changes) = (.applied(applied.receipt), applied.changes)
            case .failed(let rejection, let refund):
                (result, changes) = (.failed(rejection, refund: refund), [])
            case .blockFull, .outOfOrder, .unknownChain, nil: throw fault
            }
            nextPosition += 1
            _ = place(
                .priority(entry.chain, entry.index), opcode: entry.operation.opcode, result,
                changes: changes, at: nowMilliseconds)
        case .closed(let number):
            guard number == head.number + 1, block != nil else { throw fault }
            close(&actions)
            guard failure == nil else { throw fault }
            // Closing appends the record that is being read.
            actions.removeAll { if case .append = $0 { true } else { false } }
        }
        return actions
    }

    /// Ends the replay: all records read are durable, and the sequencer goes live.
    public mutating func finishReplay() {
        _ = receive(.durable(nextPosition), nowMilliseconds: openedAt)
    }
}
