import Ledger
import Testing
import Transition
import TransitionScenarios

/// An amount that an account, a chain or the pool holds, in units.
enum Holding {
    /// The balance of a token in sub-account `sub` of an account.
    case balance(UInt32, UInt16, UInt128, sub: UInt8 = 0)
    case reserve(ChainID, UInt16, UInt128)
    /// Balances of tokens 2 and 3 and the share supply of pool 0.
    case pool(UInt128, UInt128, supply: UInt128)

    func set(in ledger: inout TestLedger) {
        switch self {
        case .balance(let account, let token, let units, let sub):
            let key = RecordKey.balance(AccountID(account), SubAccount(sub), TokenID(token))
            ledger.records[key] = .balance(Amount(units))
        case .reserve(let chain, let token, let units): ledger.setReserve(chain, token, units)
        case .pool(let a, let b, let supply): ledger.setPool(a: a, b: b, supply: supply)
        }
    }

    func isHeld(in executor: inout BlockExecutor<MemoryReader>) -> Bool {
        switch self {
        case .balance(let account, let token, let units, let sub):
            executor.balance(account, sub: sub, token) == units
        case .reserve(let chain, let token, let units): executor.reserve(chain, token) == units
        case .pool(let a, let b, let supply):
            executor.pool()?.balances == .units(a, b)
                && executor.pool()?.shareSupply == Amount(supply)
        }
    }
}

/// One row of a table: holdings before, an operation, its outcome, holdings after.
///
/// An operation that is refused changes nothing, so a row for it has no holdings after.
struct MoneyRow {
    enum Result {
        case refused(Rejection)
        case receipt(Receipt, [Holding])
    }

    let operation: SignedOperation
    let result: Result

    init(_ body: SignedBody, account: UInt32 = 1, fee: UInt128 = 0, _ rejection: Rejection) {
        operation = TestLedger.sign(body, account: account, fee: fee)
        result = .refused(rejection)
    }

    init(
        _ body: SignedBody, account: UInt32 = 1, fee: UInt128 = 0, _ receipt: Receipt,
        _ after: Holding...
    ) {
        operation = TestLedger.sign(body, account: account, fee: fee)
        result = .receipt(receipt, after)
    }

    func check(_ before: [Holding], _ ledger: TestLedger) throws {
        var executor = try ledger.executor()
        let outcome = executor.apply(operation)
        switch result {
        case .refused(let rejection):
            #expect(outcome == .rejected(rejection), "\(operation.body)")
            for holding in before {
                #expect(holding.isHeld(in: &executor), "\(operation.body): \(holding)")
            }
            #expect(executor.operations.isEmpty)
        case .receipt(let receipt, let after):
            #expect(outcome.receipt == receipt, "\(operation.body)")
            for holding in after {
                #expect(holding.isHeld(in: &executor), "\(operation.body): \(holding)")
            }
        }
    }
}

/// Applies each row to a new ledger with these holdings.
func check(_ before: [Holding], _ rows: [MoneyRow]) throws {
    var ledger = try TestLedger()
    for holding in before { holding.set(in: &ledger) }
    for row in rows { try row.check(before, ledger) }
}
