public import Bytes
public import Ledger

/// The identifier of an operation.
public enum OperationReference: Hashable, Sendable {
    /// A signed operation, by operation id.
    case signed(Bytes32)
    /// An entry of a chain's queue, by index.
    case priority(ChainID, UInt64)
}

/// The position of an operation in a block, and its result.
public struct Placement: Equatable, Sendable {
    public let name: OperationReference
    /// The operation code.
    public let opcode: UInt8
    public let blockNumber: UInt64
    /// The index in the block.
    public let index: UInt32
    /// The time of sequencing in milliseconds since 1970.
    public let time: UInt64
    public let result: OperationResult

    public init(
        name: OperationReference, opcode: UInt8, blockNumber: UInt64, index: UInt32, time: UInt64,
        result: OperationResult
    ) {
        (self.name, self.opcode, self.blockNumber) = (name, opcode, blockNumber)
        (self.index, self.time, self.result) = (index, time, result)
    }
}

/// The stored form: `block u64 | index u32 | time u64 | opcode u8 | result`.
extension Placement {
    package var encoded: [UInt8] {
        var writer = ByteWriter(capacity: 128)
        writer.append(blockNumber)
        writer.append(index)
        writer.append(time)
        writer.append(opcode)
        result.encode(to: &writer)
        return writer.bytes
    }

    package init(name: OperationReference, decoding bytes: [UInt8]) throws(DecodingError) {
        var reader = ByteReader(bytes)
        self.name = name
        blockNumber = try reader.read()
        index = try reader.read()
        time = try reader.read()
        opcode = try reader.read()
        result = try OperationResult(from: &reader)
        try reader.finish()
    }
}
