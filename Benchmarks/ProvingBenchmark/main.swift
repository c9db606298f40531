// Prints the figures of the proving core as JSON. The argument `quick` takes smaller sizes;
// `proof` and the logarithm of a height make one proof of that height and nothing else.

let arguments = CommandLine.arguments.dropFirst()
var measurement = Measurement(isQuick: arguments.contains("quick"))
if arguments.first == "proof" {
    measurement.measureProof(heightLog2: arguments.dropFirst().first.flatMap { Int($0) })
} else {
    measurement.measureTransform()
    measurement.measureHash()
    measurement.measureOpening(measurement.measureCommitment())
    measurement.measureProof()
}
print(measurement.json)
