internal import Dispatch
internal import Scheduling
internal import Synchronization

/// The writing side of a log: a buffer that callers fill, and a thread that empties it.
///
/// Unchecked: `byteCount` and `chainStart` are used by the thread only.
final class LogWriter: @unchecked Sendable {
    private struct State {
        var buffer: [UInt8] = []
        var next: UInt64
        var durable: UInt64
        var chain: UInt32
        var segments: [UInt64]
        var failure: StorageError?
        var isClosing = false
        var waiters: [(sequence: UInt64, done: DispatchSemaphore)] = []
    }

    private let fileSystem: any FileSystem
    private let label: [UInt8]
    private let configuration: DurableLogConfiguration
    let becameDurable = Listeners<UInt64>()
    let failed = Listeners<StorageError>()
    private let state: Mutex<State>
    private let work = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let queue = DispatchQueue(label: "zklink.log", qos: .userInitiated)
    private var byteCount: Int
    private var durableChain: UInt32

    init(
        _ fileSystem: any FileSystem, label: [UInt8], configuration: DurableLogConfiguration,
        opened: LogOpening
    ) {
        self.fileSystem = fileSystem
        self.label = label
        self.configuration = configuration
        byteCount = opened.lastByteCount
        durableChain = opened.chain
        state = Mutex(
            State(
                next: opened.recovery.last + 1, durable: opened.recovery.last,
                chain: opened.chain, segments: opened.segments))
    }

    func start() { queue.async { self.run() } }

    var durableSequence: UInt64 { state.withLock { $0.durable } }

    func append(type: UInt8, payload: [UInt8]) throws(StorageError) -> UInt64 {
        guard payload.count <= configuration.maximumPayloadByteCount else {
            throw .tooLarge(
                limit: configuration.maximumPayloadByteCount, actual: payload.count)
        }
        let limit = configuration.maximumPendingByteCount
        let result = state.withLock { state -> Result<UInt64, StorageError> in
            guard state.failure == nil, !state.isClosing else { return .failure(.unavailable) }
            guard state.buffer.count + payload.count <= limit else {
                return .failure(
                    .tooLarge(limit: limit, actual: state.buffer.count + payload.count))
            }
            let record = LogRecord(sequence: state.next, type: type, payload: payload)
            let isFirst = state.buffer.isEmpty
            SegmentFormat.append(record, chain: &state.chain, to: &state.buffer)
            state.next += 1
            if isFirst { work.signal() }
            return .success(record.sequence)
        }
        return try result.get()
    }

    func synchronize() throws(StorageError) {
        let done = DispatchSemaphore(value: 0)
        let isWaiting = state.withLock { state in
            guard state.failure == nil, state.durable + 1 < state.next else { return false }
            state.waiters.append((state.next - 1, done))
            return true
        }
        if isWaiting { done.wait() }
        if state.withLock({ $0.failure }) != nil { throw .unavailable }
    }

    func close() {
        let isFirst = state.withLock { state in
            defer { state.isClosing = true }
            return !state.isClosing
        }
        guard isFirst else { return }
        work.signal()
        ended.wait()
    }

    func replay(from first: UInt64, _ body: (LogRecord) -> Void) throws(StorageError) {
        let (segments, durable) = state.withLock { ($0.segments, $0.durable) }
        guard first <= durable else { return }
        guard let oldest = segments.first, first >= oldest else {
            throw .pruned(first: segments.first ?? durable + 1)
        }
        for (index, segment) in segments.enumerated() {
            if index + 1 < segments.count, segments[index + 1] <= first { continue }
            let reader = try SegmentReader(
                fileSystem.read(SegmentFormat.name(firstSequence: segment)),
                firstSequence: segment, label: label,
                payloadLimit: configuration.maximumPayloadByteCount)
            for record in reader.records where record.sequence >= first {
                guard record.sequence <= durable else { return }
                body(record)
            }
        }
    }

    func prune(below sequence: UInt64) throws(StorageError) {
        while true {
            let oldest = state.withLock { state -> UInt64? in
                guard state.segments.count > 1, state.segments[1] <= sequence else { return nil }
                return state.segments.removeFirst()
            }
            guard let oldest else { return }
            try fileSystem.remove(SegmentFormat.name(firstSequence: oldest))
        }
    }
}

/// Members that only the log's thread uses.
extension LogWriter {
    private func run() {
        defer { ended.signal() }
        while true {
            work.wait()
            let (bytes, upTo, chain, isClosing) = state.withLock { state in
                defer { state.buffer = [] }
                return (state.buffer, state.next - 1, state.chain, state.isClosing)
            }
            if !bytes.isEmpty {
                do throws(StorageError) {
                    try commit(bytes, upTo: upTo)
                    durableChain = chain
                } catch {
                    return fail(error)
                }
                announce(upTo)
            }
            if isClosing { return }
        }
    }

    private func commit(_ bytes: [UInt8], upTo: UInt64) throws(StorageError) {
        let (segment, durable) = state.withLock { ($0.segments.last, $0.durable) }
        var current = segment
        if current == nil || byteCount >= configuration.segmentByteCount {
            let first = durable + 1
            let name = SegmentFormat.name(firstSequence: first)
            let header = SegmentFormat.header(
                firstSequence: first, label: label, seed: durableChain)
            // A log without records but with a segment keeps using that segment.
            if current != first {
                try fileSystem.create(name)
                try fileSystem.append(header, to: name)
                byteCount = header.count
                state.withLock { $0.segments.append(first) }
            }
            current = first
        }
        let name = SegmentFormat.name(firstSequence: current ?? durable + 1)
        try fileSystem.append(bytes, to: name)
        try fileSystem.synchronize(name)
        byteCount += bytes.count
    }

    private func announce(_ upTo: UInt64) {
        let done = state.withLock { state in
            state.durable = upTo
            let done = state.waiters.filter { $0.sequence <= upTo }
            state.waiters.removeAll { $0.sequence <= upTo }
            return done
        }
        becameDurable.announce(upTo)
        for waiter in done { waiter.done.signal() }
    }

    private func fail(_ error: StorageError) {
        let waiters = state.withLock { state in
            state.failure = error
            state.buffer = []
            defer { state.waiters = [] }
            return state.waiters
        }
        failed.announce(error)
        for waiter in waiters { waiter.done.signal() }
    }
}
