import Foundation
import Parallel

// groth16-benchmark kernels
// groth16-benchmark files <log2> <folder>
// groth16-benchmark prove <threads> <folder>
// groth16-benchmark verify <folder> <proof in hexadecimal> [changed]
var report = Report()
let arguments = CommandLine.arguments.dropFirst().map(\.self)
switch (arguments.first, arguments.count) {
case ("kernels", 1):
    KernelMeasurement.add(to: &report)
case ("files", 3):
    let folder = URL(fileURLWithPath: arguments[2])
    try ProofMeasurement(folder: folder).makeFiles(log2: Int(arguments[1]) ?? 14, to: &report)
case ("prove", 3):
    let folder = URL(fileURLWithPath: arguments[2])
    let workers = Workers(count: Int(arguments[1]) ?? 1)
    try ProofMeasurement(folder: folder).prove(workers: workers, to: &report)
case ("verify", 3), ("verify", 4):
    let folder = URL(fileURLWithPath: arguments[1])
    try ProofMeasurement(folder: folder).verify(
        arguments[2], isInputChanged: arguments.count == 4)
    exit(0)
default:
    print("usage: groth16-benchmark kernels | files <log2> <folder> | prove <threads> <folder>")
    print("       groth16-benchmark verify <folder> <proof in hexadecimal> [changed]")
    exit(2)
}
print(report.json)
