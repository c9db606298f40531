import Glibc

/// Measurements in the order in which they were made, printed as one JSON object.
struct Report {
    private var lines: [String] = []
    private var residue: UInt64 = 0

    /// Adds a figure, rounded to a tenth.
    mutating func add(_ name: String, _ value: Double) {
        lines.append("  \"\(name)\": \(Double(Int(value * 10 + 0.5)) / 10)")
    }

    /// Adds nanoseconds for one of `count` runs: the best of five, so that a busy machine
    /// disturbs least.
    mutating func add(_ name: String, count: Int, _ body: () -> Void) {
        var best = Double.infinity
        for _ in 0..<5 {
            best = min(best, Self.seconds { for _ in 0..<count { body() } } * 1e9 / Double(count))
        }
        add(name + "Nanoseconds", best)
    }

    /// Lets the report depend on what was computed, so that no loop can be left out.
    mutating func mix(_ value: UInt64) {
        residue ^= value
    }

    /// The whole report.
    var json: String {
        "{\n" + lines.joined(separator: ",\n") + ",\n  \"residue\": \"\(residue)\"\n}"
    }

    /// Processor seconds that the body takes: what other processes do in between does not count.
    static func seconds(_ body: () -> Void) -> Double {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
        }
        let start = now()
        body()
        return now() - start
    }
}
