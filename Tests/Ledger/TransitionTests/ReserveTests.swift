import Bytes
import Ledger
import TestSupport
import Testing
import Transition
import TransitionScenarios

/// Fees and rebates of a chain's reserve (`docs/protocol/transition.md`, "Chains").
@Suite struct ReserveTests {
    private let one = TestLedger.one
    private let million = 1_000_000 * TestLedger.one

    private func fees(_ reserve: UInt128, target: UInt128? = nil) -> ReserveFees {
        ReserveFees(target: Amount(target ?? 6 * million), reserve: Amount(reserve))
    }

    @Test func feesAreThoseOfTheDocument() {
        #expect(fees(10 * million).fee(taking: Amount(million)).isZero)
        #expect(
            fees(6 * million).fee(taking: Amount(million)).units == 833_333_333_333_333_333_334)
        #expect(
            fees(3 * million).fee(taking: Amount(million)).units
                == 5_833_333_333_333_333_333_334)
        #expect(fees(6 * million).fee(taking: Amount(6 * million)).units == 30_000 * one)
        #expect(
            fees(2 * million).rebate(bringing: Amount(million)).units
                == 4_666_666_666_666_666_666_666)
        for reserve in [0, 1, 1 << 111, .max] as [UInt128] {
            #expect(fees(reserve, target: 0).fee(taking: .maximum).isZero)
            #expect(fees(reserve, target: 0).rebate(bringing: .maximum).isZero)
            _ = fees(reserve, target: 1 << 111).fee(taking: .maximum)
            _ = fees(reserve, target: 1 << 111).rebate(bringing: .maximum)
        }
    }

    /// Taking in any number of steps and bringing back in any other loses at least a fifth of the fee.
    @Test func circleCostsAFifth() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<2_000 {
            let target = 1 + UInt128(random.next()) << UInt128(random.next() % 47)
            let start = target / 64 * UInt128(random.next() % 128)
            var (reserve, paid, earned) = (start, UInt128(0), UInt128(0))
            let deepest = start / 16 * UInt128(random.next() % 16)
            while reserve > deepest {
                let step = min(reserve - deepest, 1 + target / UInt128(1 + random.next() % 40))
                paid += fees(reserve, target: target).fee(taking: Amount(step)).units
                reserve -= step
            }
            let once = fees(start, target: target).fee(taking: Amount(start - deepest)).units
            #expect(paid >= once)
            while reserve < start {
                let step = min(start - reserve, 1 + target / UInt128(1 + random.next() % 40))
                earned += fees(reserve, target: target).rebate(bringing: Amount(step)).units
                reserve += step
            }
            #expect(5 * earned <= 4 * paid)
        }
    }

    /// Token 3 with 18 decimals and a target of 6 million on the source chain, all of whose reserve
    /// account 1 holds.
    private func ledger(reserve: UInt128, pot: UInt128 = 0) throws -> TestLedger {
        var ledger = try TestLedger()
        var record = TokenOnChainRecord(contract: TestLedger.contract, decimals: 18)
        record.reserveTarget = Amount(6 * million)
        ledger.records[.tokenOnChain(TokenID(3), TestLedger.source)] = .tokenOnChain(record)
        ledger.setReserve(TestLedger.source, 3, reserve)
        ledger.setBalance(3, reserve - pot)
        ledger.records[potKey] = .balance(Amount(pot))
        return ledger
    }

    private var potKey: RecordKey { .balance(.fees, .reservePot, TokenID(3)) }

    private func pot(_ executor: inout BlockExecutor<MemoryReader>) -> UInt128 {
        executor.balance(0, sub: 2, 3) ?? 0
    }

    private func withdraw(_ amount: UInt128, atLeast minimum: UInt128 = 0) -> SignedOperation {
        TestLedger.sign(
            .withdraw(
                Withdraw(
                    token: TokenID(3), amount: Amount(amount), minimum: Amount(minimum),
                    chain: TestLedger.source, receiver: TestLedger.alice, fastFeeRate: 0)))
    }

    @Test func withdrawalsPayTheirFeeToThePot() throws {
        let ledger = try ledger(reserve: 6 * million)
        var executor = try ledger.executor()
        #expect(executor.apply(withdraw(million)).receipt != nil)
        let (left, held) = (
            executor.reserve(TestLedger.source, 3) ?? 0, executor.balance(1, 3) ?? 0
        )
        let (paid, fee) = (6 * million - left, pot(&executor))
        #expect(fee == fees(6 * million).fee(taking: Amount(paid)).units && fee > 800 * one)
        #expect(held == 6 * million - paid - fee && paid + fee <= million)
        // All that there is, although the fee comes on top; and less than the minimum.
        let short = try self.ledger(reserve: 3 * million)
        executor = try short.executor()
        #expect(
            executor.apply(withdraw(4 * million, atLeast: 3 * million)) == .rejected(.balance))
        #expect(executor.apply(withdraw(million, atLeast: million)) == .rejected(.slippage))
        #expect(
            executor.apply(withdraw(4 * million, atLeast: 3 * million + 1))
                == .rejected(.reserve))
        #expect(executor.apply(withdraw(3 * million)).receipt != nil)
    }

    @Test func fullExitsPayTheFeeAndDepositsEarnLess() throws {
        let ledger = try ledger(reserve: 6 * million)
        var executor = try ledger.executor()
        let exit = PriorityOperation.fullExit(
            FullExit(
                caller: TestLedger.alice, account: AccountID(1), subAccount: SubAccount(0),
                token: TokenID(3), amount: .maximum))
        #expect(executor.apply(exit).receipt != nil)
        let fee = pot(&executor)
        let paid = 6 * million - (executor.reserve(TestLedger.source, 3) ?? 0)
        #expect(fee > 29_000 * one && fee == fees(6 * million).fee(taking: Amount(paid)).units)
        let deposit = PriorityOperation.deposit(
            Deposit(
                token: TokenID(3), amount: Amount(paid), owner: TestLedger.alice,
                subAccount: SubAccount(0)))
        let before = executor.balance(1, 3) ?? 0
        #expect(executor.apply(deposit).receipt != nil)
        let earned = (executor.balance(1, 3) ?? 0) - before - paid
        #expect(earned > 23_000 * one && 5 * earned <= 4 * fee)
        #expect(pot(&executor) == fee - earned)
        // The pot never pays more than it holds.
        executor = try self.ledger(reserve: million, pot: one).executor()
        #expect(executor.apply(deposit).receipt != nil)
        #expect(pot(&executor) == 0)
    }

    /// A cross swap earns where it comes in and pays where it goes out; one that fails does neither.
    @Test func crossSwapsEarnAndPay() throws {
        var ledger = try ledger(reserve: 3 * million, pot: 100_000 * one)
        var target = TokenOnChainRecord(contract: TestLedger.contract, decimals: 18)
        target.reserveTarget = Amount(6 * million)
        ledger.records[.tokenOnChain(TokenID(3), TestLedger.target)] = .tokenOnChain(target)
        ledger.setReserve(TestLedger.target, 3, 3 * million)
        func swap(_ minimum: UInt128) -> PriorityOperation {
            .crossSwap(
                CrossSwap(
                    route: Route(from: TokenID(3), Hops()), amount: Amount(million),
                    targetChain: TestLedger.target, minimumOut: Amount(minimum),
                    receiver: TestLedger.bob, fallback: TestLedger.alice, fastFeeRate: 0))
        }
        var executor = try ledger.executor()
        let rebate = fees(3 * million).rebate(bringing: Amount(million)).units
        #expect(rebate > 3_000 * one)
        let failed = executor.apply(swap(million))
        #expect(failed.receipt == nil && executor.reserve(TestLedger.target, 3) == 3 * million)
        #expect(pot(&executor) == 100_000 * one)
        #expect(executor.apply(swap(million * 99 / 100)).receipt != nil)
        let paid = 3 * million - (executor.reserve(TestLedger.target, 3) ?? 0)
        let fee = fees(3 * million).fee(taking: Amount(paid)).units
        #expect(paid + fee <= million + rebate && paid + fee > million + rebate - 100 * one)
        #expect(pot(&executor) == 100_000 * one - rebate + fee)
    }

    @Test func governanceSetsTargets() throws {
        let ledger = try ledger(reserve: million, pot: 5)
        func target(
            _ units: UInt128, _ token: UInt16 = 3, on chain: ChainID = TestLedger.source
        ) -> PriorityOperation {
            .setReserveTarget(
                SetReserveTarget(token: TokenID(token), chain: chain, target: Amount(units)))
        }
        var executor = try ledger.executor()
        for (operation, reason) in [
            (target((1 << 111) + 1), .malformed), (target(1, 1), .malformed),
            (target(1, 0x8000), .malformed), (target(1, 3, on: TestLedger.target), .notFound),
        ] as [(PriorityOperation, Rejection)] {
            #expect(executor.apply(operation) == .failed(reason, refund: nil))
        }
        #expect(
            executor.apply(target(1), on: TestLedger.target) == .failed(.scope, refund: nil))
        #expect(pot(&executor) == 5)
        #expect(executor.apply(target(1 << 111)).receipt == .done)
        // What was in the pot is the protocol's.
        #expect(pot(&executor) == 0 && executor.balance(0, 3) == 5)
    }
}
