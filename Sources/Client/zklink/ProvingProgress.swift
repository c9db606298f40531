import FRI
import Foundation
import RiscvProver
import StarkProver

/// Progress of a proof: named stages, weighted by measurements.
struct ProvingProgress {
    private let stages: StageProgress

    init(console: Console) {
        let setup = StageProgress.Stage(name: Self.setup, weight: 4)
        stages = StageProgress(
            [setup] + RunStage.all.map { StageProgress.Stage(name: $0.title, weight: $0.weight) },
            console: console)
        stages.begin(Self.setup)
    }

    private static let setup = "program key"

    var seconds: Double { stages.seconds }

    func observe(_ event: StageEvent<RunStage>) {
        if case .began(let stage) = event { stages.begin(stage.title) }
    }

    func finish() { stages.finish() }
}

extension RunStage {
    /// All stages in their order.
    static let all: [RunStage] =
        [.execution, .filling] + ProofStage.allCases.map { .proof($0) }

    /// The name for people.
    var title: String {
        switch self {
        case .execution: "execution"
        case .filling: "traces"
        case .proof(let stage): ErrorText.separated(stage.name)
        }
    }

    /// The percentage of the time of a proof of 2^18 cycles, measured with `make bench-proving`.
    var weight: Double {
        switch self {
        case .execution: 0.3
        case .filling: 1
        case .proof(.mainExtension): 9
        case .proof(.mainCommitment): 26
        case .proof(.busColumns): 2.3
        case .proof(.busExtension): 6
        case .proof(.busCommitment): 20
        case .proof(.quotient): 9.5
        case .proof(.quotientCommitment): 9
        case .proof(.opening(.evaluation)): 2.2
        case .proof(.opening(.combination)): 2.7
        case .proof(.opening(.folding)): 3.8
        case .proof(.opening(.grinding)): 7
        case .proof(.opening(.queries)): 0.2
        }
    }
}
