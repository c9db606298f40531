import Bytes
import Hashing
public import Ledger
import Signatures

/// Applies operations one by one and collects them into a part of a block.
///
/// An operation that is not applied leaves no trace in the block.
public struct BlockExecutor<Reader: StateReader> {
    /// The operations of the part so far, in order; none of those read from a part's data.
    public private(set) var operations: [Operation] = []
    /// Bytes of the block data so far.
    public internal(set) var byteCount: Int
    var block: OpenBlock
    /// The chain operations of the part, in the header's order of chains.
    var chainOperations: [[ChainOperation]]
    let beginsBlock: Bool
    var ledger: LedgerView<Reader>
    var keys = KeyCache()

    /// Begins a block after `previous`.
    public init(
        previous: BlockHeader, timestamp: UInt64, reader: Reader
    ) throws(TransitionError) {
        try self.init(
            previous: previous, timestamp: timestamp, records: RecordOverlay(reader: reader))
    }

    /// Begins a block after `previous`, over records that no operation has touched.
    init(
        previous: BlockHeader, timestamp: UInt64, records: consuming RecordOverlay<Reader>
    ) throws(TransitionError) {
        guard timestamp >= previous.timestamp else {
            throw .timestamp(previous: previous.timestamp, actual: timestamp)
        }
        guard previous.number < .max else {
            throw .number(expected: .max, actual: previous.number)
        }
        self.init(OpenBlock(after: previous, timestamp: timestamp), records, beginsBlock: true)
        guard case .network? = ledger.record(for: .network) else { throw .incompleteWitness }
        let record = NetworkRecord(blockNumber: block.number, lastTimestamp: timestamp)
        ledger.write(.network(record), for: .network)
    }

    /// Continues a block of which earlier parts were executed.
    public init(continuing block: OpenBlock, reader: Reader) {
        self.init(block, RecordOverlay(reader: reader), beginsBlock: false)
    }

    /// Continues a block over records that no operation of this part has touched.
    init(continuing block: OpenBlock, records: consuming RecordOverlay<Reader>) {
        self.init(block, records, beginsBlock: false)
    }

    private init(
        _ block: OpenBlock, _ records: consuming RecordOverlay<Reader>, beginsBlock: Bool
    ) {
        (self.block, self.beginsBlock) = (block, beginsBlock)
        byteCount = beginsBlock ? BlockData.headByteCount : Int(clamping: block.data.inputByteCount)
        chainOperations = block.chains.map { _ in [] }
        ledger = LedgerView(timestamp: block.timestamp, records: records)
    }

    public var previous: BlockHeader { block.previous }

    public var number: UInt64 { block.number }

    /// The block's time in seconds since 1970.
    public var timestamp: UInt64 { block.timestamp }

    /// The reader, with what it recorded of the reads.
    public var reader: Reader { ledger.records.reader }

    public var network: NetworkID { previous.network }

    /// The record of a key after the operations so far; `nil` when there is none.
    public mutating func record(for key: RecordKey) -> Record? {
        let index = ledger.records.place(of: key)
        return ledger.records.record(at: index)
    }

    /// The block's version of a record; `nil` when the block has not touched it.
    ///
    /// For observers: their reads leave no trace in the block.
    public func touched(_ key: RecordKey) -> Record?? { ledger.records.touched(key) }

    /// The index of the queue entry that the block would take next; `nil` for an unknown chain.
    public func nextIndex(of chain: ChainID) -> UInt64? {
        chainIndex(of: chain).map { block.nextIndex(at: $0) }
    }

    /// The queue range and chain operations of each chain so far, ascending.
    public var chains: [ChainResult] {
        previous.chains.indices.map { chainIndex in
            ChainResult(
                chain: previous.chains[chainIndex].chain,
                queueStart: previous.chains[chainIndex].queueEnd,
                queueCount: block.chains[chainIndex].queueCount,
                queueHash: block.chains[chainIndex].queueHash,
                operations: chainOperations[chainIndex])
        }
    }
}

