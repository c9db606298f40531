import Bytes
import Ledger

/// Compares, for each token, the change of what is held with the change of what backs it.
///
/// Sums are exact: amounts have four words, fewer than 2^21 are counted, and each word of a sum has
/// 64 bits.
struct Conservation {
    private struct Sum {
        let token: TokenID
        /// What is held less what backs it, in units of 2^0, 2^32, 2^64 and 2^96: integers with signs,
        /// not carried into one another.
        private var words: InlineArray<4, UInt64> = [0, 0, 0, 0]

        init(token: TokenID) { self.token = token }

        var isZero: Bool {
            var carry: Int64 = 0
            for index in 0..<4 {
                let word = Int64(bitPattern: words[index]) + carry
                guard UInt32(truncatingIfNeeded: word) == 0 else { return false }
                carry = word >> 32
            }
            return carry == 0
        }

        /// Adds an amount and subtracts another.
        @inline(__always)
        mutating func add(_ amount: Amount, less other: Amount) {
            let (added, taken) = (amount.limbs, other.limbs)
            Sum.add(added.0, less: taken.0, to: &words[0])
            Sum.add(added.1, less: taken.1, to: &words[1])
            Sum.add(added.2, less: taken.2, to: &words[2])
            Sum.add(added.3, less: taken.3, to: &words[3])
        }

        @inline(__always)
        private static func add(_ added: UInt32, less taken: UInt32, to word: inout UInt64) {
            word = word &+ UInt64(low: added) &- UInt64(low: taken)
        }
    }

    private var sums: [Sum] = []
    /// Whether a unified dollar was left without a coin behind it.
    private var isDollarUnbacked = false
    /// Index in `sums` plus one, or 0, by the low bits of a token's number.
    private var indices = [UInt16](repeating: 0, count: 256)

    /// Adds an amount to the side that it is on, or takes it away.
    mutating func count(_ side: HoldingSide, _ token: TokenID, _ amount: Amount, isAdded: Bool) {
        let index = index(of: token)
        if (side == .held) == isAdded {
            sums[index].add(amount, less: .zero)
        } else {
            sums[index].add(.zero, less: amount)
        }
    }

    /// Judges a record as it is after the part.
    mutating func judge(_ record: Record) {
        if case .dollar(let dollar) = record, !dollar.isBacked { isDollarUnbacked = true }
    }

    /// Replaces a balance, or a reserve, of a token by another.
    @inline(__always)
    mutating func count(
        _ holding: (token: TokenID, isReserve: Bool), _ before: RecordCell, _ after: RecordCell
    ) {
        let index = index(of: holding.token)
        if holding.isReserve && !holding.token.isIssued {
            sums[index].add(before.amount, less: after.amount)
        } else {
            sums[index].add(after.amount, less: before.amount)
        }
    }

    /// A token whose two changes differ, or that is not backed; `nil` when there is none.
    var violation: TokenID? {
        if isDollarUnbacked { return .unifiedDollar }
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
        if let list {
            for index in 0..<list.count {
                guard list.entries[index].isWritten else { continue }
                let current = list.entries[index].current
                // Keys hold nothing.
                if current.keyPlace != nil { continue }
                let original = list.original(at: index)
                if current.hasAmountOnly, original.hasAmountOnly {
                    conservation.count(list.entries[index].key.amount, original, current)
                } else {
                    count(original, current, of: list.key(at: index), &conservation)
                }
            }
            return
        }
        for index in 0..<entries.count {
            let (current, original) = (entries[index].current, entries[index].original)
            if current == original { continue }
            if current.hasAmountOnly, original.hasAmountOnly {
                conservation.count(entries[index].key.amount, original, current)
            } else {
                count(original, current, of: entries[index].key, &conservation)
            }
        }
    }

    /// Counts the holdings of a record with a cell before and another now.
    private func count(
        _ original: RecordCell, _ current: RecordCell, of key: RecordKey,
        _ conservation: inout Conservation
    ) {
        // Keys hold nothing.
        if current.keyPlace != nil { return }
        count(original, of: key, isAdded: false, &conservation)
        count(current, of: key, isAdded: true, &conservation)
    }

    private func count(
        _ cell: RecordCell, of key: RecordKey, isAdded: Bool, _ conservation: inout Conservation
    ) {
        guard let record = cells.record(cell, of: key) else { return }
        record.visitHoldings(of: key) { side, token, amount in
            conservation.count(side, token, amount, isAdded: isAdded)
        }
        if isAdded { conservation.judge(record) }
    }
}
