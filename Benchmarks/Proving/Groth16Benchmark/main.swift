var report = Report()
KernelMeasurement.add(to: &report)
print(report.json)
