import Bytes
import Hashing
import Ledger
import StateTree

/// The result of re-executing a part.
public struct PartResult: Sendable {
    /// The boundary after the part.
    public let end: Boundary
    /// The queue range and chain operations of each chain, ascending.
    public let chains: [ChainResult]
}

/// Whether a part ends its block.
public enum PartEnd: Sendable {
    case block
    case insideBlock
}

/// The transition from one boundary to the next: what the guest proves.
public enum PartTransition {
    /// Executes a part over a witness of the state before it and verifies every signature.
    ///
    /// Operations of a chain's queue are taken from the data: the header's queue hash binds them to
    /// the queue, and the chain's contract compares that hash with its own.
    ///
    /// - Parameters:
    ///   - witness: The encoded `StateWitness` of every record that the part touches.
    ///   - operations: The part's slice of the block data, and the authorizations of its signed
    ///     operations.
    public static func run(
        witness: [UInt32], start: Boundary, operations: EncodedOperations, end: PartEnd
    ) throws(TransitionError) -> PartResult {
        let (limit, byteCount) = (LedgerLimits.maximumBlockBytes, operations.byteCount)
        guard byteCount <= limit else {
            throw .data(.limitExceeded(limit: limit, actual: byteCount))
        }
        let tree = try decoded(witness)
        return try tree.words.withUnsafeBufferPointer { words throws(TransitionError) in
            try run(tree, RecordOverlay(tree, words: words), start, operations, end)
        }
    }

    private static func run(
        _ tree: StateWitness, _ records: consuming RecordOverlay<WitnessReader>,
        _ start: Boundary, _ operations: EncodedOperations, _ end: PartEnd
    ) throws(TransitionError) -> PartResult {
        var reader = CompactReader(
            data: operations.data, authorizations: operations.authorizations,
            lastFee: start.lastFee)
        var executor = try executor(from: start, &reader, records)
        var failure: TransitionError?
        do throws(TransitionError) {
            try executor.applyAll(from: &reader)
        } catch {
            failure = error
        }
        // A rejection may be due to a record or a root that the witness lacks, which is then the
        // reason given.
        guard executor.reader.isComplete, executor.ledger.records.roots.areComplete else {
            throw .incompleteWitness
        }
        if let failure { throw failure }
        let roots = try roots(tree, executor.ledger.records)
        guard roots.before.bytes == start.root else { throw .oldRoot }
        let (block, chains) = try executor.finish(data: operations.data)
        return PartResult(
            end: end == .block
                ? .between(block.withRoot(roots.after.bytes).header)
                : .inside(block.withRoot(roots.after.bytes)),
            chains: chains)
    }

    /// An executor at a boundary; the data of a block's first part begin with the block's head.
    private static func executor(
        from start: Boundary, _ reader: inout CompactReader,
        _ records: consuming RecordOverlay<WitnessReader>
    ) throws(TransitionError) -> BlockExecutor<WitnessReader> {
        switch start {
        case .inside(let block): return BlockExecutor(continuing: block, records: records)
        case .between(let previous):
            let head = try decoding { () throws(DecodingError) in
                try reader.readBlockHead()
            }
            let executor = try BlockExecutor(
                previous: previous, timestamp: head.timestamp, records: records)
            guard head.number == executor.number else {
                throw .number(expected: executor.number, actual: head.number)
            }
            return executor
        }
    }

    private static func decoded(_ words: [UInt32]) throws(TransitionError) -> StateWitness {
        do throws(StateTreeError) {
            return try StateWitness(words: words)
        } catch {
            throw .witness(error)
        }
    }

    private static func roots(
        _ tree: StateWitness, _ records: RecordOverlay<WitnessReader>
    ) throws(TransitionError) -> StateRoots {
        do throws(StateTreeError) {
            return try RecordChanges.read(records) { changes throws(StateTreeError) in
                try tree.roots { changes.write(at: $0, to: $1) }
            }
        } catch {
            throw .witness(error)
        }
    }
}
