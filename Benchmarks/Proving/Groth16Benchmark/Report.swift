import Glibc

/// Measurements in the order in which they were made, printed as one JSON object.
struct Report {
    private var lines: [String] = []
    private var residue: UInt64 = 0

    /// Adds a figure, rounded to a thousandth.
    mutating func add(_ name: String, _ value: Double) {
        lines.append("  \"\(name)\": \((value * 1_000).rounded() / 1_000)")
    }

    /// Lets the report depend on what was computed, so that no loop can be left out.
    mutating func mix(_ value: UInt64) {
        residue ^= value
    }

    /// The whole report.
    var json: String {
        "{\n" + lines.joined(separator: ",\n") + ",\n  \"residue\": \"\(residue)\"\n}"
    }

    /// The fewest processor seconds of some runs: a busy machine disturbs those least.
    static func best(of count: Int, _ body: () -> Void) -> Double {
        (0..<count).map { _ in
            let start = processorSeconds
            body()
            return processorSeconds - start
        }.min() ?? 0
    }

    static var processorSeconds: Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }

    static var wallSeconds: Double { seconds(CLOCK_MONOTONIC) }

    /// Peak of resident memory of this process in MiB.
    static var peakMebibytes: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_maxrss) / 1_024
    }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
