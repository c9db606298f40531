import Bytes
import GuestRuntime
import Ledger
import Transition

/// The program behind a block's proof: re-executes a block over a witness of the state before it.
///
/// Input frames: the witness, its words least significant byte first; the encoded header before
/// the block; the block's data. Output frames: that header's hash and the new header's hash, 64
/// bytes; the new header; and for each chain of the header its payouts, one after the other.
/// Exit code 1: there is no next header.
@main enum Program {
    static func main() {
        let witness = Guest.readWordFrame()
        let headerBytes = Guest.readFrame()
        let data = Guest.readFrame()
        guard let previous = header(headerBytes) else { Guest.exit(1) }
        do throws(TransitionError) {
            let result = try BlockTransition.run(
                witness: witness, previousHeader: previous, blockData: data)
            write(result, after: previous)
        } catch {
            Guest.exit(1)
        }
    }

    static func header(_ bytes: [UInt8]) -> BlockHeader? {
        do throws(DecodingError) {
            return try BlockHeader(decoding: bytes)
        } catch {
            return nil
        }
    }

    static func write(_ result: BlockResult, after previous: BlockHeader) {
        Guest.writeFrame(previous.hash.array + result.header.hash.array)
        Guest.writeFrame(result.header.encoded)
        for chain in result.chains {
            var payouts = ByteWriter()
            for payout in chain.payouts { payout.encode(to: &payouts) }
            Guest.writeFrame(payouts.bytes)
        }
    }
}
