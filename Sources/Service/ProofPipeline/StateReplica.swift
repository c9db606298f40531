import Bytes
package import Ledger
import Sequencing
package import Storage
package import Transition

/// The state after the last block whose jobs are in the queue, in memory and in a separate store.
///
/// Every block is one batch of the records that it changed, so opening reads no history of the node
/// and no state of it that is older than its last.
package struct StateReplica: Sendable {
    /// The state.
    package private(set) var state: LedgerState
    /// The last block that is in the queue or was; 0 before the first.
    ///
    /// It is below `number` where every chain has executed the blocks between without a proof.
    package private(set) var lastQueued: UInt64
    private let store: any KeyValueStore

    /// The first byte of a key.
    private enum Table: UInt8 {
        case meta = 1
        case record = 2
    }

    private static let headerKey = [Table.meta.rawValue, 1]
    private static let genesisKey = [Table.meta.rawValue, 2]
    private static let queuedKey = [Table.meta.rawValue, 3]

    /// Opens the replica of a store; an empty store begins at the genesis.
    ///
    /// Throws `foreignState`, `corrupt`, `otherRoot`, `storage`.
    package init(_ store: any KeyValueStore, genesis: Genesis) throws(ReplicaError) {
        let first = LedgerState(genesis: genesis)
        self.store = store
        guard let known = try Self.get(Self.genesisKey, store) else {
            (state, lastQueued) = (first, 0)
            try begin()
            return
        }
        guard let actual = Bytes32(known) else { throw .corrupt(.genesisHash) }
        guard actual == first.header.hash else {
            throw .foreignState(expected: first.header.hash, actual: actual)
        }
        let header = try Self.header(of: store)
        guard let queued = try Self.get(Self.queuedKey, store), queued.count == 8 else {
            throw .corrupt(.lastQueued)
        }
        lastQueued = queued.reduce(0) { $0 << 8 | UInt64($1) }
        guard let stored = LedgerState(records: try Self.records(of: store), header: header)
        else { throw .otherRoot(block: header.number) }
        state = stored
    }

    /// The number of the last block of the state.
    package var number: UInt64 { state.header.number }

    /// Executes the block after the last, whose signatures were verified, and stores what it changed.
    ///
    /// After an error the replica is of no further use: open it again, which gives the state before
    /// the block.
    ///
    /// - Parameters:
    ///   - header: The sealed header, which the block must lead to.
    ///   - isQueued: Whether its jobs are in the queue.
    package mutating func advance(
        by data: BlockData, to header: BlockHeader, isQueued: Bool
    ) throws(ReplicaError) {
        let part: BlockPart
        do throws(TransitionError) {
            part = try state.execute(data, signatures: .alreadyVerified)
        } catch {
            throw .transition(block: header.number, error)
        }
        guard state.header == header else {
            throw .otherHeader(
                block: header.number, expected: header.hash, actual: state.header.hash)
        }
        if isQueued { lastQueued = header.number }
        var batch = head
        for write in part.writes {
            guard let record = write.new else { continue }
            batch.put(Self.key(write.key), StoredRecord.encode(record))
        }
        try write(batch)
    }

    /// Removes everything from a store, so that the replica begins at the genesis again.
    package static func clear(_ store: any KeyValueStore) throws(ReplicaError) {
        var batch = WriteBatch()
        // The genesis goes with the rest or not at all.
        for table in [Table.meta, .record] {
            for pair in try scan(table, store) { batch.delete(pair.key) }
        }
        let all = batch
        try storing { () throws(StorageError) in try store.write(all) }
    }
}

extension StateReplica {
    /// Stores the genesis with its hash.
    private func begin() throws(ReplicaError) {
        var batch = head
        batch.put(Self.genesisKey, state.header.hash.array)
        for (key, record) in state.records {
            batch.put(Self.key(key), StoredRecord.encode(record))
        }
        try write(batch)
    }

    /// Header and last queued block.
    private var head: WriteBatch {
        var batch = WriteBatch()
        batch.put(Self.headerKey, state.header.encoded)
        var writer = ByteWriter(capacity: 8)
        writer.append(lastQueued)
        batch.put(Self.queuedKey, writer.bytes)
        return batch
    }

    private func write(_ batch: WriteBatch) throws(ReplicaError) {
        try Self.storing { () throws(StorageError) in try store.write(batch) }
    }

    private static func key(_ key: RecordKey) -> [UInt8] {
        [Table.record.rawValue] + StoredRecord.encode(key)
    }

    private static func header(of store: any KeyValueStore) throws(ReplicaError) -> BlockHeader {
        guard let bytes = try get(headerKey, store), let header = try? BlockHeader(decoding: bytes)
        else { throw .corrupt(.header) }
        return header
    }

    private static func records(
        of store: any KeyValueStore
    ) throws(ReplicaError) -> [RecordKey: Record] {
        let pairs = try scan(.record, store)
        var records: [RecordKey: Record] = [:]
        records.reserveCapacity(pairs.count)
        for pair in pairs {
            do throws(DecodingError) {
                let (key, record) = try StoredRecord.decode(
                    key: Array(pair.key.dropFirst()), value: pair.value)
                records[key] = record
            } catch {
                throw .corrupt(.record)
            }
        }
        return records
    }

    private static func get(
        _ key: [UInt8], _ store: any KeyValueStore
    ) throws(ReplicaError) -> [UInt8]? {
        try storing { () throws(StorageError) in try store.get(key) }
    }

    private static func scan(
        _ table: Table, _ store: any KeyValueStore
    ) throws(ReplicaError) -> [KeyValue] {
        try storing { () throws(StorageError) in try store.scan(prefix: [table.rawValue]) }
    }

    private static func storing<Value>(
        _ body: () throws(StorageError) -> Value
    ) throws(ReplicaError) -> Value {
        do throws(StorageError) {
            return try body()
        } catch {
            throw .storage(error)
        }
    }
}
