#if !hasFeature(Embedded)
    public import Ledger

    /// A whole state in memory, its tree, and the header of its last block; hosts only.
    ///
    /// Copies share storage until one of them is written to. An executor over a state holds such a
    /// copy: close the executor before committing its block, so that nothing large is copied.
    public struct LedgerState: StateReader, Sendable {
        /// Every record written so far.
        public private(set) var records: [RecordKey: Record] = [:]
        /// The header of the last block.
        public private(set) var header: BlockHeader
        private var tree: RecordTree

        /// The state after block 0.
        public init(genesis: Genesis) {
            tree = RecordTree(genesis.records)
            for (key, record) in genesis.records { records[key] = record }
            header = genesis.header(root: tree.root)
        }

        /// A stored state; `nil` when the root of its records is not the header's.
        public init?(records: [RecordKey: Record], header: BlockHeader) {
            self.records = records
            self.header = header
            tree = RecordTree(records.lazy.map { (key: $0.key, record: $0.value) })
            guard tree.root == header.newRoot else { return nil }
        }

        /// The record of a key; `nil` when it was never written.
        public func record(for key: RecordKey) -> Record? { records[key] }
    }

    extension LedgerState {
        /// An executor of the block after the last one, without operations yet.
        public func executor(
            timestamp: UInt64
        ) throws(TransitionError) -> BlockExecutor<LedgerState> {
            try BlockExecutor(previous: header, timestamp: timestamp, reader: self)
        }

        /// Makes a block of one part, which follows the last block, part of the state.
        ///
        /// Returns its header.
        @discardableResult
        public mutating func commit(_ part: BlockPart) -> BlockHeader {
            extend(part)
            header = part.header(newRoot: tree.root)
            return header
        }

        /// Writes the records of a part and returns the block that the next part continues.
        @discardableResult
        public mutating func extend(_ part: BlockPart) -> OpenBlock {
            precondition(part.previous == header)
            let writes = part.writes
            for write in writes { records[write.key] = write.new }
            tree.update(writes)
            return part.openBlock(newRoot: tree.root)
        }

        /// Executes the data of the next block and makes it part of the state.
        ///
        /// Queue entries are taken from the data; the caller compares them with the queue of the
        /// chain by the header's queue hashes.
        @discardableResult
        public mutating func execute(
            _ data: BlockData, signatures check: SignatureCheck = .verify
        ) throws(TransitionError) -> BlockPart {
            let part = try executed(data, signatures: check)
            commit(part)
            return part
        }

        /// The part that `execute` would commit.
        public func executed(
            _ data: BlockData, signatures check: SignatureCheck = .verify
        ) throws(TransitionError) -> BlockPart {
            var executor = try executor(timestamp: data.timestamp)
            guard data.number == executor.number else {
                throw .number(expected: executor.number, actual: data.number)
            }
            try executor.applyAll(data.operations, signatures: check)
            return try executor.close()
        }

        /// The next part of an open block over this state, not committed.
        public func executed(
            _ operations: [Operation], continuing block: OpenBlock,
            signatures check: SignatureCheck = .verify
        ) throws(TransitionError) -> BlockPart {
            var executor = BlockExecutor(continuing: block, reader: self)
            try executor.applyAll(operations, signatures: check)
            return try executor.close()
        }

        /// The witness with which `PartTransition.run` executes a part over this state.
        public func witness(for part: BlockPart) -> [UInt32] {
            tree.witness(for: part)
        }
    }
#endif
