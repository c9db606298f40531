// Prints the figures of the proving core as JSON; the argument `quick` takes smaller sizes.

var measurement = Measurement(isQuick: CommandLine.arguments.contains("quick"))
measurement.measureTransform()
measurement.measureHash()
let committed = measurement.measureCommitment()
measurement.measureOpening(committed)
measurement.measureProof()
print(measurement.json)
