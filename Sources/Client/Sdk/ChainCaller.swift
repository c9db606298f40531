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
    @discardableResult
    public func perform(_ call: ChainCall) throws(ClientError) -> IncludedCall {
        let id = takeID()
        try chainErrors { () throws(SettlementError) in try account.submit(id: id, call) }
        return try wait(for: id)
    }

    /// Approves the contract's use of tokens, where the chain requires that.
    public func allow(spending amount: UInt128, of token: Bytes32) throws(ClientError) {
        let id = takeID()
        let isSent = try chainErrors { () throws(SettlementError) in
            try account.allow(id: id, spending: amount, of: token)
        }
        if isSent { try wait(for: id) }
    }

    private func takeID() -> UInt64 {
        defer { nextID += 1 }
        return nextID
    }

    @discardableResult
    private func wait(for id: UInt64) throws(ClientError) -> IncludedCall {
        let deadline = clock.nowMilliseconds + timeoutMilliseconds
        while clock.nowMilliseconds < deadline {
            let reports = try chainErrors { () throws(SettlementError) in
                try account.poll(nowMilliseconds: clock.nowMilliseconds)
            }
            for report in reports {
                if let inclusion = try Self.inclusion(in: report, of: id) {
                    return try record(inclusion)
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

    private func record(_ inclusion: TransactionInclusion) throws(ClientError) -> IncludedCall {
        let block = try chainErrors { () throws(SettlementError) in
            try chain.block(number: inclusion.block.number)
        }
        var index: UInt64?
        for event in block.events where event.position.transaction == inclusion.transaction {
            if case .priorityRequested(let entry, _, _, _) = event.event { index = entry }
        }
        let result = IncludedCall(
            chain: chain.chain, transaction: inclusion.transaction, block: inclusion.block,
            queueIndex: index)
        sent.append(result)
        return result
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
