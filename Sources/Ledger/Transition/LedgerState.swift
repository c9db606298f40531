#if !hasFeature(Embedded)
    public import Ledger

    /// A whole state in memory, its tree, and the header of its last block; hosts only.
    ///
    /// Copies share storage until one of them is written to. An executor over a state holds such a
    /// copy: close the executor before committing its block, so that nothing large is copied.
    public struct LedgerState: StateReader, Sendable {
        /// Every record that was ever written.
        public private(set) var records: [RecordKey: Record] = [:]
        /// The header of the last block.
        public private(set) var header: BlockHeader
        private var tree: RecordTree

        /// The state of block 0.
        public init(genesis: Genesis) {
            tree = RecordTree(genesis.records)
            for (key, record) in genesis.records { records[key] = record }
            header = genesis.header(root: tree.root)
        }

        /// A stored state, or `nil` when its records do not have the header's root.
        public init?(records: [RecordKey: Record], header: BlockHeader) {
            self.records = records
            self.header = header
            tree = RecordTree(records.lazy.map { (key: $0.key, record: $0.value) })
            guard tree.root == header.newRoot else { return nil }
        }

        /// The record of a key, or `nil` when it was never written.
        public func record(for key: RecordKey) -> Record? { records[key] }
    }

    extension LedgerState {
        /// An empty block after the last one.
        public func executor(
            timestamp: UInt64
        ) throws(TransitionError) -> BlockExecutor<LedgerState> {
            try BlockExecutor(previous: header, timestamp: timestamp, reader: self)
        }

        /// Makes a block that follows the last one part of the state; gives its header.
        @discardableResult
        public mutating func commit(_ block: ClosedBlock) -> BlockHeader {
            precondition(block.previous == header)
            let writes = block.writes
            for write in writes { records[write.key] = write.new }
            tree.update(writes)
            header = block.header(newRoot: tree.root)
            return header
        }

        /// Executes the data of the next block and makes it part of the state.
        ///
        /// What a queue entry says is taken from the data; whether it is what the chain queued is
        /// for the caller to compare, by the header's queue hashes.
        @discardableResult
        public mutating func execute(
            _ data: BlockData, signatures check: SignatureCheck = .verify
        ) throws(TransitionError) -> ClosedBlock {
            let block = try closedBlock(of: data, signatures: check)
            commit(block)
            return block
        }

        /// What `execute` would commit.
        public func closedBlock(
            of data: BlockData, signatures check: SignatureCheck = .verify
        ) throws(TransitionError) -> ClosedBlock {
            var executor = try executor(timestamp: data.timestamp)
            guard data.number == executor.number else {
                throw .number(expected: executor.number, actual: data.number)
            }
            try executor.applyAll(data.operations, signatures: check)
            return try executor.close()
        }

        /// The witness with which `BlockTransition.run` executes a block over this state.
        public func witness(for block: ClosedBlock) -> [UInt32] {
            tree.witness(for: block.touched)
        }
    }
#endif
