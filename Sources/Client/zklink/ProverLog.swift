import Bytes
import Foundation
import ProofJobs
import ProofStores
import Provers
import Synchronization

/// What a worker does, a line for each job; on a terminal also the stage of the proof.
///
/// A class because threads of the worker share it.
final class ProverLog: Sendable {
    private struct State {
        var title = ""
        var isIdle = false
        var isUnavailable = false
    }

    private let console: Console
    private let state = Mutex(State())

    init(console: Console) { self.console = console }

    func observe(_ event: WorkerEvent) {
        switch event {
        case .idle:
            let isNew = state.withLock { state in
                defer { (state.isIdle, state.isUnavailable) = (true, false) }
                return !state.isIdle
            }
            if isNew { line("waiting for jobs") }
        case .began(let job):
            state.withLock { ($0.title, $0.isIdle, $0.isUnavailable) = (job.title, false, false) }
            console.progress(job.title)
        case .stage(let name): console.progress("\(state.withLock(\.title)): \(name)")
        case .finished(let job, let cost, let byteCount):
            line(
                "\(job.title) proven in \(Self.seconds(cost.milliseconds)) s, "
                    + "\(Self.seconds(cost.processorMilliseconds)) s of processor time, "
                    + "\(byteCount) bytes")
        case .failed(let job, let reason): line("\(job.title) failed: \(reason)")
        case .refused(let input, let reason):
            line("the result of 0x\(input.hex) is refused and made again: \(reason)")
        case .leaseLost(let job):
            line("\(job.title): the lease is lost; the result is delivered all the same")
        case .unavailable(let error):
            let isNew = state.withLock { state in
                defer { (state.isUnavailable, state.isIdle) = (true, false) }
                return !state.isUnavailable
            }
            if isNew { line("no queue, trying again: \(Self.text(error))") }
        }
    }

    func stopped(gaveBack: Bool) {
        line(gaveBack ? "stopped; no lease is held" : "stopped; the queue does not answer")
    }

    static func seconds(_ milliseconds: UInt64) -> String {
        Decimal.text(Double(milliseconds) / 1_000, places: 1)
    }

    private static func text(_ error: JobError) -> String {
        switch error {
        case .unavailable(let cause): cause
        case .unauthorized: "it refuses the token"
        default: ErrorText.words(error)
        }
    }

    private func line(_ text: String) {
        console.endProgress()
        ProcessCommands.say(text)
    }
}
