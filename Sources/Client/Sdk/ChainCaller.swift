public import Bytes
public import Ledger
public import Scheduling
public import Settlement

/// A wallet's use of one chain: sends calls, waits for them, finds their queue entries.
///
/// A class because it drives the account, which owns nonces. To be used from one thread.
public final class ChainCaller {
    /// A call that was included in a block.
    public struct IncludedCall: Equatable, Sendable {
        public let chain: ChainID
        public let transaction: TransactionID
        /// The block with the transaction.
        public let block: BlockReference
        /// The index of the queue entry that it made; `nil` if it made none.
        public let queueIndex: UInt64?
    }

    /// The chain, read through a node.
    public let chain: any FollowedChain
    private let account: any SettlementAccount
    private let timeoutMilliseconds: UInt64
    private let clock: any WallClock
    /// Starts from the time in microseconds, so that two users of one account do not collide.
    private var nextID: UInt64
    /// All calls included so far, for reports.
    public private(set) var sent: [IncludedCall] = []

    /// A user of an account on a chain that waits for each call until the timeout.
    public init(
        chain: any FollowedChain, account: any SettlementAccount, timeoutSeconds: Double,
        clock: any WallClock
    ) {
        self.chain = chain
        self.account = account
        self.clock = clock
        timeoutMilliseconds = UInt64(max(0, timeoutSeconds) * 1_000)
        nextID = clock.nowMilliseconds * 1_000
    }

    /// The wallet's address on the chain.
    public var address: Bytes32 { account.address }

    /// Sends a call and waits until it is in a block; throws `transactionFailed` if it reverted.
    @discardableResult
    public func perform(_ call: UserCall) throws(ClientError) -> IncludedCall {
        try perform(.user(call))
    }

    /// Sends a call of any kind, as far as the contract takes it from this account.
    ///
    /// The account sends the fee of a queue entry along.
    @discardableResult
    public func perform(_ call: ChainCall) throws(ClientError) -> IncludedCall {
        let id = takeID()
        try chainErrors { () throws(SettlementError) in try account.submit(id: id, call) }
        return try wait(for: id, isQueued: call.isQueued)
    }

    /// Approves the contract's use of tokens, where the chain requires that.
    public func allow(spending amount: UInt128, of token: Bytes32) throws(ClientError) {
        let id = takeID()
        let isSent = try chainErrors { () throws(SettlementError) in
            try account.allow(id: id, spending: amount, of: token)
        }
        if isSent { try wait(for: id, isQueued: false) }
    }

    private func takeID() -> UInt64 {
        defer { nextID += 1 }
        return nextID
    }

    @discardableResult
    private func wait(for id: UInt64, isQueued: Bool) throws(ClientError) -> IncludedCall {
        let deadline = clock.nowMilliseconds + timeoutMilliseconds
        while clock.nowMilliseconds < deadline {
            let reports = try chainErrors { () throws(SettlementError) in
                try account.poll(nowMilliseconds: clock.nowMilliseconds)
            }
            for report in reports {
                if let inclusion = try Self.inclusion(in: report, of: id) {
                    let index = isQueued ? try queueIndex(of: inclusion, until: deadline) : nil
                    let call = IncludedCall(
                        chain: chain.chain, transaction: inclusion.transaction,
                        block: inclusion.block, queueIndex: index)
                    sent.append(call)
                    return call
                }
            }
            clock.sleep(milliseconds: Self.pollMilliseconds)
        }
        throw .timedOut(waitingFor: "a transaction on chain \(chain.chain.rawValue)")
    }

    /// Sends a call that spends tokens of the wallet, after an approval where it is required.
    @discardableResult
    public func perform(
        _ call: UserCall, spending amount: UInt128, of token: Bytes32
    ) throws(ClientError) -> IncludedCall {
        try allow(spending: amount, of: token)
        return try perform(call)
    }

    /// The time between two readings of the chain.
    private static let pollMilliseconds: UInt64 = 100

    /// The address that denotes the native coin of an EVM chain.
    public static let nativeCoin = Bytes32 { $0 < 12 ? 0 : 0xee }

    private static func inclusion(
        in report: AccountReport, of id: UInt64
    ) throws(ClientError) -> TransactionInclusion? {
        switch report {
        case .included(id, let inclusion), .finished(id, let inclusion):
            guard inclusion.succeeded else {
                throw .transactionFailed(hash: "0x" + Hex.encode(inclusion.transaction.bytes))
            }
            return inclusion
        case .refused(id, let message):
            throw .chain(.refused(code: 0, message: message))
        default:
            return nil
        }
    }

    /// The index of the queue entry that a transaction made; `nil` if it made none.
    ///
    /// The contract decides: logs that show fewer entries than it queued in the block are read
    /// again.
    private func queueIndex(
        of inclusion: TransactionInclusion, until deadline: UInt64
    ) throws(ClientError) -> UInt64? {
        while true {
            let (indices, count) = try chainErrors { () throws(SettlementError) in
                try entries(in: inclusion.block.number)
            }
            if let index = indices.last(where: { $0.transaction == inclusion.transaction }) {
                return index.index
            }
            if indices.count >= count { return nil }
            guard clock.nowMilliseconds < deadline else {
                throw .timedOut(
                    waitingFor: "the logs of block \(inclusion.block.number), which hold the queue "
                        + "entry of transaction 0x\(Hex.encode(inclusion.transaction.bytes))")
            }
            clock.sleep(milliseconds: Self.pollMilliseconds)
        }
    }

    /// The queue entries that a block's logs show, and the number that the contract queued in it.
    private func entries(
        in number: UInt64
    ) throws(SettlementError) -> ([(transaction: TransactionID, index: UInt64)], UInt64) {
        let block = try chain.block(number: number)
        let before = BlockReference(number: number - min(number, 1), hash: block.parentHash)
        let first = try chain.state(at: before).queueLength
        let next = try chain.state(at: block.reference).queueLength
        var entries: [(transaction: TransactionID, index: UInt64)] = []
        for event in block.events {
            guard case .priorityRequested(let index, _, _, _) = event.event else { continue }
            entries.append((event.position.transaction, index))
        }
        return (entries, next - min(next, first))
    }

    private func chainErrors<Result>(
        _ body: () throws(SettlementError) -> Result
    ) throws(ClientError) -> Result {
        do {
            return try body()
        } catch {
            throw .chain(error)
        }
    }
}
