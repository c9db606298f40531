import Ledger

/// Compares, for each token, the change of what is held with the change of what backs it.
///
/// Changes have signs, so they are kept as two sums: left are holdings before and backing after,
/// right are holdings after and backing before.
struct Conservation {
    private struct Sums {
        let token: TokenID
        var left = WideAmount()
        var right = WideAmount()
    }

    private var sums: [Sums] = []
    /// Index in `sums` plus one, or 0, by the low bits of a token's number.
    private var indices = [UInt16](repeating: 0, count: 256)

    mutating func count(_ record: TouchedRecord) {
        guard record.isWritten else { return }
        record.old?.visitHoldings(of: record.key) { side, token, amount in
            add(amount, of: token, left: side == .held)
        }
        record.new?.visitHoldings(of: record.key) { side, token, amount in
            add(amount, of: token, left: side == .backing)
        }
    }

    /// A token whose two sums differ; `nil` when there is none.
    var violation: TokenID? {
        for sum in sums where sum.left != sum.right { return sum.token }
        return nil
    }

    /// Fewer than 2^20 amounts of 128 bits are added, so a sum fits 256 bits.
    private mutating func add(_ amount: Amount, of token: TokenID, left: Bool) {
        let index = index(of: token)
        let wide = WideAmount(amount)
        if left {
            sums[index].left = sums[index].left.adding(wide) ?? sums[index].left
        } else {
            sums[index].right = sums[index].right.adding(wide) ?? sums[index].right
        }
    }

    private mutating func index(of token: TokenID) -> Int {
        let slot = Int(token.rawValue & 255)
        let cached = Int(indices[slot]) - 1
        if cached >= 0, sums[cached].token == token { return cached }
        for index in 0..<sums.count where sums[index].token == token {
            indices[slot] = UInt16(index + 1)
            return index
        }
        sums.append(Sums(token: token))
        indices[slot] = UInt16(sums.count)
        return sums.count - 1
    }
}
