import Bytes
import Ledger
import Network
import RpcApi
import Settlement
import Storage
import Transition

/// Everything that a node keeps beside its log, in one ordered key-value store.
///
/// Each sealed block is one batch, so records, results and log position never disagree.
final class NodeStore: Sendable {
    /// What follows the first byte of a key.
    enum Table: UInt8 {
        case meta = 1
        case record = 2
        case block = 3
        case data = 4
        case result = 5
        case step = 6
        case feed = 7
        case account = 8
        case payout = 9
    }

    /// How far the store has come.
    struct Checkpoint: Equatable {
        var block: UInt64
        var position: UInt64
    }

    private let store: any KeyValueStore
    /// The hash of the genesis header.
    let genesisHash: Bytes32

    private static let checkpointKey = NodeStore.key(.meta, [1])
    private static let genesisKey = NodeStore.key(.meta, [2])

    /// Opens a store of the network whose genesis has this hash, or begins one.
    init(_ store: any KeyValueStore, genesisHash: Bytes32) throws(NodeError) {
        self.store = store
        self.genesisHash = genesisHash
        let known = try storing { () throws(StorageError) in try store.get(Self.genesisKey) }
        if let known {
            let actual = Bytes32(known) ?? Bytes32()
            guard actual == genesisHash else {
                throw .foreignData(expected: genesisHash, actual: actual)
            }
        } else {
            var batch = WriteBatch()
            batch.put(Self.genesisKey, genesisHash.array)
            let first = batch
            try storing { () throws(StorageError) in try store.write(first) }
        }
    }

    static func key(_ table: Table, _ rest: [UInt8]) -> [UInt8] { [table.rawValue] + rest }

    private func get(_ key: [UInt8]) throws(NodeError) -> [UInt8]? {
        try storing { () throws(StorageError) in try store.get(key) }
    }

    private func write(_ batch: WriteBatch) throws(NodeError) {
        try storing { () throws(StorageError) in try store.write(batch) }
    }
}

/// Runs a storage operation as one of the node.
func storing<Value>(_ body: () throws(StorageError) -> Value) throws(NodeError) -> Value {
    do throws(StorageError) {
        return try body()
    } catch {
        throw .storage("\(error)")
    }
}

// MARK: Blocks

extension NodeStore {
    /// Stores a block with everything that it changed, at once.
    func save(
        _ block: SealedBlock, writes: [TouchedRecord], placements: [Placement],
        position: UInt64
    ) throws(NodeError) {
        var batch = WriteBatch()
        for record in writes where record.isWritten {
            guard let new = record.new else { continue }
            batch.put(
                Self.key(.record, StoredWords.encode(record.key.words)),
                StoredWords.encode(new.words))
        }
        let number = Self.bytes(block.number)
        batch.put(Self.key(.block, number), StoredBlock.encode(block))
        batch.put(Self.key(.data, number), block.data)
        for placement in placements {
            batch.put(Self.key(.result, Self.name(placement.name)), placement.encoded)
        }
        var writer = ByteWriter(capacity: 16)
        writer.append(block.number)
        writer.append(position)
        batch.put(Self.checkpointKey, writer.bytes)
        try write(batch)
    }

    /// How far the store has come; nothing before the first block.
    func checkpoint() throws(NodeError) -> Checkpoint? {
        guard let bytes = try get(Self.checkpointKey) else { return nil }
        return try decoding("checkpoint") { () throws(DecodingError) in
            var reader = ByteReader(bytes)
            let checkpoint = Checkpoint(block: try reader.read(), position: try reader.read())
            try reader.finish()
            return checkpoint
        }
    }

    /// A stored block.
    func block(_ number: UInt64) throws(NodeError) -> SealedBlock? {
        guard let bytes = try get(Self.key(.block, Self.bytes(number))) else { return nil }
        let data = try get(Self.key(.data, Self.bytes(number))) ?? []
        return try decoding("block") { () throws(DecodingError) in
            try StoredBlock.decode(bytes, data: data)
        }
    }

