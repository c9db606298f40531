package import Ledger
package import Scheduling
import Synchronization

/// Conditions that need a person, shown by `/health`, metrics and channel `health`.
///
/// A class because all parts of the node raise alarms in the same one.
package final class Alarms: Sendable {
    private struct Key: Hashable {
        let reason: AlarmKind
        let chain: ChainID?
    }

    private let active = Mutex<[Key: Alarm]>([:])
    /// Announces every alarm raised or cleared.
    package let changed = Listeners<AlarmChange>()

    /// A list without alarms.
    package init() {}

    /// Raises an alarm; one already raised keeps its time.
    package func raise(
        _ reason: AlarmKind, chain: ChainID? = nil, block: UInt64? = nil, detail: String,
        nowMilliseconds: UInt64
    ) {
        let alarm = active.withLock { active -> Alarm? in
            let key = Key(reason: reason, chain: chain)
            let earlier = active[key]
            let alarm = Alarm(
                reason: reason, chain: chain, block: block, detail: detail,
                time: earlier?.time ?? nowMilliseconds)
            active[key] = alarm
            return earlier == nil ? alarm : nil
        }
        if let alarm { changed.announce(.raised(alarm)) }
    }

    /// Clears an alarm.
    package func clear(_ reason: AlarmKind, chain: ChainID? = nil) {
        let alarm = active.withLock { $0.removeValue(forKey: Key(reason: reason, chain: chain)) }
        if let alarm { changed.announce(.cleared(alarm)) }
    }

    /// Everything that the raised alarms stop.
    package var stopped: StoppedServices {
        active.withLock { active in
            active.keys.reduce(into: []) { $0.formUnion($1.reason.stops) }
        }
    }

    /// The raised alarms that stop any of these services, oldest first.
    package func stopping(_ services: StoppedServices) -> [Alarm] {
        raised.filter { !$0.reason.stops.isDisjoint(with: services) }
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

/// An alarm that was raised or cleared.
package enum AlarmChange: Equatable, Sendable {
    case raised(Alarm)
    case cleared(Alarm)

    /// A line for the operator.
    package var line: String {
        switch self {
        case .raised(let alarm): "ALARM raised: \(alarm.line)"
        case .cleared(let alarm): "ALARM cleared: \(alarm.line)"
        }
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

    /// Chain, kind and details in one line.
    package var line: String {
        (chain.map { "chain \($0.rawValue): " } ?? "") + "\(reason.rawValue): \(detail)"
    }
}
