public import Ledger
public import RpcApi
import Synchronization

/// What is wrong, for `/health`, metrics and channel `health`.
public final class AlarmBoard: Sendable {
    /// Kinds of alarms.
    public enum Reason: String, Sendable, CaseIterable {
        /// A chain holds another header than this node made.
        case headerMismatch
        /// A chain is closed but for exits.
        case exodus
        /// Too few oracles answer.
        case oracleThreshold
        /// A chain replaced a confirmed block.
        case deepReorganisation
        /// A chain's queue has a gap or a wrong hash.
        case brokenQueue
        /// A contract holds less than it owes.
        case custody
        /// A call was refused by the contract or cannot be paid for.
        case settlementStuck
        /// A chain cannot be read.
        case chainUnreachable
        /// Nothing more is sequenced.
        case halted
    }

    private struct Key: Hashable {
        let reason: Reason
        let chain: ChainID?
    }

    private let active = Mutex<[Key: AlarmInfo]>([:])
    private let changed: @Sendable () -> Void

    /// No alarms; `changed` is called after every change.
    public init(changed: @escaping @Sendable () -> Void = {}) { self.changed = changed }

    /// Raises an alarm; one that is raised already keeps its time.
    public func raise(
        _ reason: Reason, chain: ChainID? = nil, block: UInt64? = nil, detail: String,
        nowMilliseconds: UInt64
    ) {
        let isNew = active.withLock { active in
            let key = Key(reason: reason, chain: chain)
            var alarm = AlarmInfo()
            alarm.time = active[key]?.time ?? nowMilliseconds
            alarm.reason = reason.rawValue
            (alarm.chain, alarm.blockNumber, alarm.detail) = (chain, block, detail)
            defer { active[key] = alarm }
            return active[key] == nil
        }
        if isNew { changed() }
    }

    /// Takes an alarm back.
    public func clear(_ reason: Reason, chain: ChainID? = nil) {
        let wasRaised = active.withLock {
            $0.removeValue(forKey: Key(reason: reason, chain: chain)) != nil
        }
        if wasRaised { changed() }
    }

    /// Every alarm, oldest first.
    public var alarms: [AlarmInfo] {
        active.withLock { Array($0.values) }.sorted {
            ($0.time, $0.reason) < ($1.time, $1.reason)
        }
    }

    /// Whether an alarm is raised.
    public func isRaised(_ reason: Reason, chain: ChainID? = nil) -> Bool {
        active.withLock { $0[Key(reason: reason, chain: chain)] != nil }
    }

    /// How many alarms of a kind are raised.
    public func count(_ reason: Reason) -> Int {
        active.withLock { $0.keys.filter { $0.reason == reason }.count }
    }
}
