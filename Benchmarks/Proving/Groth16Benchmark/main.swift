import Foundation
import Parallel

// groth16-benchmark kernels [log2 of the largest lists]
// groth16-benchmark files <log2> <folder> [words]
// groth16-benchmark prove <threads> <folder>
// groth16-benchmark wrap [constraints | trees] [name=value ...]
// groth16-benchmark verify <folder> <proof in hexadecimal> [changed]
var report = Report()
let arguments = CommandLine.arguments.dropFirst().map(\.self)
switch (arguments.first, arguments.count) {
case ("kernels", 1), ("kernels", 2):
    let largest = arguments.count == 2 ? Int(arguments[1]) ?? 20 : 20
    KernelMeasurement.add(to: &report, largestLog2: largest)
case ("files", 3), ("files", 4):
    let measurement = ProofMeasurement(folder: URL(fileURLWithPath: arguments[2]))
    let log2 = Int(arguments[1]) ?? 14
    if arguments.count == 4 {
        try measurement.makeFiles(WordCircuit(log2: log2).build, to: &report)
    } else {
        try measurement.makeFiles(ChainCircuit(log2: log2).build, to: &report)
    }
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
    print("usage: groth16-benchmark kernels [log2]")
    print("       groth16-benchmark files <log2> <folder> [words] | prove <threads> <folder>")
    print("       groth16-benchmark verify <folder> <proof in hexadecimal> [changed]")
    exit(2)
}
print(report.json)
