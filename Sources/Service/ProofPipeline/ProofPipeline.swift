import Dispatch
package import Network
import Provers
package import Scheduling
package import Settling
package import Storage
import Synchronization
package import Transition

/// The way of a node's sealed blocks to proofs that contracts verify: keys, queue, listener, and the
/// threads that cut blocks and plan.
///
/// Keys take seconds to make, so all of it begins on a thread after `start`. A class because it owns
/// threads and a server.
public final class ProofPipeline: Sendable {
    /// What a node gives to the pipeline.
    package struct Ports: Sendable {
        /// The network's block 0.
        package var genesis: Genesis
        package var blocks: any SealedBlocks
        /// The directory of the queue and of the replica, unless stores are given.
        package var directory: String
        /// The queue's and the replica's store; `nil`: LMDB in the directory.
        package var stores: (queue: any KeyValueStore, replica: any KeyValueStore)?
        package var metrics: Metrics
        package var clock: any WallClock
        /// Writes a line for the operator.
        package var log: @Sendable (String) -> Void

        package init(
            genesis: Genesis, blocks: any SealedBlocks, directory: String,
            metrics: Metrics = Metrics(), clock: any WallClock = SystemClock(),
            log: @escaping @Sendable (String) -> Void = { _ in }
        ) {
            (self.genesis, self.blocks, self.directory) = (genesis, blocks, directory)
            (self.metrics, self.clock, self.log) = (metrics, clock, log)
        }
    }

    private enum State {
        case preparing
        case running(RunningPipeline)
        case stopped
    }

    /// The finished proofs.
    package let proofs: WrappedProofs
    private let configuration: ProvingConfiguration
    private let ports: Ports
    private let alarm: ProvingAlarm
    private let preparation = RepeatingThread()
    private let tools = Mutex<ProvingTools?>(nil)
    private let state = Mutex(State.preparing)

    /// A pipeline that `start` begins; `alarms` is the node's list.
    package init(_ configuration: ProvingConfiguration, _ ports: Ports, alarms: Alarms) {
        (self.configuration, self.ports) = (configuration, ports)
        alarm = ProvingAlarm(alarms, clock: ports.clock)
        proofs = WrappedProofs(alarm: alarm)
    }

    /// Begins: sealed blocks wait in the node's store until the keys are made.
    package func start() {
        preparation.start("zkl-prove", niceness: PipelineLimits.niceness) { [self] in prepare() }
    }

    /// A block was sealed.
    package func signal() { running?.cutting.signal() }

    /// Ends the threads and the listener; what is in the queue stays there.
    ///
    /// A key in the making is not awaited longer than seconds.
    package func stop() {
        preparation.cancel()
        let before = state.withLock { state in
            defer { state = .stopped }
            return state
        }
        let limit = DispatchTime.now() + .milliseconds(PipelineLimits.stopPatienceMilliseconds)
        if case .running(let running) = before { running.stop(limit: limit) }
        preparation.stop(limit: limit)
    }

    /// The port of the listener for workers; `nil` before it listens, or without one.
    package var port: Int? { running?.service?.port }

    /// How it is, in a line.
    package var detail: String {
        switch state.withLock({ $0 }) {
        case .preparing: "preparing keys"
        case .running(let running): running.detail
        case .stopped: "stopped"
        }
    }

    /// Sets the gauges of the metrics to what was seen last.
    package func updateMetrics() {
        guard let status = running?.upkeep.status else { return }
        ProverMetrics(ports.metrics).set(status)
    }

    private var running: RunningPipeline? {
        if case .running(let running) = state.withLock({ $0 }) { running } else { nil }
    }
}

extension ProofPipeline {
    /// Makes what is missing and starts the threads; again after a while if it cannot be had.
    private func prepare() -> RepeatingThread.Pause {
        do {
            let tools = try madeTools()
            guard !preparation.isStopped else { return .signal }
            let made = try RunningPipeline(configuration, ports, tools, proofs, alarm)
            let isWanted = state.withLock { state in
                guard case .preparing = state else { return false }
                state = .running(made)
                return true
            }
            guard isWanted else {
                made.stop(limit: .now())
                return .signal
            }
            alarm.clear(.preparation)
            made.start()
            return .signal
        } catch {
            alarm.raise(.preparation, "blocks are not proven: \(error)")
            return .milliseconds(PipelineLimits.retryMilliseconds)
        }
    }

    /// The tools, made once.
    private func madeTools() throws -> ProvingTools {
        if let made = tools.withLock({ $0 }) { return made }
        ports.log("proving: making the keys of all layers")
        let made = try configuration.makeTools()
        ports.log("proving: the keys are made")
        tools.withLock { $0 = made }
        return made
    }
}
