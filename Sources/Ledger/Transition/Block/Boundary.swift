public import Bytes
import Hashing
public import Ledger

/// The state between two consecutive parts.
public enum Boundary: Sendable {
    /// Between two blocks: the header of the block before.
    case between(BlockHeader)
    /// Inside a block, after some of its operations.
    case inside(OpenBlock)
}

extension Boundary {
    private static let insideMark: UInt8 = 0xff

    /// The state root at the boundary.
    public var root: Bytes32 {
        switch self {
        case .between(let header): header.newRoot
        case .inside(let block): block.root
        }
    }

    /// The fee that the next signed operation need not repeat.
    var lastFee: TokenQuantity {
        switch self {
        case .between: TokenQuantity(placeholder: ())
        case .inside(let block): block.lastFee
        }
    }

    /// The encoding: a header, or `0xff` and an open block.
    public var encoded: [UInt8] {
        switch self {
        case .between(let header): return header.encoded
        case .inside(let block):
            var writer = ByteWriter(capacity: 1_024)
            writer.append(Boundary.insideMark)
            block.encode(to: &writer)
            return writer.bytes
        }
    }

    /// Reads a boundary that fills `bytes`.
    public init(decoding bytes: [UInt8]) throws(DecodingError) {
        guard bytes.first == Boundary.insideMark else {
            self = .between(try BlockHeader(decoding: bytes))
            return
        }
        var reader = ByteReader(bytes)
        _ = try reader.read(UInt8.self)
        self = .inside(try OpenBlock(from: &reader))
        try reader.finish()
    }

    /// The digest by which proofs name the boundary.
    ///
    /// SHA-256 of the encoding; between blocks that is the header hash.
    public var digest: Bytes32 { SHA256.hash(encoded) }
}
