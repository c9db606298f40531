public import Bytes
public import Ledger
public import StateTree

/// Reasons why a part has no valid end.
public enum TransitionError: Error, Equatable, Sendable {
    /// The block's data does not decode.
    case data(DecodingError)
    /// The witness does not decode, or hides a record that the block writes.
    case witness(StateTreeError)
    /// The block does not have the number after its predecessor's.
    case number(expected: UInt64, actual: UInt64)
    /// The block's time is before its predecessor's.
    case timestamp(previous: UInt64, actual: UInt64)
    /// The state is not the one that the previous header ends with.
    case oldRoot
    /// The witness lacks a record that the block reads, or a root that it needs.
    case incompleteWitness
    /// A signed operation of the block is not applicable.
    case rejected(index: Int, Rejection)
    /// An operation passes a limit of the block.
    case blockFull(index: Int)
    /// A priority operation comes from a chain that the network does not have.
    case unknownChain(index: Int)
    /// Value was created or destroyed: a fault of the rules themselves.
    case conservation(TokenID)
    /// A genesis lists no chain, chain 0, a chain twice, or too many.
    case genesisChains
}

/// The value of a decoder, whose error is that of block data.
func decoding<Value>(
    _ body: () throws(DecodingError) -> Value
) throws(TransitionError) -> Value {
    do throws(DecodingError) {
        return try body()
    } catch {
        throw .data(error)
    }
}
