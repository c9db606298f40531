import Bytes
import GuestRuntime
import Ledger
import Transition

/// The program of a part's proof: re-executes the part over a witness of the state before it.
///
/// Input frames: the witness, its words least significant byte first; the boundary before the part;
/// the part's slice of the block data; the authorizations of its signed operations; one byte, 1 when
/// the part ends its block, else 0. Output frames: the digests of the boundaries before and after, 64 bytes; the boundary after; and for
/// each chain of the network the part's chain operations. Exit code 1: there is no such part.
@main enum Program {
    static func main() {
        let witness = Guest.readWordFrame()
        let startBytes = Guest.readFrame()
        let data = Guest.readFrame()
        let authorizations = Guest.readFrame()
        let mark = Guest.readFrame()
        guard let start = boundary(startBytes), mark == [0] || mark == [1] else { Guest.exit(1) }
        do throws(TransitionError) {
            let result = try PartTransition.run(
                witness: witness, start: start,
                operations: EncodedOperations(data: data, authorizations: authorizations),
                end: mark == [1] ? .block : .insideBlock)
            write(result, after: start)
        } catch {
            Guest.exit(1)
        }
    }

    static func boundary(_ bytes: [UInt8]) -> Boundary? {
        do throws(DecodingError) {
            return try Boundary(decoding: bytes)
        } catch {
            return nil
        }
    }

    static func write(_ result: PartResult, after start: Boundary) {
        Guest.writeFrame(start.digest.array + result.end.digest.array)
        Guest.writeFrame(result.end.encoded)
        for chain in result.chains { Guest.writeFrame(ChainOperation.encode(chain.operations)) }
    }
}
