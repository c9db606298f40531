import BlockProving

/// Progress of the proof of a block: a stage for each part that is missing, weighted by its cells.
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
                parts.map { .init(name: name($0.part), weight: Double($0.cellCount)) },
                console: console)
        case .began(let part): stages?.begin(name(part))
        case .stage, .finished: break
        }
    }

    func finish() { stages?.finish() }

    private func name(_ part: Int) -> String { "part \(part + 1) of \(partCount)" }
}
