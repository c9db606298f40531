public import Riscv
public import RiscvCircuits

/// Counts the events of a run without recording them.
///
/// For each instruction only how often it is executed, and one bit for each word of memory: a run
/// under a counter takes a tenth of the time of one under a recorder, and no memory for its length.
public struct EventCounter: ExecutionObserver {
    /// Always true.
    public static var isActive: Bool { true }

    private let rows: [ProgramRow?]
    private let isMemoryAccess: [Bool]
    private let codeAddress: UInt32
    private let bounds: MemoryBounds
    private let firstWord: UInt64
    private var executions: [Int]
    private var calls: [HostCall: EventCounts.Calls] = [:]
    /// A bit for each word from the first.
    private var touched: [UInt64] = []

    /// A counter of runs of a program.
    public init(_ program: Program) {
        rows = program.programRows
        isMemoryAccess = rows.map { $0?.isMemory ?? false }
        codeAddress = program.codeAddress
        bounds = MemoryBounds(program)
        firstWord = UInt64(program.memoryAddress) / 4
        executions = Array(repeating: 0, count: rows.count)
    }

    /// Counts an instruction.
    public mutating func didExecute(_ event: InstructionEvent) {
        let place = Int((event.pc &- codeAddress) / 2)
        executions[place] += 1
        if isMemoryAccess[place] { touch(word: UInt64(event.memoryAddress) / 4) }
    }

    /// Counts a host call and the words that it moves.
    public mutating func didCallHost(_ event: HostCallEvent) {
        executions[Int((event.pc &- codeAddress) / 2)] += 1
        var count = calls[event.call] ?? EventCounts.Calls()
        count.callCount += 1
        for region in event.regions {
            count.wordCount += region.after.count
            for offset in 0..<region.after.count {
                touch(word: UInt64(region.address) / 4 + UInt64(offset))
            }
        }
        calls[event.call] = count
    }

    @inline(__always)
    private mutating func touch(word: UInt64) {
        let place = Int(word - firstWord)
        if place / 64 >= touched.count { grow(to: place / 64) }
        touched[place / 64] |= 1 << UInt64(place % 64)
    }

    private mutating func grow(to index: Int) {
        let count = max(index + 1, 2 * touched.count, 1 << 10) - touched.count
        touched.append(contentsOf: repeatElement(0, count: count))
    }
}

extension EventCounter {
    /// The counts so far.
    public var counts: EventCounts {
        var operations = [OperationCode: Int]()
        for (row, count) in zip(rows, executions) where count > 0 {
            guard let code = row?.code, code != .host else { continue }
            operations[code, default: 0] += count
        }
        return EventCounts(
            cycleCount: executions.reduce(0, +), operations: operations, calls: calls,
            wordCountOutsideImage: wordCountOutsideImage)
    }

    private var wordCountOutsideImage: Int {
        let all = touched.reduce(0) { $0 + $1.nonzeroBitCount }
        var inImage = 0
        for word in bounds.imageStart..<bounds.imageEnd {
            let place = Int(UInt64(word) - firstWord)
            guard place / 64 < touched.count else { break }
            inImage += Int(touched[place / 64] >> UInt64(place % 64) & 1)
        }
        return all - inImage
    }
}

/// The numbers of events of a run, from which the number of rows of every chip follows.
public struct EventCounts: Equatable, Sendable {
    /// Host calls of one number.
    public struct Calls: Equatable, Sendable {
        /// The number of calls.
        public var callCount = 0
        /// The number of words that they moved together, each region counted.
        public var wordCount = 0

        /// No calls.
        public init() {}
    }

    /// Completed instructions.
    public let cycleCount: Int
    /// Operations that other chips than the processor prove, by their code.
    public let operations: [OperationCode: Int]
    /// The host calls of each number.
    public let calls: [HostCall: Calls]
    /// Different words of memory, outside of the image, that were accessed.
    public let wordCountOutsideImage: Int

    /// The number of calls of a host call.
    public func callCount(_ call: HostCall) -> Int { calls[call]?.callCount ?? 0 }

    /// The number of calls and of the words that they moved.
    func transferCount(_ call: HostCall) -> Int {
        calls[call].map { $0.callCount + $0.wordCount } ?? 0
    }
}
