/// Cycles of a run by function.
public struct ExecutionProfile: Equatable, Sendable {
    /// The cycles of one function.
    public struct Entry: Equatable, Sendable {
        /// The function's name as the compiler wrote it; empty for code without a name.
        public let name: String
        /// The function's first address; zero for code without a name.
        public let address: UInt32
        /// Cycles spent in the function itself.
        public let cycleCount: UInt64
        /// Number of executions of its first instruction.
        public let entryCount: UInt64
    }

    /// Count of one host call.
    public struct HostCallCount: Equatable, Sendable {
        /// Number of the call.
        public let call: HostCall
        /// Number of times that it was made.
        public let count: UInt64
    }

    /// The cycles of a region that the program marked.
    public struct Region: Equatable, Sendable {
        /// The name in the mark.
        public let name: String
        /// Cycles between its marks, regions inside of it included.
        public fileprivate(set) var cycleCount: UInt64
        /// Number of times that it was entered and left.
        public fileprivate(set) var count: UInt64
    }

    /// The functions that were executed, most cycles first, then by address.
    public let entries: [Entry]
    /// The host calls that were made, in the order of their numbers.
    public let hostCalls: [HostCallCount]
    /// The regions that the program marked and left, most cycles first, then by name.
    public let regions: [Region]
    /// All cycles of the run.
    public let cycleCount: UInt64
}

/// Counts how often each instruction is executed.
public struct Profiler: ExecutionObserver {
    /// Always true.
    public static var isActive: Bool { true }

    private let program: Program
    private var counts: [UInt64]
    private var hostCallCounts: [HostCall: UInt64] = [:]
    private var regions: [String: ExecutionProfile.Region] = [:]
    private var openRegions: [(name: String, start: UInt64)] = []

    /// A profiler of runs of the program.
    public init(_ program: Program) {
        self.program = program
        counts = Array(repeating: 0, count: program.instructions.count)
    }

    /// Counts the instruction.
    public mutating func didExecute(_ event: InstructionEvent) {
        counts[program.parcelIndex(of: event.pc)] &+= 1
    }

    /// Counts the call and its instruction.
    public mutating func didCallHost(_ event: HostCallEvent) {
        counts[program.parcelIndex(of: event.pc)] &+= 1
        hostCallCounts[event.call, default: 0] += 1
    }

    /// Begins a region, or counts the innermost one; an end without a beginning is ignored.
    public mutating func didMark(_ mark: RegionMark, cycle: UInt64) {
        switch mark {
        case .begin(let name): openRegions.append((name, cycle))
        case .end:
            guard let (name, start) = openRegions.popLast() else { return }
            var region = regions[name] ?? .init(name: name, cycleCount: 0, count: 0)
            region.cycleCount += cycle - start
            region.count += 1
            regions[name] = region
        }
    }

    /// The counts so far, by function.
    public var profile: ExecutionProfile {
        var cycles = [UInt32: (name: String, cycles: UInt64, entries: UInt64)]()
        for (index, count) in counts.enumerated() where count > 0 {
            let address = program.codeAddress &+ UInt32(index) &* 2
            let function = program.symbols.function(containing: address)
            let start = function?.address ?? 0
            var sum = cycles[start] ?? (function?.name ?? "", 0, 0)
            sum.cycles += count
            if address == start { sum.entries += count }
            cycles[start] = sum
        }
        let entries = cycles.map { start, sum in
            ExecutionProfile.Entry(
                name: sum.name, address: start, cycleCount: sum.cycles, entryCount: sum.entries)
        }
        return ExecutionProfile(
            entries: entries.sorted {
                ($1.cycleCount, $0.address) < ($0.cycleCount, $1.address)
            },
            hostCalls: hostCallCounts.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                .init(call: $0.key, count: $0.value)
            },
            regions: regions.values.sorted {
                ($1.cycleCount, $0.name) < ($0.cycleCount, $1.name)
            },
            cycleCount: counts.reduce(0, +))
    }
}
