import Bytes
import Hashing
import Ledger
import Transition
import TransitionScenarios

// transition-trace SEED COUNT [BLOCKS STEPS]: COUNT random histories as JSON lines.
// transition-trace stable SEED COUNT: COUNT operations on stable pools.
// docs/protocol/transition.md, "Traces", describes both.

let isStable = CommandLine.arguments.dropFirst().first == "stable"
let arguments = CommandLine.arguments.dropFirst(isStable ? 2 : 1).compactMap { UInt64($0) }
guard arguments.count == 2 || arguments.count == 4 && !isStable,
    arguments.count == CommandLine.arguments.count - (isStable ? 2 : 1)
else {
    print("usage: transition-trace [stable] SEED COUNT [BLOCKS STEPS]")
    throw TraceError.usage
}
if isStable {
    var trace = StableTrace(seed: arguments[0])
    for _ in 0..<arguments[1] { print(try trace.line()) }
} else {
    try printHistories(arguments)
}

func printHistories(_ arguments: [UInt64]) throws {
    let blockCount = arguments.count == 4 ? Int(arguments[2]) : 3
    let stepCount = arguments.count == 4 ? Int(arguments[3]) : 16
    for seed in arguments[0]..<arguments[0] + arguments[1] {
        var run = try ScenarioRun(seed: seed)
        for _ in 0..<blockCount { try run.addBlock(stepCount: stepCount) }
        print(TraceLine(seed: seed, run: run).json)
    }
}

/// Reasons why the program ends without a trace.
enum TraceError: Error {
    /// The arguments are not a seed and a count.
    case usage
    /// A pool that was there is gone.
    case noPool
}
