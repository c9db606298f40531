import BlockProving
import FRI
import RiscvProver

/// Progress of the proof of a block: the stages of each part that is missing, weighted by its cells.
///
/// A class because the bar is made once the missing parts are known.
final class BlockProgress {
    private let console: Console
    private let partCount: Int
    private var stages: StageProgress?

    init(console: Console, partCount: Int) {
        (self.console, self.partCount) = (console, partCount)
    }

    func observe(_ event: WorkEvent) {
        switch event {
        case .kept(let part): console.note("\(name(part)) is there")
        case .refused(let part, let reason):
            console.note(
                "\(name(part)) is refused and will be proven again: \(ErrorText.words(reason))")
        case .missing(let parts):
            stages = StageProgress(
                parts.flatMap { part in
                    RunStage.all.map { stage in
                        .init(
                            name: name(part.part, stage),
                            weight: Double(part.cellCount) * stage.weight)
                    }
                }, console: console)
        case .stage(let part, .began(let stage)):
            // A line for each part is enough where there is no bar.
            stages?.begin(name(part, stage), noted: stage == .execution)
        case .began, .stage, .finished: break
        }
    }

    private func name(_ part: Int, _ stage: RunStage) -> String {
        stage == .execution ? name(part) : "\(name(part)), \(stage.title)"
    }

    func finish() { stages?.finish() }

    private func name(_ part: Int) -> String { "part \(part + 1) of \(partCount)" }
}
