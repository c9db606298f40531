import Bytes
import Ledger
import Scheduling
import Sdk
import Settlement
import Simulation
import Synchronization
import Testing
import Transition

/// The state of the contract decides whether a call queued an entry, whatever the logs show.
@Suite struct ChainCallerTests {
    private static let operation = PriorityOperation.deposit(
        Deposit(
            token: TokenID(2), amount: Amount(5), owner: ChainAddress(evm: Bytes20 { _ in 1 }),
            subAccount: SubAccount(0)))

    private static let deposit = UserCall.deposit(
        token: Bytes32(), amount: 5, to: ChainAddress(evm: Bytes20 { _ in 1 }),
        subAccount: SubAccount(0))

    /// An account each of whose calls is one entry of a simulated queue.
    private final class QueueingAccount: SettlementAccount {
        let chain: SimulatedChain
        let queues: Bool
        let address = Bytes32()
        var unfinishedIDs: [UInt64] = []

        init(_ chain: SimulatedChain, queues: Bool) { (self.chain, self.queues) = (chain, queues) }

        func submit(id: UInt64, _ call: ChainCall) throws(SettlementError) {
            chain.enqueue(ChainCallerTests.operation)
            unfinishedIDs = [id]
        }

        func allow(id: UInt64, spending amount: UInt128, of token: Bytes32) -> Bool { false }

        func poll(nowMilliseconds: UInt64) throws(SettlementError) -> [AccountReport] {
            let block = try chain.head()
            let transaction = queues ? TransactionID(block.hash.array) : TransactionID([1])
            return unfinishedIDs.map { id in
                .included(
                    id: id,
                    TransactionInclusion(transaction: transaction, block: block, succeeded: true))
            }
        }
    }

    /// A clock that moves only when it is asked to sleep; every sleep may change the world.
    private final class StepClock: WallClock {
        private let now = Mutex<UInt64>(1_000)
        private let slept: @Sendable (UInt64) -> Void

        init(_ slept: @escaping @Sendable (UInt64) -> Void = { _ in }) { self.slept = slept }

        var nowMilliseconds: UInt64 { now.withLock { $0 } }

        func sleep(milliseconds: UInt64) {
            slept(
                now.withLock { now in
                    now += milliseconds
                    return now
                })
        }
    }

    private func caller(_ chain: SimulatedChain, queues: Bool = true, _ clock: StepClock)
        -> ChainCaller
    {
        ChainCaller(
            chain: chain, account: QueueingAccount(chain, queues: queues), timeoutSeconds: 2,
            clock: clock)
    }

    private var chain: SimulatedChain { SimulatedChain(chain: ChainID(1), network: NetworkID(7)) }

    @Test func withheldLogsAreReadAgain() throws {
        let chain = chain
        chain.withholdLogs(of: [1])
        let clock = StepClock { now in if now >= 2_000 { chain.withholdLogs(of: []) } }
        #expect(try caller(chain, clock).perform(Self.deposit).queueIndex == 0)
        #expect(clock.nowMilliseconds >= 2_000)
    }

    @Test func logsWithheldForGoodAreNotTakenForNoEntry() throws {
        let chain = chain
        chain.withholdLogs(of: [1])
        #expect(throws: ClientError.self) { try caller(chain, StepClock()).perform(Self.deposit) }
    }

    @Test func anEntryOfAnotherTransactionIsNotTaken() throws {
        let call = try caller(chain, queues: false, StepClock()).perform(Self.deposit)
        #expect(call.queueIndex == nil)
    }
}
