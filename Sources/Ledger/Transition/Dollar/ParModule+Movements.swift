import Ledger

// Movements of coins and dollars. Each throws `overflow`, or `balance` for more than there is.
extension ParModule {
    /// Takes an amount of the coin at an index, and makes as many dollars, of which all but `dollars`
    /// go to the buffer.
    mutating func issue(_ dollars: Amount, for amount: Amount, at index: Int) throws(Rejection) {
        guard let held = held(at: index).adding(amount), let fee = amount.subtracting(dollars)
        else { throw .overflow }
        record.coins[index].amount = held
        try make(amount)
        try collect(fee)
    }

    /// Gives the coins of a redemption, and burns its dollars.
    @inline(never)
    mutating func pay(_ redemption: Redemption) throws(Rejection) {
        for paid in redemption.coins.indices {
            let coin = redemption.coins[paid]
            guard let index = record.index(of: coin.token),
                let held = held(at: index).subtracting(coin.amount)
            else { throw .balance }
            record.coins[index].amount = held
        }
        try burn(redemption.burnt)
        try collect(redemption.fee)
    }

    /// Makes dollars that a vault owes.
    mutating func lend(_ dollars: Amount) throws(Rejection) {
        try make(dollars)
        guard let principal = record.principal.adding(dollars) else { throw .overflow }
        record.principal = principal
    }

    /// Burns dollars that a vault owed.
    mutating func settle(_ dollars: Amount) throws(Rejection) {
        try burn(dollars)
        guard let principal = record.principal.subtracting(dollars) else { throw .balance }
        record.principal = principal
    }

    /// Burns as many dollars of the buffer as a vault owes and cannot pay; the rest is bad debt.
    mutating func writeOff(_ dollars: Amount) throws(Rejection) {
        let covered = min(dollars, buffer)
        try settle(covered)
        // The lesser of both.
        let rest = dollars.subtracting(covered) ?? .zero
        guard let left = buffer.subtracting(covered), let bad = record.badDebt.adding(rest) else {
            throw .overflow
        }
        (buffer, record.badDebt) = (left, bad)
    }

    /// Puts dollars into the buffer, or burns them while there is bad debt.
    @inline(never)
    mutating func collect(_ dollars: Amount) throws(Rejection) {
        let covered = min(dollars, record.badDebt)
        try settle(covered)
        guard let bad = record.badDebt.subtracting(covered),
            let sum = buffer.adding(dollars.subtracting(covered) ?? .zero)
        else { throw .overflow }
        (record.badDebt, buffer) = (bad, sum)
    }

    private mutating func make(_ dollars: Amount) throws(Rejection) {
        guard let supply = record.supply.adding(dollars) else { throw .overflow }
        record.supply = supply
    }

    private mutating func burn(_ dollars: Amount) throws(Rejection) {
        guard let supply = record.supply.subtracting(dollars) else { throw .balance }
        record.supply = supply
    }
}
