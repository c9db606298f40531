import Foundation
import Riscv
import RiscvCircuits

// Times the executor; prints one JSON object.
// Run with: swift run -c release riscv-benchmark [PROGRAM.elf [INPUT...]]
//
// Without a program it runs a built-in loop, with one it runs that with each input file as one
// frame and prints its cycles by function as well.

/// 2^23 rounds of twelve instructions, four of which touch memory and one multiplies.
func builtInLoop() throws -> Program {
    let words: [UInt32] = [
        0x0080_0537,  // lui  a0, 0x800
        0x0002_0437,  // lui  s0, 0x20
        0x3fc5_7593,  // andi a1, a0, 1020
        0x0085_85b3,  // add  a1, a1, s0
        0x0005_a603,  // lw   a2, 0(a1)
        0x02d6_06b3,  // mul  a3, a2, a3
        0x00d6_4633,  // xor  a2, a2, a3
        0x0075_5713,  // srli a4, a0, 7
        0x00e6_0633,  // add  a2, a2, a4
        0x00c5_a023,  // sw   a2, 0(a1)
        0x0015_c703,  // lbu  a4, 1(a1)
        0x00e5_8123,  // sb   a4, 2(a1)
        0xfff5_0513,  // addi a0, a0, -1
        0xfc05_1ae3,  // bne  a0, x0, -44
        0x0000_0513,  // addi a0, x0, 0
        0x0000_0893,  // addi a7, x0, 0
        0x0000_0073,  // ecall
    ]
    return try Program(code: words, at: 0x1_0000)
}

/// Sums every event, so that none can be left out.
struct EventSum: ExecutionObserver {
    static var isActive: Bool { true }
    var sum: UInt32 = 0

    mutating func didExecute(_ event: InstructionEvent) {
        sum &+= event.destinationAfter ^ event.source1Value &+ event.memoryAfter
    }

    mutating func didCallHost(_ event: HostCallEvent) { sum &+= event.argument0 }
}

/// Millions of cycles a second, best of three runs.
func speed(of run: () throws -> Execution) throws -> (execution: Execution, speed: Double) {
    let clock = ContinuousClock()
    var best = 0.0
    var execution = try run()
    for _ in 0..<3 {
        let duration = try clock.measure { execution = try run() }
        let parts = duration.components
        let seconds = Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
        best = max(best, Double(execution.cycleCount) / seconds / 1e6)
    }
    return (execution, best)
}

let precompiles = RiscvMachine.precompiles
let arguments = CommandLine.arguments.dropFirst()
var input = WordStream()
var program = try builtInLoop()
if let path = arguments.first {
    program = try Program(elf: Array(Data(contentsOf: URL(fileURLWithPath: path))))
    for file in arguments.dropFirst() {
        input.append(frame: Array(try Data(contentsOf: URL(fileURLWithPath: file))))
    }
}
let fast = try speed { try program.execute(input: input, precompiles: precompiles) }
let observed = try speed {
    var observer = EventSum()
    return try program.execute(input: input, precompiles: precompiles, observer: &observer)
}
var report: [String: Any] = [
    "cycles": fast.execution.cycleCount,
    "outcome": "\(fast.execution.outcome)",
    "executor_minstr_per_second": fast.speed.rounded(),
    "executor_with_events_minstr_per_second": observed.speed.rounded(),
]
if !arguments.isEmpty {
    report["functions"] = try program.profile(input: input, precompiles: precompiles)
        .profile.entries.prefix(30).map {
            ["name": $0.name, "cycles": $0.cycleCount, "entries": $0.entryCount] as [String: Any]
        }
    report["output_words"] = fast.execution.output.words.prefix(64).map { $0 }
    report["log"] = String(decoding: fast.execution.log, as: UTF8.self)
}
let json = try JSONSerialization.data(
    withJSONObject: report, options: [.prettyPrinted, .sortedKeys])
print(String(decoding: json, as: UTF8.self))
