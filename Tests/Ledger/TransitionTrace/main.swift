import Bytes
import Hashing
import Ledger
import Transition
import TransitionScenarios

// transition-trace SEED COUNT [BLOCKS STEPS]: COUNT random histories as JSON lines.
// docs/protocol/transition.md, "Traces", describes them.

let arguments = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
guard arguments.count == 2 || arguments.count == 4,
    arguments.count == CommandLine.arguments.count - 1
else {
    print("usage: transition-trace SEED COUNT [BLOCKS STEPS]")
    throw TraceError.usage
}
let blockCount = arguments.count == 4 ? Int(arguments[2]) : 3
let stepCount = arguments.count == 4 ? Int(arguments[3]) : 16
for seed in arguments[0]..<arguments[0] + arguments[1] {
    var run = try ScenarioRun(seed: seed)
    for _ in 0..<blockCount { try run.addBlock(stepCount: stepCount) }
    print(TraceLine(seed: seed, run: run).json)
}

/// Reasons why the program ends without a trace.
enum TraceError: Error {
    /// The arguments are not a seed and a count.
    case usage
}
