public import Bytes

/// What a header says about one chain.
public struct ChainSection: Hashable, Sendable {
    /// The chain.
    public var chain: ChainID
    /// The first queue entry that the block takes, from 0.
    public var queueStart: UInt64
    /// How many queue entries it takes.
    public var queueCount: UInt32
    /// The queue's rolling hash after them.
    public var queueHash: Bytes32
    /// How many payouts the chain must make.
    public var payoutCount: UInt32
    /// SHA-256 of the concatenated payouts.
    public var payoutsHash: Bytes32

    /// Bytes of every section.
    public static let byteCount = 81

    /// A section with these fields.
    public init(
        chain: ChainID, queueStart: UInt64, queueCount: UInt32, queueHash: Bytes32,
        payoutCount: UInt32, payoutsHash: Bytes32
    ) {
        (self.chain, self.queueStart, self.queueCount) = (chain, queueStart, queueCount)
        (self.queueHash, self.payoutCount) = (queueHash, payoutCount)
        self.payoutsHash = payoutsHash
    }

    /// The first queue entry after the block.
    public var queueEnd: UInt64 { queueStart &+ UInt64(queueCount) }
}

/// What a chain stores of a block, and what proofs and oracles speak about.
public struct BlockHeader: Hashable, Sendable {
    /// The network's number.
    public var network: NetworkID
    /// The block's number; 0 is genesis.
    public var number: UInt64
    /// Hash of the header before it.
    public var previousHash: Bytes32
    /// Seconds since 1970, never falling.
    public var timestamp: UInt64
    /// State root before the block.
    public var oldRoot: Bytes32
    /// State root after the block.
    public var newRoot: Bytes32
    /// SHA-256 of the block's data.
    public var dataHash: Bytes32
    /// Every chain of the network, ascending.
    public var chains: [ChainSection]

    /// Bytes before the sections.
    public static let fixedByteCount = 150
    /// The encoding's version.
    public static let version: UInt8 = 1

    /// A header with these fields.
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
}

extension BlockHeader {
    /// The encoded header.
    public var encoded: [UInt8] {
        let count = BlockHeader.fixedByteCount + chains.count * ChainSection.byteCount
        var writer = ByteWriter(capacity: count)
        writer.append(BlockHeader.version)
        writer.append(network.rawValue)
        writer.append(number)
        writer.append(previousHash)
        writer.append(timestamp)
        writer.append(oldRoot)
        writer.append(newRoot)
        writer.append(dataHash)
        writer.append(UInt8(chains.count))
        for section in chains { section.encode(to: &writer) }
        return writer.bytes
    }

    /// Reads a header that fills `bytes`; chains ascend and none is 0.
    public init(decoding bytes: [UInt8]) throws(DecodingError) {
        var reader = ByteReader(bytes)
        guard try reader.read(UInt8.self) == BlockHeader.version else {
            throw .invalidValue(field: "header version")
        }
        network = NetworkID(try reader.read())
        number = try reader.read()
        previousHash = try reader.read()
        timestamp = try reader.read()
        oldRoot = try reader.read()
        newRoot = try reader.read()
        dataHash = try reader.read()
        let count = Int(try reader.read(UInt8.self))
        guard count <= LedgerLimits.maximumChains else {
            throw .limitExceeded(limit: LedgerLimits.maximumChains, actual: count)
        }
        chains = []
        var last = ChainID(0)
        for _ in 0..<count {
            let section = try ChainSection(from: &reader)
            guard last < section.chain else { throw .invalidValue(field: "chain order") }
            last = section.chain
            chains.append(section)
        }
        try reader.finish()
    }
}

extension ChainSection {
    init(from reader: inout ByteReader) throws(DecodingError) {
        chain = ChainID(try reader.read())
        queueStart = try reader.read()
        queueCount = try reader.read()
        queueHash = try reader.read()
        payoutCount = try reader.read()
        payoutsHash = try reader.read()
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(chain.rawValue)
        writer.append(queueStart)
        writer.append(queueCount)
        writer.append(queueHash)
        writer.append(payoutCount)
        writer.append(payoutsHash)
    }
}
