private import Dispatch
public import Scheduling
private import Synchronization

/// The bounds of a log.
public struct DurableLogConfiguration: Sendable {
    /// A segment that has reached this size is followed by a new one.
    public var segmentByteCount = 64 << 20
    /// The longest payload.
    public var maximumPayloadByteCount = 16 << 20
    /// Bytes that may wait for the disk.
    public var maximumPendingByteCount = 256 << 20

    /// The defaults.
    public init() {}
}

/// What opening a log has found.
public struct LogRecovery: Equatable, Sendable {
    /// The first record still kept; 1 more than `last` if there is none.
    public let first: UInt64
    /// The last record.
    public let last: UInt64
    /// Bytes of a write that a loss of power had torn, now removed.
    public let tornByteCount: Int

    /// A finding, as tests expect it.
    public init(first: UInt64, last: UInt64, tornByteCount: Int) {
        self.first = first
        self.last = last
        self.tornByteCount = tornByteCount
    }
}

/// An append-only log: what it has acknowledged survives a loss of power, in order and unaltered.
///
/// `append` numbers and buffers; a thread writes what has gathered and waits for the disk once
/// for all of it (group commit). After the first failure nothing more is acknowledged: what the
/// kernel then holds of the file is unknown (Rebello et al., USENIX ATC 2020).
/// A class because it owns the thread.
public final class DurableLog: Sendable {
    /// What opening has found.
    public let recovery: LogRecovery
    private let writer: LogWriter

    /// Opens the log in a directory, or begins one; `label` names the network it belongs to.
    public init(
        _ fileSystem: any FileSystem, label: [UInt8],
        configuration: DurableLogConfiguration = DurableLogConfiguration()
    ) throws(StorageError) {
        guard label.count <= 255 else { throw .tooLarge(limit: 255, actual: label.count) }
        let opened = try LogOpening(fileSystem, label: label, configuration: configuration)
        recovery = opened.recovery
        writer = LogWriter(
            fileSystem, label: label, configuration: configuration, opened: opened)
        writer.start()
    }

    deinit { close() }

    /// Numbers a record and hands it over for writing; durable only once `becameDurable` announces it.
    @discardableResult
    public func append(type: UInt8, payload: [UInt8]) throws(StorageError) -> UInt64 {
        try writer.append(type: type, payload: payload)
    }

    /// Announces the highest durable sequence after each commit, on the log's thread.
    public var becameDurable: Listeners<UInt64> { writer.becameDurable }

    /// Announces once why nothing more becomes durable.
    public var failed: Listeners<StorageError> { writer.failed }

    /// The highest sequence that is durable.
    public var durableSequence: UInt64 { writer.durableSequence }

    /// Returns once all that was appended before is durable.
    public func synchronize() throws(StorageError) { try writer.synchronize() }

    /// Calls `body` with every durable record from a sequence on, in order.
    public func replay(
        from first: UInt64, _ body: (LogRecord) -> Void
    ) throws(StorageError) { try writer.replay(from: first, body) }

    /// Removes segments that hold only records below a sequence.
    public func prune(below sequence: UInt64) throws(StorageError) {
        try writer.prune(below: sequence)
    }

    /// Writes what is waiting and ends the thread.
    public func close() { writer.close() }
}

/// Scans all segments, checks the chain from end to end and removes a torn end.
struct LogOpening {
    let recovery: LogRecovery
    let segments: [UInt64]
    let chain: UInt32
    let lastByteCount: Int

    init(
        _ fileSystem: any FileSystem, label: [UInt8], configuration: DurableLogConfiguration
    ) throws(StorageError) {
        var segments = try fileSystem.list().compactMap(SegmentFormat.firstSequence).sorted()
        let first = segments.first
        var expected: UInt64?
        var chain: UInt32 = 0
        var byteCount = 0
        var torn = 0
        for segment in segments {
            let isLast = segment == segments.last
            let name = SegmentFormat.name(firstSequence: segment)
            let bytes = try fileSystem.read(name)
            let reader = try SegmentReader(
                bytes, firstSequence: segment, label: label,
                payloadLimit: configuration.maximumPayloadByteCount)
            if let expected, expected != segment {
                throw .missingSegment(expected: expected, found: segment)
            }
            if reader.end == .unfinishedHeader {
                guard isLast else { throw .corrupt(segment: segment, offset: 0) }
                torn += bytes.count
                try fileSystem.remove(name)
                segments.removeLast()
                continue
            }
            guard expected == nil || reader.seed == chain else {
                throw .corrupt(segment: segment, offset: 0)
            }
            if reader.end == .torn {
                guard isLast else {
                    throw .corrupt(segment: segment, offset: reader.soundByteCount)
                }
                torn += bytes.count - reader.soundByteCount
                try fileSystem.truncate(name, to: reader.soundByteCount)
            }
            // What is found was perhaps never waited for; it counts as durable only after this.
            if isLast { try fileSystem.synchronize(name) }
            expected = segment + UInt64(reader.records.count)
            chain = reader.chain
            byteCount = reader.soundByteCount
        }
        let next = expected ?? first ?? 1
        recovery = LogRecovery(
            first: segments.first ?? next, last: next - 1, tornByteCount: torn)
        self.segments = segments
        self.chain = chain
        lastByteCount = byteCount
    }
}
