public import Bytes
public import Ledger
public import RiscvCircuits

/// Reasons why bytes are not a job or a proof, or do not prove a block.
public enum BlockProofError: Error, Equatable {
    /// The bytes do not begin as those of this kind do.
    case magic
    /// The format has another version.
    case version(UInt32)
    /// The bytes end early, are left over, exceed a limit, or have a value that is not allowed.
    case decoding(DecodingError)
    /// The job's boundary belongs to another block than the job says.
    case boundaryNumber(expected: UInt64, actual: UInt64)
    /// The proof is about another block than the job, or its header has not the number after that of
    /// the header before.
    case blockNumber(expected: UInt64, actual: UInt64)
    /// The proof is that of another part of the block.
    case partIndex(expected: UInt32, actual: UInt32)
    /// The proof of a part is refused.
    case part(index: Int, RiscvProofError)
    /// A part's output is not the frame of two digests.
    case output(part: Int)
    /// The proof has no part.
    case noParts
    /// The first part does not begin after the previous header.
    case firstBoundary(expected: Bytes32, actual: Bytes32)
    /// A part does not begin where the one before ends.
    case gap(part: Int, expected: Bytes32, actual: Bytes32)
    /// The last part does not end with the header, or the part not where the job says.
    case lastBoundary(expected: Bytes32, actual: Bytes32)
    /// The header follows another header.
    case previousHash(expected: Bytes32, actual: Bytes32)
    /// There are lists of operations for more or fewer chains than the header has.
    case chainCount(expected: Int, actual: Int)
    /// The header has another number of operations for a chain.
    case chainOperationCount(ChainID, expected: Int, actual: Int)
    /// The operations for a chain are not those of the header.
    case chainOperations(ChainID)
    /// The proof is that of another header.
    case header(expected: Bytes32, actual: Bytes32)
}

extension BlockProofError {
    /// Runs a decoder with its errors as those of this module.
    static func decoding<Value>(
        _ body: () throws(DecodingError) -> Value
    ) throws(BlockProofError) -> Value {
        do throws(DecodingError) {
            return try body()
        } catch {
            throw .decoding(error)
        }
    }
}
