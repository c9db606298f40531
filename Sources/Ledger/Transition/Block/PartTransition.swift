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
    ///   - data: The part's slice of the block data.
    public static func run(
        witness: [UInt32], start: Boundary, data: [UInt8], end: PartEnd
    ) throws(TransitionError) -> PartResult {
        let tree = try decodedWitness(witness)
        guard tree.root.bytes == start.root else { throw .oldRoot }
        var reader = ByteReader(data)
        var executor = try executor(from: start, &reader, WitnessReader(tree))
        let operations = try operations(&reader)
        var failure: TransitionError?
        do throws(TransitionError) {
            try executor.applyAll(operations, signatures: .verify)
        } catch {
            failure = error
        }
        // A rejection may be due to a hidden record, which is then the reason given.
        let touchedReader = executor.reader
        guard touchedReader.isComplete else { throw .incompleteWitness }
        if let failure { throw failure }
        let part = try executor.close(data: data)
        let root = try newRoot(of: tree, keys: touchedReader.keys, part).bytes
        return PartResult(
            end: end == .block
                ? .between(part.header(newRoot: root))
                : .inside(part.openBlock(newRoot: root)),
            chains: part.chains)
    }

    /// An executor at a boundary; the data of a block's first part begin with the block's head.
    private static func executor(
        from start: Boundary, _ reader: inout ByteReader, _ records: WitnessReader
    ) throws(TransitionError) -> BlockExecutor<WitnessReader> {
        switch start {
        case .inside(let block): return BlockExecutor(continuing: block, reader: records)
        case .between(let previous):
            let head = try decoding { () throws(DecodingError) in
                try BlockData.decodeHead(&reader)
            }
            let executor = try BlockExecutor(
                previous: previous, timestamp: head.timestamp, reader: records)
            guard head.number == executor.number else {
                throw .number(expected: executor.number, actual: head.number)
            }
            return executor
        }
    }

    private static func operations(
        _ reader: inout ByteReader
    ) throws(TransitionError) -> [Operation] {
        try decoding { () throws(DecodingError) in
            try BlockData.decodeOperations(&reader)
        }
    }

    private static func decoding<Value>(
        _ body: () throws(DecodingError) -> Value
    ) throws(TransitionError) -> Value {
        do throws(DecodingError) {
            return try body()
        } catch {
            throw .data(error)
        }
    }

    private static func decodedWitness(
        _ words: [UInt32]
    ) throws(TransitionError) -> StateWitness {
        do throws(StateTreeError) {
            return try StateWitness(words: words)
        } catch {
            throw .witness(error)
        }
    }

    private static func newRoot(
        of tree: StateWitness, keys: [StateKey], _ part: BlockPart
    ) throws(TransitionError) -> Digest {
        precondition(keys.count == part.touched.count)
        var writes = [StateWrite]()
        for (key, record) in zip(keys, part.touched) where record.isWritten {
            if let new = record.new { writes.append(StateWrite(key: key, value: new.words)) }
        }
        do throws(StateTreeError) {
            return try tree.updatedRoot(with: writes)
        } catch {
            throw .witness(error)
        }
    }
}