    /// Every record.
    func records() throws(NodeError) -> [(key: RecordKey, record: Record)] {
        let pairs = try storing { () throws(StorageError) in
            try store.scan(prefix: Self.key(.record, []))
        }
        var records: [(key: RecordKey, record: Record)] = []
        records.reserveCapacity(pairs.count)
        for pair in pairs {
            records.append(
                try decoding("record") { () throws(DecodingError) in
                    let words = try StoredWords.decode(Array(pair.key.dropFirst()))
                    let key = try RecordKey(words: words)
                    return (
                        key: key,
                        record: try Record(
                            kind: key.kind, words: try StoredWords.decode(pair.value))
                    )
                })
        }
        return records
    }
}

// MARK: Results

extension NodeStore {
    /// The result of an operation in a stored block.
    func result(_ name: OperationName) throws(NodeError) -> Placement? {
        guard let bytes = try get(Self.key(.result, Self.name(name))) else { return nil }
        guard let placement = Placement(name: name, decoding: bytes) else {
            throw .corruptStore("result")
        }
        return placement
    }

    private static func name(_ name: OperationName) -> [UInt8] {
        switch name {
        case .signed(let id): [0] + id.array
        case .priority(let chain, let index): [chain.rawValue] + bytes(index)
        }
    }

    static func bytes(_ number: UInt64) -> [UInt8] {
        var writer = ByteWriter(capacity: 8)
        writer.append(number)
        return writer.bytes
    }

    func decoding<Value>(
        _ what: String, _ body: () throws(DecodingError) -> Value
    ) throws(NodeError) -> Value {
        do throws(DecodingError) {
            return try body()
        } catch {
            throw .corruptStore(what)
        }
    }
}

// MARK: Settlement

extension NodeStore {
    /// Notes steps that blocks have reached.
    func save(_ reached: [SettlementBoard.Reached]) throws(NodeError) {
        var batch = WriteBatch()
        for step in reached {
            var writer = ByteWriter(capacity: 41)
            writer.append(step.record.time)
            if let transaction = step.record.transaction { writer.append(transaction) }
            let key = Self.bytes(step.block) + [step.chain.rawValue, step.step.rawValue]
            batch.put(Self.key(.step, key), writer.bytes)
        }
        try write(batch)
    }

    /// The steps that a block has reached on each chain.
    func steps(
        of block: UInt64
    ) throws(NodeError) -> [ChainID: [SettlementStep: StepRecord]] {
        let pairs = try storing { () throws(StorageError) in
            try store.scan(prefix: Self.key(.step, Self.bytes(block)))
        }
        var steps: [ChainID: [SettlementStep: StepRecord]] = [:]
        for pair in pairs where pair.key.count == 11 && pair.value.count >= 8 {
            guard let step = SettlementStep(rawValue: pair.key[10]) else { continue }
            var reader = ByteReader(pair.value)
            let time = (try? reader.read(UInt64.self)) ?? 0
            let record = StepRecord(time: time, transaction: try? reader.read(Bytes32.self))
            steps[ChainID(pair.key[9]), default: [:]][step] = record
        }
        return steps
    }

    /// Where a chain's feed goes on.
    func position(of chain: ChainID) throws(NodeError) -> FeedPosition? {
        guard let bytes = try get(Self.key(.feed, [chain.rawValue])) else { return nil }
        return try decoding("feed") { () throws(DecodingError) in
            try FeedPosition(decoding: bytes)
        }
    }

    /// Notes where a chain's feed goes on.
    func save(_ position: FeedPosition) throws(NodeError) {
        var batch = WriteBatch()
        batch.put(
            Self.key(.feed, [position.watcher.chain.rawValue]), position.encoded)
        try write(batch)
    }

    /// What a chain's sending account must remember.
    func accountState(of chain: ChainID) throws(NodeError) -> [UInt8]? {
        try get(Self.key(.account, [chain.rawValue]))
    }

    /// Notes what a chain's sending account must remember.
    func save(accountState: [UInt8], of chain: ChainID) throws(NodeError) {
        var batch = WriteBatch()
        batch.put(Self.key(.account, [chain.rawValue]), accountState)
        try write(batch)
    }
}
