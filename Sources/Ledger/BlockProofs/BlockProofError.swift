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
    /// The job or the proof is about another block.
    case blockNumber(expected: UInt64, actual: UInt64)
    /// The proof is that of another part of the block.
    case partIndex(expected: UInt32, actual: UInt32)
    /// The proof of a part is refused.
    case part(index: Int, RiscvProofError)
    /// A part's output is not that of the guest program of a part.
    case output(part: Int)
    /// The proof has no part.
    case noParts
    /// The first part does not begin after the previous header.
    case firstBoundary(expected: Bytes32, actual: Bytes32)
    /// A part does not begin where the one before ends.
    case gap(part: Int, expected: Bytes32, actual: Bytes32)
    /// A part that is not the last ends its block.
    case endsEarly(part: Int)
    /// The last part does not end the block.
    case unfinished
    /// The part does not end where the job says.
    case lastBoundary(expected: Bytes32, actual: Bytes32)
    /// The operations of a chain in the outputs are not those of the header.
    case chainOperations(ChainID)
    /// Another header is proven.
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
