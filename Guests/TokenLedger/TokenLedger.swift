import Bytes
import GuestRuntime
import Hashing

/// A toy ledger: moves tokens between accounts and commits to the balances.
///
/// Input words: account count, each account's balance, transfer count, and for each transfer
/// sender, receiver, amount. Output: how many transfers were refused, then the SHA-256 of the
/// final balances, four bytes each, most significant first.
@main struct TokenLedger {
    static let accountLimit: UInt32 = 1 << 16

    static func main() {
        let count = Guest.readWord()
        guard count > 0, count <= accountLimit else { Guest.exit(1) }
        var balances = [UInt32]()
        for _ in 0..<count { balances.append(Guest.readWord()) }
        var refusedCount: UInt32 = 0
        for _ in 0..<Guest.readWord() {
            let (sender, receiver) = (Int(Guest.readWord()), Int(Guest.readWord()))
            let amount = Guest.readWord()
            if !transfer(amount, from: sender, to: receiver, &balances) { refusedCount += 1 }
        }
        Guest.writeWord(refusedCount)
        Guest.writeFrame(digest(balances))
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

    static func digest(_ balances: [UInt32]) -> [UInt8] {
        var hasher = SHA256()
        for balance in balances {
            hasher.update(UInt8(truncatingIfNeeded: balance >> 24))
            hasher.update(UInt8(truncatingIfNeeded: balance >> 16))
            hasher.update(UInt8(truncatingIfNeeded: balance >> 8))
            hasher.update(UInt8(truncatingIfNeeded: balance))
        }
        return hasher.finalize().array
    }
}
