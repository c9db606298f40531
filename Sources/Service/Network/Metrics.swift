private import Synchronization

/// A label of a series; a name must have few values.
public struct MetricLabel: Hashable, Sendable {
    let name: String
    let value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// A number that only grows.
public final class Counter: Sendable {
    private let count = Atomic<UInt64>(0)

    /// Adds to the value.
    public func add(_ more: UInt64 = 1) { count.wrappingAdd(more, ordering: .relaxed) }

    public var value: UInt64 { count.load(ordering: .relaxed) }
}

/// A number that goes up and down.
public final class Gauge: Sendable {
    private let level = Atomic<Int64>(0)

    /// Sets the level.
    public func set(_ value: Int64) { level.store(value, ordering: .relaxed) }

    /// Adds to the value.
    public func add(_ more: Int64) { level.wrappingAdd(more, ordering: .relaxed) }

    public var value: Int64 { level.load(ordering: .relaxed) }
}

/// Counts of observations by upper bounds.
public final class Histogram: Sendable {
    fileprivate struct State {
        var counts: [UInt64]
        var sum = 0.0
    }

    let bounds: [Double]
    fileprivate let state: Mutex<State>

    init(bounds: [Double]) {
        self.bounds = bounds.sorted()
        state = Mutex(State(counts: [UInt64](repeating: 0, count: bounds.count + 1)))
    }

    /// Counts one observation.
    public func observe(_ value: Double) {
        let index = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            state.counts[index] += 1
            state.sum += value
        }
    }
}

/// The metrics of a process, rendered in the text format of Prometheus (version 0.0.4).
///
/// Names follow `zkl_<component>_<what>_<unit>`. The same name and labels give the same object.
public final class Metrics: Sendable {
    private enum Instrument: Sendable {
        case counter(Counter)
        case gauge(Gauge)
        case histogram(Histogram)
    }

    private struct Family: Sendable {
        let help: String
        let kind: String
        var series: [[MetricLabel]: Instrument] = [:]
    }

    /// The most series of one name; further series are counted but not rendered.
    public static let maximumSeriesCount = 256

    /// Bounds for durations in seconds, from 100 microseconds to 10 seconds.
    public static let secondsBounds = [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5,
        5, 10,
    ]

    private let families = Mutex<[String: Family]>([:])

    public init() {}

    /// The counter of a name and labels, created on first use.
    public func counter(_ name: String, help: String, labels: [MetricLabel] = []) -> Counter {
        let instrument = series(name, help, "counter", labels) { .counter(Counter()) }
        if case .counter(let counter) = instrument { return counter }
        return Counter()
    }

    /// The gauge of a name and labels, created on first use.
    public func gauge(_ name: String, help: String, labels: [MetricLabel] = []) -> Gauge {
        let instrument = series(name, help, "gauge", labels) { .gauge(Gauge()) }
        if case .gauge(let gauge) = instrument { return gauge }
        return Gauge()
    }

    /// The histogram of a name and labels, created on first use.
    public func histogram(
        _ name: String, help: String, labels: [MetricLabel] = [],
        bounds: [Double] = Metrics.secondsBounds
    ) -> Histogram {
        let instrument = series(name, help, "histogram", labels) {
            .histogram(Histogram(bounds: bounds))
        }
        if case .histogram(let histogram) = instrument { return histogram }
        return Histogram(bounds: bounds)
    }

    private func series(
        _ name: String, _ help: String, _ kind: String, _ labels: [MetricLabel],
        make: @Sendable () -> Instrument
    ) -> Instrument {
        precondition(
            name.hasPrefix("zkl_")
                && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F || $0 <= 0x39 },
            "metric names are zkl_<component>_<what>_<unit>")
        return families.withLock { families in
            var family = families[name] ?? Family(help: help, kind: kind)
            if let known = family.series[labels] { return known }
            let instrument = make()
            guard family.kind == kind, family.series.count < Self.maximumSeriesCount else {
                return instrument
            }
            family.series[labels] = instrument
            families[name] = family
            return instrument
        }
    }
}

extension Metrics {
    /// All metrics as text, in the order of names and labels.
    public func render() -> String {
        let families = families.withLock { $0 }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text += "# HELP \(name) \(family.help)\n# TYPE \(name) \(family.kind)\n"
            let series = family.series.map { (Self.text($0.key), $0.key, $0.value) }
            for (labels, list, instrument) in series.sorted(by: { $0.0 < $1.0 }) {
                switch instrument {
                case .counter(let counter): text += "\(name)\(labels) \(counter.value)\n"
                case .gauge(let gauge): text += "\(name)\(labels) \(gauge.value)\n"
                case .histogram(let histogram): Self.render(name, list, histogram, to: &text)
                }
            }
        }
        return text
    }

    private static func render(
        _ name: String, _ labels: [MetricLabel], _ histogram: Histogram, to text: inout String
    ) {
        let (counts, sum) = histogram.state.withLock { ($0.counts, $0.sum) }
        var total: UInt64 = 0
        for (index, count) in counts.enumerated() {
            total += count
            let isLast = index == histogram.bounds.count
            let bound = isLast ? "+Inf" : "\(histogram.bounds[index])"
            text += "\(name)_bucket\(Self.text(labels + [MetricLabel("le", bound)])) \(total)\n"
        }
        text += "\(name)_sum\(Self.text(labels)) \(sum)\n"
        text += "\(name)_count\(Self.text(labels)) \(total)\n"
    }

    private static func text(_ labels: [MetricLabel]) -> String {
        guard !labels.isEmpty else { return "" }
        let pairs = labels.map { label in
            var value = ""
            for scalar in label.value.unicodeScalars {
                switch scalar {
                case "\\": value += "\\\\"
                case "\"": value += "\\\""
                case "\n": value += "\\n"
                default: value.unicodeScalars.append(scalar)
                }
            }
            return "\(label.name)=\"\(value)\""
        }
        return "{" + pairs.joined(separator: ",") + "}"
    }
}
