import Bytes
import Ledger

extension BlockExecutor {
    /// Ends the block: records its number and time, and checks that value was conserved.
    public consuming func close() throws(TransitionError) -> ClosedBlock {
        let data = BlockData(number: number, timestamp: timestamp, operations: operations)
        return try close(data: data.encoded)
    }

    /// As `close()`, with the encoded data at hand.
    consuming func close(data: [UInt8]) throws(TransitionError) -> ClosedBlock {
        state.begin()
        guard var network = state.network() else { throw .incompleteWitness }
        network.blockNumber = number
        network.lastTimestamp = timestamp
        state.write(.network(network), for: .network)
        var conservation = Conservation()
        var touched = [TouchedRecord]()
        touched.reserveCapacity(state.entries.count)
        for entry in state.entries {
            let record = TouchedRecord(key: entry.key, old: entry.original, new: entry.current)
            conservation.count(record)
            touched.append(record)
        }
        if let token = conservation.violation { throw .conservation(token) }
        return ClosedBlock(
            previous: previous, number: number, timestamp: timestamp, operations: operations,
            data: data, chains: chains, touched: touched)
    }
}
