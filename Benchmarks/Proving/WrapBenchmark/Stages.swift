import Foundation
import Glibc

/// Figures in the order of measurement, each stage told on the standard error as it ends.
struct Stages {
    private var lines: [String] = []

    /// The figures as a JSON object.
    var json: String { "{\n" + lines.joined(separator: ",\n") + "\n}" }

    /// Adds a figure, rounded to a thousandth.
    mutating func add(_ name: String, _ value: Double) {
        let text = String((value * 1_000).rounded() / 1_000)
        lines.append("  \"\(name)\": \(text)")
        FileHandle.standardError.write(Data("\(name) \(text)\n".utf8))
    }

    /// Runs a stage and adds its seconds, by the clock and of processors.
    mutating func measure<Result>(
        _ name: String, _ body: () throws -> Result
    ) rethrows -> Result {
        let (wall, processor) = (seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID))
        let result = try body()
        add(name + "_seconds", seconds(CLOCK_MONOTONIC) - wall)
        add(name + "_processor_seconds", seconds(CLOCK_PROCESS_CPUTIME_ID) - processor)
        return result
    }

    /// Adds the greatest memory of the process so far, in GiB.
    mutating func addPeak(_ name: String) {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        add(name + "_peak_gib", Double(usage.ru_maxrss) / 1_048_576)
    }

    private func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
