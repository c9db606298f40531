import Bytes
import Hashing
public import Ledger

/// Applies operations one by one and collects them into a part of a block.
///
/// An operation that is not applied leaves no trace in the block.
public struct BlockExecutor<Reader: StateReader> {
    /// The operations of the part so far, in order.
    public private(set) var operations: [Operation] = []
    /// Bytes of the block data so far.
    public private(set) var byteCount: Int
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
        guard timestamp >= previous.timestamp else {
            throw .timestamp(previous: previous.timestamp, actual: timestamp)
        }
        guard previous.number < .max else {
            throw .number(expected: .max, actual: previous.number)
        }
        self.init(OpenBlock(after: previous, timestamp: timestamp), reader, beginsBlock: true)
        guard case .network? = ledger.record(for: .network) else { throw .incompleteWitness }
        let record = NetworkRecord(blockNumber: block.number, lastTimestamp: timestamp)
        ledger.write(.network(record), for: .network)
    }

    /// Continues a block of which earlier parts were executed.
    public init(continuing block: OpenBlock, reader: Reader) {
        self.init(block, reader, beginsBlock: false)
    }

    private init(_ block: OpenBlock, _ reader: Reader, beginsBlock: Bool) {
        (self.block, self.beginsBlock) = (block, beginsBlock)
        byteCount = beginsBlock ? BlockData.headByteCount : Int(clamping: block.data.inputByteCount)
        chainOperations = block.chains.map { _ in [] }
        ledger = LedgerView(timestamp: block.timestamp, reader: reader)
    }

    public var previous: BlockHeader { block.previous }

    public var number: UInt64 { block.number }

    /// The block's time in seconds since 1970.
    public var timestamp: UInt64 { block.timestamp }

    /// The reader, with what it recorded of the reads.
    public var reader: Reader { ledger.records.reader }

    public var network: NetworkID { previous.network }

    /// The record of a key after the operations so far; `nil` when there is none.
    public mutating func record(for key: RecordKey) -> Record? { ledger.record(for: key) }

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
        switch step(operation, signature: check) {
        case .applied(let receipt): .applied(applied(receipt))
        case .rejected(let rejection): .rejected(rejection)
        case .blockFull: .blockFull
        }
    }

    /// Consumes an entry of a chain's queue, if it is the next one and the block has room.
    public mutating func apply(_ entry: PriorityEntry) -> PriorityOutcome {
        guard let chainIndex = chainIndex(of: entry.chain) else { return .unknownChain }
        guard entry.index == block.nextIndex(at: chainIndex) else {
            return .outOfOrder(expectedIndex: block.nextIndex(at: chainIndex))
        }
        return switch step(entry, chainIndex: chainIndex) {
        case .applied(let receipt): .applied(applied(receipt))
        case .rejected(let rejection): .failed(rejection, refund: ledger.payouts.first)
        case .blockFull: .blockFull
        }
    }

    private func applied(_ receipt: Receipt) -> Applied {
        Applied(receipt: receipt, changes: ledger.records.changes, payouts: ledger.payouts)
    }

    /// Applies the operations of a part's data; throws at the first that is not applicable.
    mutating func applyAll(
        _ operations: [Operation], signatures check: SignatureCheck
    ) throws(TransitionError) {
        for index in 0..<operations.count {
            switch operations[index] {
            case .signed(let operation):
                switch step(operation, signature: check) {
                case .applied: break
                case .rejected(let rejection): throw .rejected(index: index, rejection)
                case .blockFull: throw .blockFull(index: index)
                }
            case .priority(let chain, let operation):
                guard let chainIndex = chainIndex(of: chain) else {
                    throw .unknownChain(index: index)
                }
                let entry = PriorityEntry(
                    chain: chain, index: block.nextIndex(at: chainIndex), operation: operation)
                if case .blockFull = step(entry, chainIndex: chainIndex) {
                    throw .blockFull(index: index)
                }
            }
        }
    }
}

extension BlockExecutor {
    private enum Step {
        case applied(Receipt)
        case rejected(Rejection)
        case blockFull
    }

    private mutating func step(
        _ operation: SignedOperation, signature check: SignatureCheck
    ) -> Step {
        let bytes = 1 + operation.byteCount
        guard hasRoom(for: bytes) else { return .blockFull }
        ledger.begin()
        do throws(Rejection) {
            let receipt = try execute(operation, signature: check)
            guard takePayouts() else { return .blockFull }
            append(.signed(operation), byteCount: bytes)
            return .applied(receipt)
        } catch {
            ledger.undo()
            return .rejected(error)
        }
    }

    /// Executes an entry; a failed one is consumed too, its refund being in `ledger.payouts`.
    private mutating func step(_ entry: PriorityEntry, chainIndex: Int) -> Step {
        let bytes = 1 + entry.operation.byteCount
        guard hasRoom(for: bytes) else { return .blockFull }
        ledger.begin()
        var step: Step
        do throws(Rejection) {
            step = .applied(try execute(entry))
        } catch {
            ledger.undo()
            refund(entry)
            step = .rejected(error)
        }
        guard takePayouts() else { return .blockFull }
        append(.priority(entry.chain, entry.operation), byteCount: bytes)
        let before = block.chains[chainIndex].queueHash
        block.chains[chainIndex].queueHash = entry.operation.rollingHash(after: before)
        block.chains[chainIndex].queueCount += 1
        return step
    }

    private func hasRoom(for bytes: Int) -> Bool {
        block.operationCount < UInt32(LedgerLimits.maximumOperations)
            && byteCount + bytes <= LedgerLimits.maximumBlockBytes
    }

    private mutating func append(_ operation: Operation, byteCount bytes: Int) {
        operations.append(operation)
        block.operationCount += 1
        byteCount += bytes
    }

    private func chainIndex(of chain: ChainID) -> Int? {
        let sections = block.previous.chains
        for chainIndex in 0..<sections.count where sections[chainIndex].chain == chain {
            return chainIndex
        }
        return nil
    }

    /// Adds the operation's payouts to their chains, or undoes the operation.
    ///
    /// Returns whether every chain had room.
    private mutating func takePayouts() -> Bool {
        for index in 0..<ledger.payouts.count {
            let ordered = ledger.payouts[index]
            if let chainIndex = chainIndex(of: ordered.chain),
                block.chains[chainIndex].operationCount
                    < UInt32(LedgerLimits.maximumChainOperations)
            {
                chainOperations[chainIndex].append(.payout(ordered.payout))
                block.chains[chainIndex].operationCount += 1
                continue
            }
            for taken in ledger.payouts[..<index] {
                guard let chainIndex = chainIndex(of: taken.chain) else { continue }
                chainOperations[chainIndex].removeLast()
                block.chains[chainIndex].operationCount -= 1
            }
            ledger.undo()
            return false
        }
        return true
    }
}
