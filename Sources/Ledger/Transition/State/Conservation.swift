import Ledger

/// Compares, for each token, the change of what is held with the change of what backs it.
///
/// Changes have signs and are kept modulo 2^160: fewer than 2^21 amounts of 128 bits are counted,
/// so a change that is not zero is not zero modulo 2^160 either.
struct Conservation {
    private struct Sum {
        let token: TokenID
        /// What is held less what backs it, least significant word first.
        private var words: InlineArray<5, UInt32> = [0, 0, 0, 0, 0]

        init(token: TokenID) { self.token = token }

        var isZero: Bool { words[0] | words[1] | words[2] | words[3] | words[4] == 0 }

        /// Adds an amount and subtracts another.
        mutating func add(_ amount: Amount, less other: Amount) {
            let (added, taken) = (amount.limbs, other.limbs)
            var carry: UInt32 = 0
            carry = Sum.step(&words[0], added.0, taken.0, carry)
            carry = Sum.step(&words[1], added.1, taken.1, carry)
            carry = Sum.step(&words[2], added.2, taken.2, carry)
            carry = Sum.step(&words[3], added.3, taken.3, carry)
            words[4] &+= carry
        }

        /// Adds two words and subtracts one; returns what is left for the next word: -1, 0 or 1.
        @inline(__always)
        private static func step(
            _ word: inout UInt32, _ added: UInt32, _ taken: UInt32, _ carry: UInt32
        ) -> UInt32 {
            let (first, over) = word.addingReportingOverflow(added)
            let (second, under) = first.subtractingReportingOverflow(taken)
            var next: UInt32 = (over ? 1 : 0) &- (under ? 1 : 0)
            // The carry is -1, 0 or 1 as a word with a sign.
            let third = second &+ carry
            if carry == 1, third == 0 { next &+= 1 }
            if carry == .max, second == 0 { next &-= 1 }
            word = third
            return next
        }
    }

    private var sums: [Sum] = []
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

    /// Replaces a balance, or a reserve, of a token by another.
    @inline(__always)
    mutating func count(
        _ holding: (token: TokenID, isReserve: Bool), _ before: RecordCell, _ after: RecordCell
    ) {
        let index = index(of: holding.token)
        if holding.isReserve {
            sums[index].add(before.amount, less: after.amount)
        } else {
            sums[index].add(after.amount, less: before.amount)
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
        if let list {
            for index in 0..<list.count {
                let current = list.entries[index].current
                let original = list.entries[index].original
                if current == original { continue }
                if current.hasAmountOnly, original.hasAmountOnly {
                    conservation.count(list.entries[index].key.amount, original, current)
                } else {
                    count(original, current, of: RecordKey(list.entries[index].key), &conservation)
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
        cells.record(cell, of: key)?.visitHoldings(of: key) { side, token, amount in
            conservation.count(side, token, amount, isAdded: isAdded)
        }
    }
}
