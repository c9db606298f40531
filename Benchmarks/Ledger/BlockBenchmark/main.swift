import BenchmarkMarket
import Foundation
import Riscv
import RiscvCircuits

// block-benchmark: what an operation costs the guest program of a block, as JSON.
//
// Run with: swift run -c release block-benchmark [COUNT] [--functions N] [--callers FUNCTION]
//     [--addresses FUNCTION]
// or: swift run -c release block-benchmark prove [COUNT]
// COUNT operations a block (500). With prove the block is also cut into parts, proven and
// verified, with cells by chip. With --functions the costliest N functions go to standard error:
// cycles, calls, name. With --callers so do the callers of a function: bytes (the third argument,
// as of memcpy), calls, name. With --addresses so do the instructions of a function: address in
// hexadecimal, executions.

let words = Array(CommandLine.arguments.dropFirst())
let count = words.first.flatMap { Int($0) } ?? 500
let listed = words.firstIndex(of: "--functions").flatMap { Int(words[$0 + 1]) } ?? 0

let called = words.firstIndex(of: "--callers").map { words[$0 + 1] }
let opened = words.firstIndex(of: "--addresses").map { words[$0 + 1] }

let path = "build/guests/TransitionProgram.elf"
guard let file = FileManager.default.contents(atPath: path) else {
    FileHandle.standardError.write(Data("\(path) is not there: run scripts/guests.sh\n".utf8))
    exit(1)
}
let measurement = BlockMeasurement(program: try Program(elf: Array(file)))
let market = try Market(accountCount: 1_000)
if words.first == "prove" {
    let count = words.dropFirst().first.flatMap { Int($0) } ?? 500
    let proof = try BlockProofBenchmark(measurement.program, market, count: count)
    let json = try JSONSerialization.data(
        withJSONObject: proof.report, options: [.prettyPrinted, .sortedKeys])
    print(String(decoding: json, as: UTF8.self))
    exit(0)
}
var results: [String: [String: Double]] = [:]
for kind in MarketBlock.allCases {
    let part = try market.part(of: kind, count: count)
    let (figures, functions) = try measurement.measure(part, count)
    results[kind.rawValue] = figures
    let report = functions.prefix(listed).map {
        "  \($0.cycles)  \($0.calls)  \($0.name)\n"
    }.joined()
    let callers = try called.map { try measurement.callers(of: $0, in: part, count) } ?? []
    let lines = callers.prefix(40).map { "  \($0.bytes)  \($0.calls)  \($0.name)\n" }.joined()
    FileHandle.standardError.write(Data(lines.utf8))
    let addresses = try opened.map { try measurement.addresses(of: $0, in: part, count) } ?? []
    let rows = addresses.map { "  \(String($0.address, radix: 16))  \($0.count)\n" }.joined()
    FileHandle.standardError.write(Data(rows.utf8))
    FileHandle.standardError.write(Data((listed == 0 ? "" : "\(kind):\n" + report).utf8))
}
let report: [String: Any] = ["operations": count, "blocks": results]
let json = try JSONSerialization.data(
    withJSONObject: report, options: [.prettyPrinted, .sortedKeys])
print(String(decoding: json, as: UTF8.self))
