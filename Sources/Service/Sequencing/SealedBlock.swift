public import Bytes
import Hashing
public import Ledger
import StateTree
public import Transition

/// A block with its header, as it is stored, published and sent to chains.
public struct SealedBlock: Sendable {
    public let header: BlockHeader
    /// SHA-256 of the header.
    public let headerHash: Bytes32
    /// The sync hash up to this block.
    public let syncHash: Bytes32
    /// The block data and the authorizations of its signed operations.
    public let encoded: EncodedOperations
    /// The number of operations.
    public let operationCount: UInt32
    /// The chain operations of each chain, ascending.
    public let operations: [(chain: ChainID, operations: [ChainOperation])]
    /// The time of sealing in milliseconds since 1970.
    public let time: UInt64

    package init(
        header: BlockHeader, headerHash: Bytes32, syncHash: Bytes32, encoded: EncodedOperations,
        operationCount: UInt32, operations: [(chain: ChainID, operations: [ChainOperation])],
        time: UInt64
    ) {
        (self.header, self.headerHash, self.syncHash) = (header, headerHash, syncHash)
        (self.encoded, self.operationCount) = (encoded, operationCount)
        (self.operations, self.time) = (operations, time)
    }

    /// The block's number.
    public var number: UInt64 { header.number }

    /// The operations for one chain.
    public func operations(on chain: ChainID) -> [ChainOperation] {
        operations.first { $0.chain == chain }?.operations ?? []
    }
}

/// The state tree, which computes the roots of closed blocks in order.
public struct BlockSealer: Sendable {
    private var tree: StateMap
    /// The last sealed header.
    public private(set) var head: BlockHeader
    /// The hash of `head`.
    public private(set) var headHash: Bytes32
    /// The sync hash up to `head`.
    public private(set) var syncHash: Bytes32

    /// A sealer after a header; throws `rootDiverges` unless the records have the header's root.
    public init(
        records: [(key: RecordKey, record: Record)], head: BlockHeader, syncHash: Bytes32
    ) throws(SequencingError) {
        tree = StateMap(records.map { StateWrite($0.key, $0.record) })
        guard tree.root.bytes == head.newRoot else {
            throw .rootDiverges(block: head.number)
        }
        self.head = head
        self.syncHash = syncHash
        headHash = head.hash
    }

    /// The root of the records of a genesis.
    public static func root(of records: [(key: RecordKey, record: Record)]) -> Bytes32 {
        StateMap(records.map { StateWrite($0.key, $0.record) }).root.bytes
    }

    /// Computes the root of the next block and completes its header.
    public mutating func seal(_ closed: BlockPart, time: UInt64) -> SealedBlock {
        var writes: [StateWrite] = []
        for record in closed.touched where record.isWritten {
            if let new = record.new { writes.append(StateWrite(record.key, new)) }
        }
        let root = tree.update(writes).bytes
        // The executor ran on a provisional header: hash and old root come from the sealed one.
        var header = closed.header(newRoot: root)
        header.previousHash = headHash
        header.oldRoot = head.newRoot
        head = header
        headHash = header.hash
        syncHash = SHA256.hash(syncHash.array + headHash.array)
        return SealedBlock(
            header: header, headerHash: headHash, syncHash: syncHash, encoded: closed.encoded,
            operationCount: UInt32(closed.operations.count),
            operations: closed.chains.map { (chain: $0.chain, operations: $0.operations) },
            time: time)
    }
}

extension StateWrite {
    init(_ key: RecordKey, _ record: Record) {
        self.init(key: StateKey(recordWords: key.words), value: record.words)
    }
}
