public import Aggregation
public import BN254
import Bytes
import Hashing
import WrapCircuit

extension AggregationStatement {
    /// The public input of the wrap's circuit, as contracts compute it: SHA-256 of program, root of
    /// keys, digest before and digest after, 32 bytes each, without the three highest bits.
    public var publicInput: Integer256 {
        PublicPreimage.input(
            of: program.bytes.array + keyRoot.bytes.array + before.array + after.array
        ).canonical
    }
}
