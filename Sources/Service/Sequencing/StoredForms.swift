package import Bytes
package import Ledger
import Transition

/// Words as bytes, the most significant byte of each first.
enum StoredWords {
    static func encode(_ words: [UInt32]) -> [UInt8] {
        var writer = ByteWriter(capacity: 4 * words.count)
        for word in words { writer.append(word) }
        return writer.bytes
    }

    static func decode(_ bytes: [UInt8]) throws(DecodingError) -> [UInt32] {
        var reader = ByteReader(bytes)
        var words: [UInt32] = []
        words.reserveCapacity(bytes.count / 4)
        while reader.remaining > 0 { words.append(try reader.read()) }
        return words
    }
}

/// A record as a pair of a key-value store: the words of its key, and its own.
package enum StoredRecord {
    /// The bytes of a key, without what a store puts before them.
    package static func encode(_ key: RecordKey) -> [UInt8] { StoredWords.encode(key.words) }

    /// The bytes of a record.
    package static func encode(_ record: Record) -> [UInt8] { StoredWords.encode(record.words) }

    /// Reads a pair.
    package static func decode(
        key: [UInt8], value: [UInt8]
    ) throws(DecodingError) -> (key: RecordKey, record: Record) {
        let key = try RecordKey(words: try StoredWords.decode(key))
        return (
            key: key, record: try Record(kind: key.kind, words: try StoredWords.decode(value))
        )
    }
}

/// A block without its data: header, sync hash, time, count and chain operations.
enum StoredBlock {
    static func encode(_ block: SealedBlock) -> [UInt8] {
        var writer = ByteWriter(capacity: 1_024)
        let header = block.header.encoded
        writer.append(UInt32(header.count))
        writer.append(header)
        writer.append(block.syncHash)
        writer.append(block.time)
        writer.append(block.operationCount)
        for chain in block.operations {
            let operations = ChainOperation.encode(chain.operations)
            writer.append(chain.chain.rawValue)
            writer.append(UInt32(operations.count))
            writer.append(operations)
        }
        return writer.bytes
    }

    static func decode(
        _ bytes: [UInt8], _ encoded: EncodedOperations
    ) throws(DecodingError) -> SealedBlock {
        var reader = ByteReader(bytes)
        let headerCount: UInt32 = try reader.read()
        let header = try BlockHeader(decoding: try reader.readBytes(Int(headerCount)))
        let syncHash: Bytes32 = try reader.read()
        let time: UInt64 = try reader.read()
        let operationCount: UInt32 = try reader.read()
        var operations: [(chain: ChainID, operations: [ChainOperation])] = []
        while reader.remaining > 0 {
            let chain = ChainID(try reader.read())
            let count: UInt32 = try reader.read()
            let encoded = try reader.readBytes(Int(count))
            operations.append(
                (chain: chain, operations: try ChainOperation.decodeAll(encoded)))
        }
        return SealedBlock(
            header: header, headerHash: header.hash, syncHash: syncHash, encoded: encoded,
            operationCount: operationCount, operations: operations, time: time)
    }
}
