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
    var block: OpenBlock
    /// The operations of the part so far as bytes; none of those read from a part's data.
    var writer: OperationWriter
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
        writer.appendHead(number: number, timestamp: timestamp)
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
        writer = OperationWriter(lastFee: block.lastFee)
        chainOperations = block.chains.map { _ in [] }
        ledger = LedgerView(
            timestamp: block.timestamp, governingChain: block.previous.governingChain,
            records: records)
    }

    public var previous: BlockHeader { block.previous }

    public var number: UInt64 { block.number }

    /// The block's time in seconds since 1970.
    public var timestamp: UInt64 { block.timestamp }

    /// The reader, with what it recorded of the reads.
    public var reader: Reader { ledger.records.reader }

    /// Bytes of the block's data and authorizations so far.
    public var byteCount: Int { Int(block.byteCount) }

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
        let place = writer.place
        let byteCount = writer.append(.signed(operation))
        switch step(operation, check, byteCount: byteCount) {
        case .applied:
            operations.append(.signed(operation))
            return .applied(applied)
        case .rejected(let rejection):
            writer.remove(after: place)
            return .rejected(rejection)
        case .blockFull:
            writer.remove(after: place)
            return .blockFull
        }
    }

    /// Consumes an entry of a chain's queue, if it is the next one and the block has room.
    public mutating func apply(_ entry: PriorityEntry) -> PriorityOutcome {
        guard let chainIndex = chainIndex(of: entry.chain) else { return .unknownChain }
        guard entry.index == block.nextIndex(at: chainIndex) else {
            return .outOfOrder(expectedIndex: block.nextIndex(at: chainIndex))
        }
        let outcome: PriorityOutcome
        let place = writer.place
        let operation = Operation.priority(entry.chain, entry.operation)
        switch step(entry, chainIndex: chainIndex, byteCount: writer.append(operation)) {
        case .applied: outcome = .applied(applied)
        case .rejected(let rejection):
            outcome = .failed(rejection, refund: ledger.payouts.first)
        case .blockFull:
            writer.remove(after: place)
            return .blockFull
        }
        operations.append(operation)
        return outcome
    }

    private var applied: Applied {
        Applied(receipt: ledger.receipt, changes: ledger.records.changes, payouts: ledger.payouts)
    }

    private mutating func step(
        _ operation: SignedOperation, _ check: SignatureCheck, byteCount: Int
    ) -> Step {
        guard check == .verify else {
            return operation.body.step(in: &self, operation.head, nil, byteCount: byteCount)
        }
        let network = network
        return SignedMessage.withWords(
            capacity: LedgerLimits.maximumRecordWords, signature: operation.signature.array, at: 0,
            { memory in
                WordWriter.write(to: memory) {
                    operation.encodeMessage(to: &$0, network: network)
                }
            },
            { message in
                operation.body.step(in: &self, operation.head, message, byteCount: byteCount)
            })
    }
}

// Runs of operations, each of which must be applicable.
extension BlockExecutor {
    /// Applies operations; throws at the first that is not applicable.
    mutating func applyAll(
        _ operations: [Operation], signatures check: SignatureCheck
    ) throws(TransitionError) {
        for index in 0..<operations.count {
            let byteCount = writer.append(operations[index])
            switch operations[index] {
            case .signed(let operation):
                try checkApplied(step(operation, check, byteCount: byteCount), at: index)
            case .priority(let chain, let operation):
                try apply(operation, of: chain, byteCount, at: index)
            }
        }
        self.operations += operations
    }

    /// Applies the operations that a reader has left, whose signatures are verified; throws at the
    /// first that does not decode or is not applicable.
    mutating func applyAll(from reader: inout CompactReader) throws(TransitionError) {
        var index = 0
        while !reader.isAtEnd {
            try decoding { () throws(DecodingError) in try reader.beginOperation() }
            if reader.isSigned {
                try checkApplied(try takeStep(from: &reader), at: index)
            } else {
                try applyQueued(from: &reader, at: index)
            }
            index += 1
        }
        try decoding { () throws(DecodingError) in try reader.finish() }
    }

    /// Apart, so that the loop saves no registers for it.
    @inline(never)
    private mutating func applyQueued(
        from reader: inout CompactReader, at index: Int
    ) throws(TransitionError) {
        let (chain, operation) = try decoding { () throws(DecodingError) in
            try reader.readQueuedOperation()
        }
        try apply(operation, of: chain, reader.operationByteCount, at: index)
    }

    private mutating func takeStep(
        from reader: inout CompactReader
    ) throws(TransitionError) -> Step {
        do throws(DecodingError) {
            guard let step = try SignedBody.withKind(of: reader.opcode, &self, &reader) else {
                throw .invalidValue(field: "opcode")
            }
            return step
        } catch {
            throw .data(error)
        }
    }

    private func checkApplied(_ step: Step, at index: Int) throws(TransitionError) {
        switch step {
        case .applied: break
        case .rejected(let rejection): throw .rejected(index: index, rejection)
        case .blockFull: throw .blockFull(index: index)
        }
    }

    private mutating func apply(
        _ operation: PriorityOperation, of chain: ChainID, _ byteCount: Int, at index: Int
    ) throws(TransitionError) {
        guard let chainIndex = chainIndex(of: chain) else { throw .unknownChain(index: index) }
        let entry = PriorityEntry(
            chain: chain, index: block.nextIndex(at: chainIndex), operation: operation)
        if case .blockFull = step(entry, chainIndex: chainIndex, byteCount: byteCount) {
            throw .blockFull(index: index)
        }
    }
}

extension BlockExecutor: SignedKindVisitor {
    /// Reads an operation of a kind with its authorization and takes its step.
    ///
    /// Apart from `SignedOperation`, whose values would be copied several times.
    mutating func visit<Rule: SignedRule>(
        _ kind: Rule.Type, _ reader: inout CompactReader
    ) throws(DecodingError) -> Step {
        let head = try reader.readHead()
        var rule = Rule(placeholder: ())
        try reader.readFields(of: &rule)
        let (place, network) = (try reader.skipSignature(), network)
        let byteCount = reader.operationByteCount
        if Rule.isFrequent {
            return SignedMessage.withWords(
                capacity: LedgerLimits.maximumRecordWords, signature: reader.authorizations,
                at: place,
                { memory in
                    WordWriter.write(to: memory) { writer in
                        head.encode(to: &writer, network: network, opcode: Rule.opcode)
                        rule.visitFields(&writer)
                    }
                },
                { message in step(rule, head, message, byteCount: byteCount) })
        }
        return Self.withMessage(
            signature: reader.authorizations, at: place,
            { writer in
                head.encode(to: &writer, network: network, opcode: Rule.opcode)
                rule.visitFields(&writer)
            },
            { message in step(rule, head, message, byteCount: byteCount) })
    }

    /// Apart, so that its code is there once for all kinds that are rare.
    @inline(never)
    private static func withMessage(
        signature: [UInt8], at place: Int,
        _ write: (inout OutlinedVisitor<WordWriter>) -> Void, _ step: (SignedMessage) -> Step
    ) -> Step {
        SignedMessage.withWords(
            capacity: LedgerLimits.maximumRecordWords, signature: signature, at: place,
            { memory in
                WordWriter.write(to: memory) { OutlinedVisitor.visiting(&$0) { write(&$0) } }
            },
            { step($0) })
    }
}
