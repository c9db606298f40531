package import Ledger
package import Scheduling
import Synchronization

/// A kind of alarm.
package enum AlarmKind: String, Sendable, CaseIterable {
    /// A chain has another header than this node.
    case headerMismatch
    /// A chain's contract is in exodus.
    case exodus
    /// Too few oracles answer.
    case oracleThreshold
    /// A chain replaced a confirmed block.
    case deepReorganisation
    /// A chain's queue has a gap or a wrong hash.
    case brokenQueue
    /// The contract belongs to another network or has another chain number.
    case wrongContract
    /// A contract holds less than it owes.
    case custody
    /// A call was refused by the contract, or its fee limit is reached.
    case settlementStuck
    /// A chain cannot be read.
    case chainUnreachable
    /// Nothing more is sequenced.
    case halted
}

/// Conditions that need a person, shown by `/health`, metrics and channel `health`.
///
/// A class because all parts of the node raise alarms in the same one.
package final class Alarms: Sendable {
    private struct Key: Hashable {
        let reason: AlarmKind
        let chain: ChainID?
    }

    private let active = Mutex<[Key: Alarm]>([:])
    /// Announces the reason of every alarm raised or cleared.
    package let changed = Listeners<AlarmKind>()

    /// A list without alarms.
    package init() {}

    /// Raises an alarm; one already raised keeps its time.
    package func raise(
        _ reason: AlarmKind, chain: ChainID? = nil, block: UInt64? = nil, detail: String,
        nowMilliseconds: UInt64
    ) {
        let isNew = active.withLock { active in
            let key = Key(reason: reason, chain: chain)
            let earlier = active[key]
            active[key] = Alarm(
                reason: reason, chain: chain, block: block, detail: detail,
                time: earlier?.time ?? nowMilliseconds)
            return earlier == nil
        }
        if isNew { changed.announce(reason) }
    }

    /// Clears an alarm.
    package func clear(_ reason: AlarmKind, chain: ChainID? = nil) {
        let wasRaised = active.withLock {
            $0.removeValue(forKey: Key(reason: reason, chain: chain)) != nil
        }
        if wasRaised { changed.announce(reason) }
    }

    /// All raised alarms, oldest first.
    package var raised: [Alarm] {
        active.withLock { Array($0.values) }.sorted {
            ($0.time, $0.reason.rawValue) < ($1.time, $1.reason.rawValue)
        }
    }

    /// Whether an alarm is raised.
    package func isRaised(_ reason: AlarmKind, chain: ChainID? = nil) -> Bool {
        active.withLock { $0[Key(reason: reason, chain: chain)] != nil }
    }

    /// The number of raised alarms of a kind.
    package func count(_ reason: AlarmKind) -> Int {
        active.withLock { $0.keys.filter { $0.reason == reason }.count }
    }
}

/// A condition that needs a person.
package struct Alarm: Equatable, Sendable {
    package let reason: AlarmKind
    package let chain: ChainID?
    /// The block of the network, if the alarm is about one.
    package let block: UInt64?
    package let detail: String
    /// The first observation in milliseconds since 1970.
    package let time: UInt64
}