extension BlockExecutor {
    /// Applies a signed operation; the outcome has the reason if it is not applied.
    public mutating func apply(
        _ operation: SignedOperation, signature check: SignatureCheck
    ) -> Outcome {
        let message = message(of: operation, check)
        switch step(operation, message, byteCount: 1 + operation.byteCount) {
        case .applied(let receipt):
            operations.append(.signed(operation))
            return .applied(applied(receipt))
        case .rejected(let rejection): return .rejected(rejection)
        case .blockFull: return .blockFull
        }
    }

    /// Consumes an entry of a chain's queue, if it is the next one and the block has room.
    public mutating func apply(_ entry: PriorityEntry) -> PriorityOutcome {
        guard let chainIndex = chainIndex(of: entry.chain) else { return .unknownChain }
        guard entry.index == block.nextIndex(at: chainIndex) else {
            return .outOfOrder(expectedIndex: block.nextIndex(at: chainIndex))
        }
        let outcome: PriorityOutcome
        switch step(entry, chainIndex: chainIndex) {
        case .applied(let receipt): outcome = .applied(applied(receipt))
        case .rejected(let rejection):
            outcome = .failed(rejection, refund: ledger.payouts.first)
        case .blockFull: return .blockFull
        }
        operations.append(.priority(entry.chain, entry.operation))
        return outcome
    }

    private func applied(_ receipt: Receipt) -> Applied {
        Applied(receipt: receipt, changes: ledger.records.changes, payouts: ledger.payouts)
    }

    private func message(
        of operation: SignedOperation, _ check: SignatureCheck
    ) -> SignedMessage? {
        guard check == .verify else { return nil }
        return SignedMessage(
            operation.signingMessage(network: network), signature: operation.signature)
    }
}

// Runs of operations, each of which must be applicable.
extension BlockExecutor {
    /// Applies operations; throws at the first that is not applicable.
    mutating func applyAll(
        _ operations: [Operation], signatures check: SignatureCheck
    ) throws(TransitionError) {
        for index in 0..<operations.count {
            switch operations[index] {
            case .signed(let operation):
                try apply(
                    operation, message(of: operation, check), byteCount: 1 + operation.byteCount,
                    at: index)
            case .priority(let chain, let operation):
                try apply(operation, of: chain, at: index)
            }
        }
        self.operations += operations
    }

    /// Applies the operations of a part's data, whose signatures are verified; throws at the first
    /// that does not decode or is not applicable.
    mutating func applyAll(
        from reader: inout ByteReader, of data: [UInt8]
    ) throws(TransitionError) {
        var index = 0
        while reader.remaining > 0 {
            let start = reader.offset + 1
            let chain = try decoding { () throws(DecodingError) in
                try Operation.readChain(from: &reader)
            }
            if let chain {
                let operation = try decoding { () throws(DecodingError) in
                    try PriorityOperation(from: &reader)
                }
                try apply(operation, of: chain, at: index)
            } else {
                let operation = try decoding { () throws(DecodingError) in
                    try SignedOperation(unsignedFrom: &reader)
                }
                let end = reader.offset
                _ = try decoding { () throws(DecodingError) in
                    try reader.readPart(LedgerLimits.signatureByteCount)
                }
                let message = SignedMessage(prefix: network.rawValue, data, start..<end)
                try apply(
                    operation, message, byteCount: reader.offset - start + 1, at: index)
            }
            index += 1
        }
    }

    private mutating func apply(
        _ operation: SignedOperation, _ message: SignedMessage?, byteCount: Int, at index: Int
    ) throws(TransitionError) {
        switch step(operation, message, byteCount: byteCount) {
        case .applied: break
        case .rejected(let rejection): throw .rejected(index: index, rejection)
        case .blockFull: throw .blockFull(index: index)
        }
    }

    private mutating func apply(
        _ operation: PriorityOperation, of chain: ChainID, at index: Int
    ) throws(TransitionError) {
        guard let chainIndex = chainIndex(of: chain) else { throw .unknownChain(index: index) }
        let entry = PriorityEntry(
            chain: chain, index: block.nextIndex(at: chainIndex), operation: operation)
        if case .blockFull = step(entry, chainIndex: chainIndex) { throw .blockFull(index: index) }
    }
}
