import Bytes
import Hashing
public import Ledger
import StateTree

/// What re-executing a block shows.
public struct BlockResult: Sendable {
    /// The block's header.
    public let header: BlockHeader
    /// What each chain contributes and must do, ascending.
    public let chains: [ChainResult]
}

/// The transition from one header to the next: what the guest proves.
public enum BlockTransition {
    /// Executes a block's data over a witness of the state before it, verifying every signature.
    ///
    /// A priority operation is taken as the data has it: the header's queue hash binds it to what
    /// the chain queued, and that chain's contract compares.
    ///
    /// - Parameter witness: the encoded `StateWitness` of every record that the block touches.
    public static func run(
        witness: [UInt32], previousHeader: BlockHeader, blockData: [UInt8]
    ) throws(TransitionError) -> BlockResult {
        let tree = try decodedWitness(witness)
        guard tree.root.bytes == previousHeader.newRoot else { throw .oldRoot }
        let data = try decodedData(blockData)
        var executor = try BlockExecutor(
            previous: previousHeader, timestamp: data.timestamp, reader: WitnessReader(tree))
        guard data.number == executor.number else {
            throw .number(expected: executor.number, actual: data.number)
        }
        var failure: TransitionError?
        do throws(TransitionError) {
            try executor.applyAll(data.operations, signatures: .verify)
        } catch {
            failure = error
        }
        // A rejection may be due to a hidden record: then that is the reason.
        guard executor.reader.isComplete else { throw .incompleteWitness }
        if let failure { throw failure }
        _ = executor.record(for: .network)
        let reader = executor.reader
        guard reader.isComplete else { throw .incompleteWitness }
        let block = try executor.close(data: blockData)
        let root = try newRoot(of: tree, keys: reader.keys, block)
        return BlockResult(header: block.header(newRoot: root.bytes), chains: block.chains)
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

    private static func decodedData(_ bytes: [UInt8]) throws(TransitionError) -> BlockData {
        do throws(DecodingError) {
            return try BlockData(decoding: bytes)
        } catch {
            throw .data(error)
        }
    }

    private static func newRoot(
        of tree: StateWitness, keys: [StateKey], _ block: ClosedBlock
    ) throws(TransitionError) -> Digest {
        precondition(keys.count == block.touched.count)
        var writes = [StateWrite]()
        for (key, record) in zip(keys, block.touched) where record.isWritten {
            if let new = record.new { writes.append(StateWrite(key: key, value: new.words)) }
        }
        do throws(StateTreeError) {
            return try tree.updatedRoot(with: writes)
        } catch {
            throw .witness(error)
        }
    }
}
