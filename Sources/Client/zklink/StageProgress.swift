import Foundation

/// Progress over known stages.
///
/// A bar with an estimate on a terminal, a line a stage elsewhere.
///
/// A class because a thread draws the bar while the stages run; the lock guards all that changes.
final class StageProgress: @unchecked Sendable {
    /// A stage of the work with its share of the time.
    struct Stage {
        let name: String
        let weight: Double
    }

    private let console: Console
    private let stages: [Stage]
    private let started = Date()
    private let lock = NSLock()
    private var doneCount = 0
    private var stageStarted = Date()
    private var isFinished = false

    init(_ stages: [Stage], console: Console) {
        self.stages = stages
        self.console = console
        guard console.showsProgress else { return }
        let thread = Thread { [weak self] in
            while let self, self.drawUnlessFinished() { Thread.sleep(forTimeInterval: 0.2) }
        }
        thread.start()
    }

    /// Begins a stage; earlier stages are done.
    ///
    /// Where there is no bar, a line says so if the stage is `noted`.
    func begin(_ name: String, noted: Bool = true) {
        lock.withLock {
            doneCount = stages.firstIndex { $0.name == name } ?? doneCount
            stageStarted = Date()
        }
        if noted { console.note("\(percentage) % \(name)") }
    }

    /// Ends the progress, after the last stage or earlier.
    func finish() {
        lock.withLock { isFinished = true }
        console.endProgress()
    }

    /// Seconds since the start.
    var seconds: Double { Date().timeIntervalSince(started) }

    private var percentage: Int { lock.withLock { Int((share * 100).rounded(.down)) } }

    /// Draws under the lock, so that nothing is drawn after the end; false after the end.
    private func drawUnlessFinished() -> Bool {
        lock.withLock {
            guard !isFinished else { return false }
            let share = share
            let width = 24
            let full = min(width, Int(share * Double(width)))
            let bar =
                String(repeating: "#", count: full) + String(repeating: ".", count: width - full)
            var text = "[\(bar)] \(Int(share * 100)) %"
            if doneCount < stages.count { text += "  \(stages[doneCount].name)" }
            text += "  \(Int(seconds)) s"
            if share > 0.05 {
                text += ", about \(Int((seconds / share - seconds).rounded(.up))) s left"
            }
            console.progress(text)
            return true
        }
    }

    /// The share of the work that is done: complete stages and a part of the present one.
    ///
    /// That part is what the stage's weight suggests, at most 95 %.
    private var share: Double {
        let total = max(stages.reduce(0) { $0 + $1.weight }, 1e-9)
        let done = stages.prefix(doneCount).reduce(0) { $0 + $1.weight }
        guard doneCount < stages.count, done > 0 else { return done / total }
        let before = stageStarted.timeIntervalSince(started)
        let expected = max(before * stages[doneCount].weight / done, 1e-9)
        let part = min(0.95, Date().timeIntervalSince(stageStarted) / expected)
        return (done + part * stages[doneCount].weight) / total
    }
}
