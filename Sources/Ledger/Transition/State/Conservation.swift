import Ledger

/// Compares, for each token, the change of what is held with the change of what backs it.
///
/// Changes have signs and are kept modulo 2^160: fewer than 2^21 amounts of 128 bits are counted,
/// so a change that is not zero is not zero modulo 2^160 either.
struct Conservation {
    private struct Sum {
        let token: TokenID
        /// What is held less what backs it, least significant word first.
        var low: UInt64 = 0
        var middle: UInt64 = 0
        var high: UInt32 = 0

        init(token: TokenID) { self.token = token }

        var isZero: Bool { low | middle == 0 && high == 0 }

        mutating func add(_ amount: Amount) {
            let (first, second) = amount.words
            let (sum, carry) = low.addingReportingOverflow(first)
            let (upper, carry1) = middle.addingReportingOverflow(second)
            let (upperSum, carry2) = upper.addingReportingOverflow(carry ? 1 : 0)
            (low, middle) = (sum, upperSum)
            high &+= (carry1 ? 1 : 0) &+ (carry2 ? 1 : 0)
        }

        mutating func subtract(_ amount: Amount) {
            let (first, second) = amount.words
            let (difference, borrow) = low.subtractingReportingOverflow(first)
            let (upper, borrow1) = middle.subtractingReportingOverflow(second)
            let (rest, borrow2) = upper.subtractingReportingOverflow(borrow ? 1 : 0)
            (low, middle) = (difference, rest)
            high &-= (borrow1 ? 1 : 0) &+ (borrow2 ? 1 : 0)
        }
    }

    private var sums: [Sum] = []
    /// Index in `sums` plus one, or 0, by the low bits of a token's number.
    private var indices = [UInt16](repeating: 0, count: 256)

    /// Adds an amount to the side that it is on, or takes it away.
    mutating func count(_ side: HoldingSide, _ token: TokenID, _ amount: Amount, isAdded: Bool) {
        let index = index(of: token)
        if (side == .held) == isAdded {
            sums[index].add(amount)
        } else {
            sums[index].subtract(amount)
        }
    }

    /// A token whose two changes differ; `nil` when there is none.
    var violation: TokenID? {
        for sum in sums where !sum.isZero { return sum.token }
        return nil
    }

    private mutating func index(of token: TokenID) -> Int {
        let slot = Int(token.rawValue & 255)
        let cached = Int(indices[slot]) - 1
        if cached >= 0, sums[cached].token == token { return cached }
        for index in 0..<sums.count where sums[index].token == token {
            indices[slot] = UInt16(index + 1)
            return index
        }
        sums.append(Sum(token: token))
        indices[slot] = UInt16(sums.count)
        return sums.count - 1
    }
}

extension RecordOverlay {
    /// Counts what every written record held or backed before, and what it does now.
    func countHoldings(in conservation: inout Conservation) {
        for index in 0..<entries.count {
            let entry = entries[index]
            if entry.current == entry.original { continue }
            count(entry.original, of: entry.key, isAdded: false, in: &conservation)
            count(entry.current, of: entry.key, isAdded: true, in: &conservation)
        }
    }

    private func count(
        _ cell: RecordCell, of key: RecordKey, isAdded: Bool, in conservation: inout Conservation
    ) {
        switch cell {
        case .absent, .key: break
        case .amount(let amount):
            let (token, isReserve) = key.amount
            conservation.count(isReserve ? .backing : .held, token, amount, isAdded: isAdded)
        case .pool, .other:
            cells.record(cell, of: key)?.visitHoldings(of: key) { side, token, amount in
                conservation.count(side, token, amount, isAdded: isAdded)
            }
        }
    }
}
