import Bytes
import Hashing
import Ledger

extension BlockExecutor {
    /// Ends the part; throws `conservation` unless value was conserved.
    public consuming func close() throws(TransitionError) -> BlockPart {
        let touched = ledger.records.touchedRecords
        let (operations, encoded) = (operations, writer.encoded)
        let (accesses, roots) = (ledger.records.accesses, ledger.records.roots.found)
        let (block, chains) = try finish(data: encoded.data)
        return BlockPart(
            block: block, operations: operations, encoded: encoded, chains: chains,
            touched: touched, accesses: accesses, roots: roots)
    }

    /// Ends the part, whose slice of the block data is given; throws `conservation` unless value
    /// was conserved.
    ///
    /// Returns the block after it, still with the state root before.
    consuming func finish(
        data: [UInt8]
    ) throws(TransitionError) -> (OpenBlock, [ChainResult]) {
        var conservation = Conservation()
        ledger.records.countHoldings(in: &conservation)
        if let token = conservation.violation { throw .conservation(token) }
        let chains = chains
        var block = block
        block.data.update(data)
        for chainIndex in 0..<chainOperations.count where !chainOperations[chainIndex].isEmpty {
            block.chains[chainIndex].operations.update(
                ChainOperation.encode(chainOperations[chainIndex]))
        }
        return (block, chains)
    }
}

extension RecordOverlay {
    /// Every record of the block, in order of the first touch.
    fileprivate var touchedRecords: [TouchedRecord] {
        entries.map { entry in
            TouchedRecord(
                key: entry.key, old: cells.record(entry.original, of: entry.key),
                new: cells.record(entry.current, of: entry.key))
        }
    }
}
