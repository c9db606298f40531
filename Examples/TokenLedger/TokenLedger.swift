import Bytes
import GuestRuntime
import Hashing

/// A toy ledger: moves tokens between accounts, from one digest of all balances to the next.
///
/// Input: one frame of numbers of four bytes, most significant first: account count, each account's
/// balance, then sender, receiver and amount of each transfer. Output, three frames: SHA-256 of the
/// balances before and after, and the number of refused transfers (four bytes), which lack cover,
/// an account, or room in the receiver's balance. Exit code 1: the frame is malformed.
@main enum Program {
    static let accountLimit: UInt32 = 1 << 16

    static func main() {
        do throws(DecodingError) {
            var reader = ByteReader(Guest.readFrame())
            try run(&reader)
        } catch {
            Guest.exit(1)
        }
    }

    static func run(_ reader: inout ByteReader) throws(DecodingError) {
        let count: UInt32 = try reader.read()
        guard count > 0, count <= accountLimit else { throw .invalidValue(field: "accounts") }
        var balances = [UInt32]()
        for _ in 0..<count { balances.append(try reader.read()) }
        Guest.writeFrame(digest(balances).array)
        var refusedCount: UInt32 = 0
        while reader.remaining > 0 {
            let sender = Int(try reader.read(UInt32.self))
            let receiver = Int(try reader.read(UInt32.self))
            let amount: UInt32 = try reader.read()
            if !transfer(amount, from: sender, to: receiver, &balances) { refusedCount += 1 }
        }
        Guest.writeFrame(digest(balances).array)
        var output = ByteWriter()
        output.append(refusedCount)
        Guest.writeFrame(output.bytes)
    }

    static func transfer(
        _ amount: UInt32, from sender: Int, to receiver: Int, _ balances: inout [UInt32]
    ) -> Bool {
        guard sender >= 0, sender < balances.count, receiver >= 0, receiver < balances.count,
            amount <= balances[sender]
        else { return false }
        balances[sender] -= amount
        let (sum, overflow) = balances[receiver].addingReportingOverflow(amount)
        guard !overflow else {
            balances[sender] += amount
            return false
        }
        balances[receiver] = sum
        return true
    }

    static func digest(_ balances: [UInt32]) -> Bytes32 {
        var encoded = ByteWriter(capacity: balances.count * 4)
        for balance in balances { encoded.append(balance) }
        return SHA256.hash(encoded.bytes)
    }
}
