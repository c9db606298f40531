// Prints the figures of the proving core as JSON. The argument `quick` takes smaller sizes;
// `kernels` measures the kernels of one thread beside plain references and nothing else;
// `proof` and the logarithm of a height make one proof of that height and nothing else;
// `program` and the logarithm of a number of cycles one of a guest program, `programs` two of
// them beside the kernels; `recursion` counts the operations of the recorded verifier, and with the
// logarithm of a number of cycles proves that a proof of such a run verifies.

import Glibc

let arguments = CommandLine.arguments.dropFirst()
if arguments.first == "program", let size = arguments.dropFirst().first.flatMap({ Int($0) }) {
    print(try jsonText(ProgramMeasurement(cyclesLog2: size).report))
    exit(0)
}
if arguments.first == "programs" {
    print(try jsonText(ProgramBenchmark.run(executable: CommandLine.arguments[0])))
    exit(0)
}
if arguments.first == "recursion" {
    if let size = arguments.dropFirst().first.flatMap({ Int($0) }) {
        print(try jsonText(RecursionProofMeasurement(cyclesLog2: size).report))
        exit(0)
    }
    print(try jsonText(RecursionMeasurement.report()))
    exit(0)
}
var measurement = Measurement(isQuick: arguments.contains("quick"))
if arguments.first == "kernels" {
    measurement.measureKernels()
} else if arguments.first == "proof" {
    measurement.measureProof(heightLog2: arguments.dropFirst().first.flatMap { Int($0) })
} else {
    measurement.measureTransform()
    measurement.measureHash()
    measurement.measureOpening(measurement.measureCommitment())
    measurement.measureProof()
}
print(measurement.json)
