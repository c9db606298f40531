import Bytes
public import Ledger

/// Applies operations one by one and gathers what they make a block of.
///
/// An operation that is not applied leaves no trace in the block.
public struct BlockExecutor<Reader: StateReader> {
    /// The header that the block follows.
    public let previous: BlockHeader
    /// The block's number.
    public let number: UInt64
    /// The block's time.
    public let timestamp: UInt64
    /// What is in the block so far, in order.
    public private(set) var operations: [Operation] = []
    /// What each chain of the network contributes and must do, ascending.
    public private(set) var chains: [ChainResult] = []
    /// Bytes of the block's data so far.
    public private(set) var byteCount = BlockData.fixedByteCount
    var state: RecordOverlay<Reader>
    var keys = KeyCache()

    /// An empty block after `previous`.
    public init(
        previous: BlockHeader, timestamp: UInt64, reader: Reader
    ) throws(TransitionError) {
        guard timestamp >= previous.timestamp else {
            throw .timestamp(previous: previous.timestamp, actual: timestamp)
        }
        guard previous.number < .max else {
            throw .number(expected: .max, actual: previous.number)
        }
        self.previous = previous
        self.timestamp = timestamp
        number = previous.number + 1
        state = RecordOverlay(reader: reader)
        for section in previous.chains {
            chains.append(
                ChainResult(
                    chain: section.chain, queueStart: section.queueEnd,
                    queueHash: section.queueHash))
        }
    }

    /// The reader, for what it noticed.
    public var reader: Reader { state.reader }

    /// The network's number.
    public var network: NetworkID { previous.network }

    /// The record of a key as it is after the operations so far.
    public mutating func record(for key: RecordKey) -> Record? { state.record(for: key) }

    /// What the block has of a record, or `nil` when it has not touched it; for observers, whose
    /// reads leave no trace in the block.
    public func touched(_ key: RecordKey) -> Record?? { state.touched(key) }

    /// The next queue entry that the block would take of a chain.
    public func nextIndex(of chain: ChainID) -> UInt64? {
        place(of: chain).map { chains[$0].nextIndex }
    }
}

extension BlockExecutor {
    /// Applies a signed operation, or says why not.
    public mutating func apply(
        _ operation: SignedOperation, signature check: SignatureCheck
    ) -> Outcome {
        let bytes = 1 + operation.byteCount
        guard hasRoom(for: bytes) else { return .blockFull }
        state.begin()
        do throws(Rejection) {
            let receipt = try execute(operation, signature: check)
            if case .withdrawn(_, let chain, let payout) = receipt,
                !add(payout, to: chain)
            {
                state.undo()
                return .blockFull
            }
            operations.append(.signed(operation))
            byteCount += bytes
            return .applied(receipt)
        } catch {
            state.undo()
            return .rejected(error)
        }
    }

    /// Consumes the next entry of a chain's queue, or says why it cannot be now.
    public mutating func apply(_ entry: PriorityEntry) -> PriorityOutcome {
        guard let place = place(of: entry.chain) else { return .unknownChain }
        guard entry.index == chains[place].nextIndex else {
            return .outOfOrder(expectedIndex: chains[place].nextIndex)
        }
        let bytes = 4 + entry.operation.bodyByteCount
        guard hasRoom(for: bytes) else { return .blockFull }
        state.begin()
        let outcome: PriorityOutcome
        do throws(Rejection) {
            let receipt = try execute(entry)
            guard add(payoutOf: receipt, source: entry.chain) else {
                state.undo()
                return .blockFull
            }
            outcome = .applied(receipt)
        } catch {
            state.undo()
            let refund = refund(of: entry)
            if let refund, !add(refund, to: entry.chain) { return .blockFull }
            outcome = .failed(error, refund: refund)
        }
        operations.append(.priority(entry.chain, entry.operation))
        byteCount += bytes
        chains[place].take(entry.operation)
        return outcome
    }

    /// Applies everything in a block's data; the data's number and time are this block's.
    mutating func applyAll(
        _ operations: [Operation], signatures check: SignatureCheck
    ) throws(TransitionError) {
        for index in 0..<operations.count {
            switch operations[index] {
            case .signed(let operation):
                switch apply(operation, signature: check) {
                case .applied: break
                case .rejected(let rejection): throw .rejected(index: index, rejection)
                case .blockFull: throw .blockFull(index: index)
                }
            case .priority(let chain, let operation):
                guard let next = nextIndex(of: chain) else { throw .unknownChain(index: index) }
                let entry = PriorityEntry(chain: chain, index: next, operation: operation)
                if case .blockFull = apply(entry) { throw .blockFull(index: index) }
            }
        }
    }
}

extension BlockExecutor {
    private func hasRoom(for bytes: Int) -> Bool {
        operations.count < LedgerLimits.maximumOperations
            && byteCount + bytes <= LedgerLimits.maximumBlockBytes
    }

    func place(of chain: ChainID) -> Int? {
        for place in 0..<chains.count where chains[place].chain == chain { return place }
        return nil
    }

    private mutating func add(payoutOf receipt: PriorityReceipt, source: ChainID) -> Bool {
        switch receipt {
        case .exited(_, let payout): add(payout, to: source)
        case .crossSwapped(_, let chain, let payout): add(payout, to: chain)
        case .deposited, .keySet, .tokenRegistered: true
        }
    }

    /// Whether the chain had room for one more payout, which it then has.
    private mutating func add(_ payout: Payout, to chain: ChainID) -> Bool {
        guard let place = place(of: chain) else { return false }
        guard chains[place].payouts.count < LedgerLimits.maximumPayouts else { return false }
        chains[place].payouts.append(payout)
        return true
    }
}
