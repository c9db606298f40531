import Bytes
import Ledger
import Testing
import Transition
import TransitionScenarios

/// Issued tokens on chains: what is out there is held, and backed by pools and the dollar.
@Suite struct VoucherTests {
    private let one = VaultLedger.one
    private let share = VaultLedger.share

    private func register(
        _ token: TokenID, decimals: UInt8 = 18, class tokenClass: UInt8 = 0
    ) -> PriorityOperation {
        .registerToken(
            RegisterToken(
                token: token, contract: TestLedger.contract, decimals: decimals,
                tokenClass: tokenClass))
    }

    private func withdraw(_ units: UInt128) -> SignedBody {
        .withdraw(
            Withdraw(
                token: share, amount: Amount(units), minimum: .zero, chain: TestLedger.source,
                receiver: TestLedger.bob, fastFeeRate: 0))
    }

    private func deposit(_ units: UInt128) -> PriorityOperation {
        .deposit(
            Deposit(
                token: share, amount: Amount(units), owner: TestLedger.bob,
                subAccount: SubAccount(0)))
    }

    @Test func areRegisteredWhenTheNetworkIssuesThem() throws {
        var executor = try VaultLedger().ledger.executor()
        let rows: [(PriorityOperation, Rejection)] = [
            (register(share, decimals: 19), .malformed), (register(share, class: 3), .malformed),
            (register(.unifiedDollar, decimals: 19), .malformed),
            (register(TokenID(0x8005)), .notFound),
        ]
        for (operation, reason) in rows {
            #expect(executor.apply(operation) == .failed(reason, refund: nil))
        }
        for token in [share, .unifiedDollar] {
            #expect(executor.apply(register(token)).receipt == .done)
            #expect(executor.apply(register(token)) == .failed(.exists, refund: nil))
        }
        #expect(executor.record(for: .token(share)) == .token(TokenRecord(.share)))
        var empty = try TestLedger().executor()
        #expect(empty.apply(register(.unifiedDollar)) == .failed(.notFound, refund: nil))
    }

    @Test func areWithdrawnAndDeposited() throws {
        var executor = try VaultLedger().ledger.executor()
        _ = executor.apply(register(share))
        #expect(executor.receipt(TestLedger.sign(withdraw(100 * one))) != nil)
        #expect(executor.reserve(TestLedger.source, 0x8001) == 100 * one)
        #expect(executor.balance(1, 0x8001) == 399_900 * one)
        #expect(executor.apply(deposit(60 * one)).receipt != nil)
        #expect(executor.reserve(TestLedger.source, 0x8001) == 40 * one)
        #expect(executor.balance(2, 0x8001) == 60 * one)
        // More than is out: a chain that says so is wrong, and nothing is credited.
        guard case .failed(.reserve, .some) = executor.apply(deposit(40 * one + 1)) else {
            Issue.record("credited")
            return
        }
        #expect(executor.balance(2, 0x8001) == 60 * one)
        _ = try executor.close()
    }

    /// A full exit of a voucher makes it: no reserve bounds it.
    @Test func exitIsBoundedByTheBalanceAlone() throws {
        var executor = try VaultLedger().ledger.executor()
        _ = executor.apply(register(share))
        let exit = PriorityOperation.fullExit(
            FullExit(
                caller: TestLedger.alice, account: AccountID(1), subAccount: SubAccount(0),
                token: share, amount: .maximum))
        guard case .payout(let ordered, _)? = executor.apply(exit).receipt else {
            Issue.record("not paid")
            return
        }
        #expect(ordered.payout.chainAmount == 400_000 * one)
        #expect(executor.reserve(TestLedger.source, 0x8001) == 400_000 * one)
        #expect(executor.balance(1, 0x8001) == 0)
        _ = try executor.close()
    }
}
