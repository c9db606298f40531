import Ledger

/// Sums up, for each token, what came in and what it went to, so that nothing appears or vanishes.
///
/// For every token: reserves + share supply change by what balances + pools change by, and by the
/// shares that new pools lock. Changes are kept as two sums, since they have signs.
struct Conservation {
    private struct Sums {
        let token: TokenID
        var left = WideAmount()
        var right = WideAmount()
    }

    private var sums: [Sums] = []
    /// One more than the place in `sums`, or 0, for the low bits of a token's number.
    private var places = [UInt16](repeating: 0, count: 256)

    mutating func count(_ record: TouchedRecord) {
        guard record.isWritten else { return }
        switch (record.old, record.new) {
        case (.balance(let old), .balance(let new)): balance(record.key, from: old, to: new)
        case (nil, .balance(let new)): balance(record.key, from: .zero, to: new)
        case (.reserve(let old), .reserve(let new)): reserve(record.key, from: old, to: new)
        case (nil, .reserve(let new)): reserve(record.key, from: .zero, to: new)
        case (.pool(let old), .pool(let new)): pool(record.key, from: old, to: new)
        case (nil, .pool(let new)): pool(record.key, from: nil, to: new)
        default: break
        }
    }

    /// A token whose two sides differ.
    var violation: TokenID? {
        for sum in sums where sum.left != sum.right { return sum.token }
        return nil
    }

    private mutating func balance(_ key: RecordKey, from old: Amount, to new: Amount) {
        guard let token = key.token else { return }
        add(token, left: old, right: new)
    }

    private mutating func reserve(_ key: RecordKey, from old: Amount, to new: Amount) {
        guard let token = key.token else { return }
        add(token, left: new, right: old)
    }

    private mutating func pool(_ key: RecordKey, from old: PoolRecord?, to new: PoolRecord) {
        guard let pool = key.pool else { return }
        add(new.tokenA, left: old?.balanceA ?? .zero, right: new.balanceA)
        add(new.tokenB, left: old?.balanceB ?? .zero, right: new.balanceB)
        let share = TokenID(shareOf: pool)
        add(share, left: new.shareSupply, right: old?.shareSupply ?? .zero)
        if old == nil {
            add(share, left: .zero, right: Amount(UInt128(LedgerLimits.lockedShares)))
        }
    }

    private mutating func add(_ token: TokenID, left: Amount, right: Amount) {
        let place = place(of: token)
        // Fewer than 2^20 amounts of 128 bits fit 256 bits.
        sums[place].left = sums[place].left.adding(WideAmount(left)) ?? sums[place].left
        sums[place].right = sums[place].right.adding(WideAmount(right)) ?? sums[place].right
    }

    private mutating func place(of token: TokenID) -> Int {
        let slot = Int(token.rawValue & 255)
        let cached = Int(places[slot]) - 1
        if cached >= 0, sums[cached].token == token { return cached }
        for place in 0..<sums.count where sums[place].token == token {
            places[slot] = UInt16(place + 1)
            return place
        }
        sums.append(Sums(token: token))
        places[slot] = UInt16(sums.count)
        return sums.count - 1
    }
}
