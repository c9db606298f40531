public import Bytes

/// The part of a header that concerns one chain: its queue range and its operations.
public struct ChainSection: Hashable, Sendable {
    public var chain: ChainID
    /// The first queue entry that the block takes, from 0.
    public var queueStart: UInt64
    /// The number of queue entries that the block takes.
    public var queueCount: UInt32
    /// The queue's rolling hash after them.
    public var queueHash: Bytes32
    /// The number of operations that the chain has to execute.
    public var operationCount: UInt32
    /// SHA-256 of the concatenated operations.
    public var operationsHash: Bytes32

    /// Bytes of every section.
    public static let byteCount = 81

    public init(
        chain: ChainID, queueStart: UInt64, queueCount: UInt32, queueHash: Bytes32,
        operationCount: UInt32, operationsHash: Bytes32
    ) {
        (self.chain, self.queueStart, self.queueCount) = (chain, queueStart, queueCount)
        (self.queueHash, self.operationCount) = (queueHash, operationCount)
        self.operationsHash = operationsHash
    }

    /// The first queue entry after the block.
    public var queueEnd: UInt64 { queueStart &+ UInt64(queueCount) }
}

/// The header of a block: stored by every chain, proven, and signed by oracles.
public struct BlockHeader: Hashable, Sendable {
    /// The network's number.
    public var network: NetworkID
    /// The block's number; 0 is genesis.
    public var number: UInt64
    /// Hash of the header before it.
    public var previousHash: Bytes32
    /// Seconds since 1970; never below that of the block before.
    public var timestamp: UInt64
    /// State root before the block.
    public var oldRoot: Bytes32
    /// State root after the block.
    public var newRoot: Bytes32
    /// SHA-256 of the block's data.
    public var dataHash: Bytes32
    /// Every chain of the network, ascending.
    public var chains: [ChainSection]

    /// The encoding's version.
    public static let version = LedgerLimits.formatVersion

    public init(
        network: NetworkID, number: UInt64, previousHash: Bytes32, timestamp: UInt64,
        oldRoot: Bytes32, newRoot: Bytes32, dataHash: Bytes32, chains: [ChainSection]
    ) {
        (self.network, self.number, self.previousHash) = (network, number, previousHash)
        (self.timestamp, self.oldRoot, self.newRoot) = (timestamp, oldRoot, newRoot)
        (self.dataHash, self.chains) = (dataHash, chains)
    }

    /// The section of a chain, if the network has it.
    public func section(of chain: ChainID) -> ChainSection? {
        for section in chains where section.chain == chain { return section }
        return nil
    }

    /// The chain whose queue has the operations of the network's governance: the one with the lowest
    /// number.
    ///
    /// 0, which no chain has, without chains.
    public var governingChain: ChainID { chains.first?.chain ?? ChainID(0) }
}

extension BlockHeader: FieldList {
    /// A header to be read.
    public init(placeholder: ()) {
        self.init(
            network: NetworkID(0), number: 0, previousHash: Bytes32(), timestamp: 0,
            oldRoot: Bytes32(), newRoot: Bytes32(), dataHash: Bytes32(), chains: [])
    }

    /// Version, the fixed part, then a section for each chain; chains ascend and none is 0.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        var version = BlockHeader.version
        try visitor.visit(&version)
        guard version == BlockHeader.version else {
            throw visitor.failure(.invalidValue(field: "header version"))
        }
        try visitor.visit(&network)
        try visitor.visit(&number)
        try visitor.visit(&previousHash)
        try visitor.visit(&timestamp)
        try visitor.visit(&oldRoot)
        try visitor.visit(&newRoot)
        try visitor.visit(&dataHash)
        var count = UInt8(chains.count)
        try visitor.visit(&count)
        guard Int(count) <= LedgerLimits.maximumChains else {
            throw visitor.failure(
                .limitExceeded(limit: LedgerLimits.maximumChains, actual: Int(count)))
        }
        while chains.count < Int(count) { chains.append(ChainSection(placeholder: ())) }
        var last = ChainID(0)
        for index in chains.indices {
            try visitor.visit(&chains[index])
            guard last < chains[index].chain else {
                throw visitor.failure(.invalidValue(field: "chain order"))
            }
            last = chains[index].chain
        }
    }
}

extension ChainSection: FieldList {
    /// A section to be read.
    public init(placeholder: ()) {
        self.init(
            chain: ChainID(0), queueStart: 0, queueCount: 0, queueHash: Bytes32(),
            operationCount: 0, operationsHash: Bytes32())
    }

    /// Chain, queue range and hash, operations: 81 bytes.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&chain)
        try visitor.visit(&queueStart)
        try visitor.visit(&queueCount)
        try visitor.visit(&queueHash)
        try visitor.visit(&operationCount)
        try visitor.visit(&operationsHash)
    }
}
