public import Bytes
public import Hashing
public import Ledger

/// A block after some of its operations: the boundary between two parts inside a block.
///
/// Hashes of data and of chain operations are SHA-256 computations that are not finished, so that
/// any cut of a block into parts gives the same header.
public struct OpenBlock: FieldList, Sendable {
    /// The header before the block.
    public internal(set) var previous = BlockHeader(placeholder: ())
    /// The block's time in seconds since 1970.
    public internal(set) var timestamp: UInt64 = 0
    /// The state root after the operations so far.
    public internal(set) var root = Bytes32()
    /// The number of operations so far.
    public internal(set) var operationCount: UInt32 = 0
    /// The number of bytes of its data and authorizations so far.
    public internal(set) var byteCount: UInt32 = 0
    /// The fee of the last signed operation, which the next one need not repeat.
    public internal(set) var lastFee = TokenQuantity(placeholder: ())
    /// The SHA-256 state of the block data so far.
    public internal(set) var data = SHA256()
    /// The contributions of all chains so far, ascending.
    public internal(set) var chains: [ChainContribution] = []

    /// The start of a block after `previous`, before any byte of its data.
    init(after previous: BlockHeader, timestamp: UInt64) {
        (self.previous, self.timestamp) = (previous, timestamp)
        root = previous.newRoot
        byteCount = UInt32(BlockData.headByteCount)
        chains = previous.chains.map { ChainContribution(queueHash: $0.queueHash) }
    }

    /// A placeholder for a reader to overwrite.
    public init(placeholder: ()) {}

    /// The block's number; a predecessor with the last number is refused before.
    public var number: UInt64 { previous.number &+ 1 }

    /// Previous header with its length, time, root, operation count, byte count, last fee, data hash
    /// state, then each chain's contribution.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        var length = UInt16(previous.byteCount)
        try visitor.visit(&length)
        try visitor.visit(&previous)
        guard Int(length) == previous.byteCount, previous.number < .max else {
            throw visitor.failure(.invalidValue(field: "previous header"))
        }
        try visitor.visit(&timestamp)
        try visitor.visit(&root)
        try visitor.visit(&operationCount)
        try visitor.visit(&byteCount)
        try visitor.visit(&lastFee)
        try visitor.visit(&data)
        while chains.count < previous.chains.count {
            chains.append(ChainContribution(placeholder: ()))
        }
        for index in chains.indices { try visitor.visit(&chains[index]) }
    }
}

/// The queue entries taken from one chain, and the operations for it, so far.
public struct ChainContribution: FieldList, Sendable {
    /// The number of entries taken from its queue.
    public internal(set) var queueCount: UInt32 = 0
    /// The queue's rolling hash after them.
    public internal(set) var queueHash = Bytes32()
    /// The number of operations for the chain.
    public internal(set) var operationCount: UInt32 = 0
    /// The SHA-256 state of those operations.
    public internal(set) var operations = SHA256()

    init(queueHash: Bytes32) { self.queueHash = queueHash }

    /// A placeholder for a reader to overwrite.
    public init(placeholder: ()) {}

    /// Queue count and hash, operation count and hash state.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&queueCount)
        try visitor.visit(&queueHash)
        try visitor.visit(&operationCount)
        try visitor.visit(&operations)
    }
}

extension OpenBlock {
    /// The index of the next queue entry of the chain at an index in `chains`.
    func nextIndex(at chainIndex: Int) -> UInt64 {
        previous.chains[chainIndex].queueEnd &+ UInt64(chains[chainIndex].queueCount)
    }

    /// The same with the state root after the operations so far.
    func withRoot(_ root: Bytes32) -> OpenBlock {
        var block = self
        block.root = root
        return block
    }

    /// The header of the block if it ends here.
    public var header: BlockHeader {
        var sections = [ChainSection]()
        for (section, progress) in zip(previous.chains, chains) {
            sections.append(
                ChainSection(
                    chain: section.chain, queueStart: section.queueEnd,
                    queueCount: progress.queueCount, queueHash: progress.queueHash,
                    operationCount: progress.operationCount,
                    operationsHash: progress.operations.finalize()))
        }
        return BlockHeader(
            network: previous.network, number: number, previousHash: previous.hash,
            timestamp: timestamp, oldRoot: previous.newRoot, newRoot: root,
            dataHash: data.finalize(), chains: sections)
    }
}
