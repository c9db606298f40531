import Bytes
import GuestRuntime
import Ledger
import Transition

/// The program of a part's proof: re-executes the part over a witness of the state before it.
///
/// Input frames: the witness, its words least significant byte first; the boundary before the part;
/// the part's slice of the block data; the authorizations of its signed operations; one byte, 1 when
/// the part ends its block, else 0. Output: one frame of 64 bytes, the digests of the boundaries
/// before and after, so that all outputs have one form and proofs of parts can be joined. Exit code 1:
/// there is no such part.
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
            Guest.writeFrame(start.digest.array + result.end.digest.array)
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
}
