package import Scheduling
package import Settling
import Synchronization

/// The causes of the alarm `proving`, which is raised while there is any.
///
/// A class because the parts of the pipeline share it.
package final class ProvingAlarm: Sendable {
    /// A cause, those that stop more first: the first one is shown.
    package enum Cause: Int, CaseIterable, Comparable, Sendable {
        /// Keys, queue or listener cannot be had.
        case preparation
        /// A sealed block cannot be cut.
        case cutting
        /// The queue does not answer.
        case queue
        /// A wrapped proof is not what the contracts ask for.
        case wrongProof
        /// A job was set aside after failures.
        case setAside
        /// A block waits too long for its proof.
        case late

        package static func < (left: Cause, right: Cause) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    private struct Fault {
        let block: UInt64?
        let detail: String
    }

    private let faults = Mutex<[Cause: Fault]>([:])
    private let alarms: Alarms
    private let clock: any WallClock

    /// The alarm in a list.
    package init(_ alarms: Alarms, clock: any WallClock) {
        (self.alarms, self.clock) = (alarms, clock)
    }

    /// Adds a cause, or changes what it says.
    package func raise(_ cause: Cause, block: UInt64? = nil, _ detail: String) {
        faults.withLock { faults in
            faults[cause] = Fault(block: block, detail: detail)
            show(faults)
        }
    }

    /// Removes a cause.
    package func clear(_ cause: Cause) {
        faults.withLock { faults in
            guard faults.removeValue(forKey: cause) != nil else { return }
            show(faults)
        }
    }

    /// Removes every cause: proving has ended.
    package func clear() {
        for cause in Cause.allCases { clear(cause) }
    }

    private func show(_ faults: [Cause: Fault]) {
        guard let (_, fault) = faults.min(by: { $0.key < $1.key }) else {
            return alarms.clear(.proving)
        }
        alarms.raise(
            .proving, block: fault.block, detail: fault.detail,
            nowMilliseconds: clock.nowMilliseconds)
    }
}
