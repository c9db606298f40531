import Bytes
import Hashing
import Ledger

extension BlockExecutor {
    /// Ends the part; throws `conservation` unless value was conserved.
    public consuming func close() throws(TransitionError) -> BlockPart {
        var writer = ByteWriter(capacity: max(byteCount - Int(block.data.inputByteCount), 0))
        if beginsBlock {
            BlockData.encodeHead(number: number, timestamp: timestamp, to: &writer)
        }
        for operation in operations { operation.encode(to: &writer) }
        return try close(data: writer.bytes)
    }

    /// Ends the part as `close()`, with the part's slice of the block data given.
    consuming func close(data: [UInt8]) throws(TransitionError) -> BlockPart {
        var conservation = Conservation()
        var touched = [TouchedRecord]()
        touched.reserveCapacity(ledger.records.entries.count)
        for entry in ledger.records.entries {
            let record = TouchedRecord(key: entry.key, old: entry.original, new: entry.current)
            conservation.count(record)
            touched.append(record)
        }
        if let token = conservation.violation { throw .conservation(token) }
        let chains = chains
        var block = block
        block.data.update(data)
        for chainIndex in 0..<chainOperations.count where !chainOperations[chainIndex].isEmpty {
            block.chains[chainIndex].operations.update(
                ChainOperation.encode(chainOperations[chainIndex]))
        }
        return BlockPart(
            block: block, operations: operations, data: data, chains: chains, touched: touched)
    }
}
