package import Bytes
package import Ledger
package import Storage
import Transition

/// Everything that a node stores besides its log, in one ordered key-value store.
///
/// Each sealed block is one batch, so records, results and log position never disagree.
package final class NodeStore: Sendable {
    /// The first byte of a key.
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
        case authorizations = 10
    }

    /// The last block in the store, and the log position after it.
    package struct Checkpoint: Equatable {
        package var block: UInt64
        package var position: UInt64
    }

    private let store: any KeyValueStore
    /// The hash of the genesis header.
    package let genesisHash: Bytes32

    private static let checkpointKey = NodeStore.key(.meta, [1])
    private static let genesisKey = NodeStore.key(.meta, [2])

    /// Opens the store of the network with this genesis hash, or begins one.
    package init(_ store: any KeyValueStore, genesisHash: Bytes32) throws(SequencingError) {
        self.store = store
        self.genesisHash = genesisHash
        let known = try withSequencingErrors { () throws(StorageError) in
            try store.get(Self.genesisKey)
        }
        if let known {
            guard let actual = Bytes32(known) else { throw .corruptStore(.genesisHash) }
            guard actual == genesisHash else {
                throw .foreignData(expected: genesisHash, actual: actual)
            }
        } else {
            var batch = WriteBatch()
            batch.put(Self.genesisKey, genesisHash.array)
            let first = batch
            try withSequencingErrors { () throws(StorageError) in try store.write(first) }
        }
    }

    static func key(_ table: Table, _ rest: [UInt8]) -> [UInt8] { [table.rawValue] + rest }

    private func get(_ key: [UInt8]) throws(SequencingError) -> [UInt8]? {
        try withSequencingErrors { () throws(StorageError) in try store.get(key) }
    }

    private func write(_ batch: WriteBatch) throws(SequencingError) {
        try withSequencingErrors { () throws(StorageError) in try store.write(batch) }
    }
}

// MARK: Blocks

extension NodeStore {
    /// Stores a block and all that it changed in one batch.
    func save(
        _ block: SealedBlock, writes: [TouchedRecord], placements: [Placement],
        position: UInt64
    ) throws(SequencingError) {
        var batch = WriteBatch()
        for record in writes where record.isWritten {
            guard let new = record.new else { continue }
            batch.put(
                Self.key(.record, StoredRecord.encode(record.key)), StoredRecord.encode(new))
        }
        let number = Self.bytes(block.number)
        batch.put(Self.key(.block, number), StoredBlock.encode(block))
        batch.put(Self.key(.data, number), block.encoded.data)
        batch.put(Self.key(.authorizations, number), block.encoded.authorizations)
        for placement in placements {
            batch.put(Self.key(.result, Self.name(placement.name)), placement.encoded)
        }
        var writer = ByteWriter(capacity: 16)
        writer.append(block.number)
        writer.append(position)
        batch.put(Self.checkpointKey, writer.bytes)
        try write(batch)
    }

    /// The last block in the store and its log position; `nil` before the first block.
    package func checkpoint() throws(SequencingError) -> Checkpoint? {
        guard let bytes = try get(Self.checkpointKey) else { return nil }
        return try decoding(.checkpoint) { () throws(DecodingError) in
            var reader = ByteReader(bytes)
            let checkpoint = Checkpoint(block: try reader.read(), position: try reader.read())
            try reader.finish()
            return checkpoint
        }
    }

    /// A stored block; `nil` if there is none of this number.
    package func block(_ number: UInt64) throws(SequencingError) -> SealedBlock? {
        guard let bytes = try get(Self.key(.block, Self.bytes(number))) else { return nil }
        let encoded = EncodedOperations(
            data: try get(Self.key(.data, Self.bytes(number))) ?? [],
            authorizations: try get(Self.key(.authorizations, Self.bytes(number))) ?? [])
        return try decoding(.block(number)) { () throws(DecodingError) in
            try StoredBlock.decode(bytes, encoded)
        }
    }

    /// All records.
    func records() throws(SequencingError) -> [(key: RecordKey, record: Record)] {
        let pairs = try withSequencingErrors { () throws(StorageError) in
            try store.scan(prefix: Self.key(.record, []))
        }
        var records: [(key: RecordKey, record: Record)] = []
        records.reserveCapacity(pairs.count)
        for pair in pairs {
            records.append(
                try decoding(.record) { () throws(DecodingError) in
                    try StoredRecord.decode(
                        key: Array(pair.key.dropFirst()), value: pair.value)
                })
        }
        return records
    }
}

// MARK: Results

extension NodeStore {
    /// The result of an operation in a stored block; `nil` if there is none.
    package func result(_ name: OperationReference) throws(SequencingError) -> Placement? {
        guard let bytes = try get(Self.key(.result, Self.name(name))) else { return nil }
        return try decoding(.result(name)) { () throws(DecodingError) in
            try Placement(name: name, decoding: bytes)
        }
    }

    private static func name(_ name: OperationReference) -> [UInt8] {
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
        _ what: StoredValue, _ body: () throws(DecodingError) -> Value
    ) throws(SequencingError) -> Value {
        do throws(DecodingError) {
            return try body()
        } catch {
            throw .corruptStore(what)
        }
    }
}

// MARK: Settlement

extension NodeStore {
    /// A step of settlement that a block has reached on a chain, encoded by the caller.
    package struct StoredStep: Equatable, Sendable {
        package let block: UInt64
        package let chain: ChainID
        package let step: UInt8
        package let record: [UInt8]

        package init(block: UInt64, chain: ChainID, step: UInt8, record: [UInt8]) {
            (self.block, self.chain) = (block, chain)
            (self.step, self.record) = (step, record)
        }
    }

    /// Stores steps that blocks have reached.
    package func save(_ steps: [StoredStep]) throws(SequencingError) {
        var batch = WriteBatch()
        for step in steps {
            let key = Self.bytes(step.block) + [step.chain.rawValue, step.step]
            batch.put(Self.key(.step, key), step.record)
        }
        try write(batch)
    }

    /// The steps that a block has reached, ascending by chain and step.
    package func steps(of block: UInt64) throws(SequencingError) -> [StoredStep] {
        let prefix = Self.key(.step, Self.bytes(block))
        let pairs = try withSequencingErrors { () throws(StorageError) in
            try store.scan(prefix: prefix)
        }
        var steps: [StoredStep] = []
        for pair in pairs {
            guard pair.key.count == prefix.count + 2 else {
                throw .corruptStore(.step(block: block))
            }
            steps.append(
                StoredStep(
                    block: block, chain: ChainID(pair.key[prefix.count]),
                    step: pair.key[prefix.count + 1], record: pair.value))
        }
        return steps
    }

    /// The encoded position of a chain's feed; `nil` before the first.
    package func feedPosition(of chain: ChainID) throws(SequencingError) -> [UInt8]? {
        try get(Self.key(.feed, [chain.rawValue]))
    }

    /// Stores the encoded position of a chain's feed.
    package func save(feedPosition: [UInt8], of chain: ChainID) throws(SequencingError) {
        var batch = WriteBatch()
        batch.put(Self.key(.feed, [chain.rawValue]), feedPosition)
        try write(batch)
    }

    /// The state of a chain's sending account; `nil` before the first.
    package func senderState(of chain: ChainID) throws(SequencingError) -> [UInt8]? {
        try get(Self.key(.account, [chain.rawValue]))
    }

    /// Stores the state of a chain's sending account.
    package func save(senderState: [UInt8], of chain: ChainID) throws(SequencingError) {
        var batch = WriteBatch()
        batch.put(Self.key(.account, [chain.rawValue]), senderState)
        try write(batch)
    }
}
