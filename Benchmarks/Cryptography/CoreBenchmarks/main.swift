// Times the arithmetic that everything rests on; prints one JSON object.
// Run with: swift run -c release core-benchmarks

var report = Report()
report.measureFieldsAndHashes()
report.measureSignatures()
report.measureStateTree()
print(report.json)
