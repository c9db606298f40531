import Bytes
import Ledger
package import Storage
package import Transition

/// A node's state as recovered from the store and the log.
package struct RecoveredState: Sendable {
    var sequencer: Sequencer
    var sealer: BlockSealer
    /// Blocks that are in the log and not in the store.
    var seals: [SequencingEngine.PendingSeal]
    /// The number of log records that were applied again.
    package var replayedCount: Int
}

/// Recovery of a node's state: the records of the store, then the log after the checkpoint.
package enum Recovery {
    package static func recover(
        genesis: Genesis, store: NodeStore, log: DurableLog, settings: Sequencer.Settings,
        nowMilliseconds: UInt64
    ) throws(SequencingError) -> RecoveredState {
        let checkpoint = try store.checkpoint()
        var records = try store.records()
        var head = genesis.header(root: BlockSealer.root(of: genesis.records))
        var syncHash = head.hash
        if let checkpoint {
            guard let block = try store.block(checkpoint.block) else {
                throw .corruptStore(.block(checkpoint.block))
            }
            head = block.header
            syncHash = block.syncHash
        }
        // The first block that changes a record of the genesis writes it again.
        let written = Set(records.map(\.key))
        for entry in genesis.records where !written.contains(entry.key) { records.append(entry) }
        let position = checkpoint?.position ?? 1
        guard log.recovery.last + 1 >= position, log.recovery.first <= position else {
            throw .logBehindStore(log: log.recovery.last, store: position)
        }
        let sealer = try BlockSealer(records: records, head: head, syncHash: syncHash)
        let memory = RecordStore()
        for entry in records { memory.write(entry.record, for: entry.key) }
        var sequencer = Sequencer(
            network: genesis.network, store: memory, head: head, position: position,
            settings: settings)
        let seals = try replay(log, into: &sequencer, from: position, nowMilliseconds)
        return RecoveredState(
            sequencer: sequencer, sealer: sealer, seals: seals,
            replayedCount: Int(sequencer.nextPosition - position))
    }

    private static func replay(
        _ log: DurableLog, into sequencer: inout Sequencer, from position: UInt64,
        _ nowMilliseconds: UInt64
    ) throws(SequencingError) -> [SequencingEngine.PendingSeal] {
        var seals: [SequencingEngine.PendingSeal] = []
        var fault: SequencingError?
        var target = sequencer
        let before = log.recovery.last + 1
        if position < before {
            try withSequencingErrors { () throws(StorageError) in
                try log.replay(from: position) { record in
                    guard fault == nil else { return }
                    do throws(SequencingError) {
                        seals += try apply(record, to: &target, nowMilliseconds)
                    } catch {
                        fault = error
                    }
                }
            }
        }
        if let fault { throw fault }
        guard target.nextPosition == before else {
            throw .corruptLog(position: target.nextPosition)
        }
        target.finishReplay()
        sequencer = target
        return seals
    }

    private static func apply(
        _ record: LogRecord, to sequencer: inout Sequencer, _ nowMilliseconds: UInt64
    ) throws(SequencingError) -> [SequencingEngine.PendingSeal] {
        let entry: JournalEntry
        do throws(DecodingError) {
            entry = try JournalEntry(type: record.type, payload: record.payload)
        } catch {
            throw .corruptLog(position: record.sequence)
        }
        let actions = try sequencer.replay(
            entry, position: record.sequence, nowMilliseconds: nowMilliseconds)
        return actions.compactMap { action in
            guard case .seal(let block, let placements, let position) = action else { return nil }
            return SequencingEngine.PendingSeal(
                block: block, placements: placements, position: position)
        }
    }
}
