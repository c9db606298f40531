public import Aggregation
public import BN254
import Bytes
import WrapCircuit

extension AggregationStatement {
    /// The public input of the wrap's circuit, as contracts compute it: SHA-256 of program, root of
    /// keys, digest before and digest after, 32 bytes each, without the three highest bits.
    public var publicInput: Integer256 {
        var preimage = ByteWriter(capacity: 128)
        append(to: &preimage)
        return PublicPreimage.input(of: preimage.bytes).canonical
    }
}
