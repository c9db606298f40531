import Glibc

/// Measurements in order, printed as one JSON object.
struct Report {
    private var lines: [String] = []
    private var residue: UInt64 = 0

    /// Adds a figure, rounded to a tenth.
    mutating func add(_ name: String, _ value: Double) {
        lines.append("  \"\(name)\": \(Double(Int(value * 10 + 0.5)) / 10)")
    }

    /// Adds the nanoseconds of one of `count` runs.
    ///
    /// The best of five, so that a busy machine disturbs least.
    mutating func add(_ name: String, count: Int, _ body: () -> Void) {
        var best = Double.infinity
        for _ in 0..<5 {
            best = min(best, Self.seconds { for _ in 0..<count { body() } } * 1e9 / Double(count))
        }
        add(name + "Nanoseconds", best)
    }

    /// Makes the report depend on a result, so that no loop can be optimised away.
    mutating func mix(_ value: UInt64) {
        residue ^= value
    }

    /// The report as JSON.
    var json: String {
        "{\n" + lines.joined(separator: ",\n") + ",\n  \"residue\": \"\(residue)\"\n}"
    }

    /// The processor seconds of the body; time of other processes does not count.
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
