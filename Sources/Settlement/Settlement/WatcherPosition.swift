public import Bytes
public import Ledger

/// The last block whose confirmed events a watcher has reported; stored across restarts.
public struct WatcherPosition: Hashable, Sendable {
    /// The network's number of the chain.
    public let chain: ChainID
    /// The last confirmed block.
    public let block: BlockReference

    public init(chain: ChainID, block: BlockReference) {
        self.chain = chain
        self.block = block
    }
}

extension WatcherPosition {
    private static let version: UInt8 = 1

    /// Reads the bytes of `encoded`.
    public init(decoding bytes: [UInt8]) throws(DecodingError) {
        var reader = ByteReader(bytes)
        guard try reader.read(UInt8.self) == Self.version else {
            throw .invalidValue(field: "watcher position version")
        }
        let chain = ChainID(try reader.read(UInt8.self))
        let number = try reader.read(UInt64.self)
        let hash = try reader.read(Bytes32.self)
        try reader.finish()
        guard number <= SettlementLimits.blockNumber else {
            throw .limitExceeded(limit: Int(SettlementLimits.blockNumber), actual: Int.max)
        }
        self.init(chain: chain, block: BlockReference(number: number, hash: hash))
    }

    /// `version u8 = 1 | chain u8 | number u64 | hash 32`.
    public var encoded: [UInt8] {
        var writer = ByteWriter(capacity: 42)
        writer.append(Self.version)
        writer.append(chain.rawValue)
        writer.append(block.number)
        writer.append(block.hash)
        return writer.bytes
    }
}
