import Foundation

/// Time and memory of this process.
enum BenchmarkProcess {
    /// Processor seconds of all threads: other work on the machine counts less than in wall time.
    static var seconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// Peak of the memory (VmHWM, in GiB).
    static var peakGibibytes: Double {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        let kibibytes = line.split { !$0.isNumber }.first.flatMap { Double($0) } ?? 0
        return (kibibytes / 1_048_576 * 100).rounded() / 100
    }

    /// Lets the peak begin with the memory that is in use now.
    static func forgetPeak() {
        try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
    }
}
