private import Dispatch
public import Scheduling
private import Synchronization

/// Limits of a log.
public struct DurableLogConfiguration: Sendable {
    /// The size at which a segment is complete and a new one begins.
    public var segmentByteCount = 64 << 20
    /// The most bytes of a payload.
    public var maximumPayloadByteCount = 16 << 20
    /// The most bytes waiting for the disk.
    public var maximumPendingByteCount = 256 << 20

    /// The defaults.
    public init() {}
}

/// The findings on opening a log.
public struct LogRecovery: Equatable, Sendable {
    /// The first record kept; 1 more than `last` if there is none.
    public let first: UInt64
    /// The last record.
    public let last: UInt64
    /// The number of bytes removed from a write that a loss of power had torn.
    public let tornByteCount: Int

    /// A finding, for tests to compare with.
    public init(first: UInt64, last: UInt64, tornByteCount: Int) {
        self.first = first
        self.last = last
        self.tornByteCount = tornByteCount
    }
}

/// An append-only log: acknowledged records survive a loss of power, in order and unaltered.
///
/// `append` numbers and buffers records; a thread writes all that has gathered and waits for the
/// disk once (group commit). After the first failure nothing more is acknowledged: the kernel's
/// view of the file is then unknown (Rebello et al., USENIX ATC 2020). A class because it owns the
/// thread.
public final class DurableLog: Sendable {
    /// The findings on opening.
    public let recovery: LogRecovery
    private let writer: LogWriter

    /// Opens the log in a directory, or begins one; `label` names its network.
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

    /// Numbers a record and submits it for writing; `becameDurable` announces when it is durable.
    @discardableResult
    public func append(type: UInt8, payload: [UInt8]) throws(StorageError) -> UInt64 {
        try writer.append(type: type, payload: payload)
    }

    /// Announces the highest durable sequence after each commit, on the log's thread.
    public var becameDurable: Listeners<UInt64> { writer.becameDurable }

    /// Announces, once, the error after which nothing more becomes durable.
    public var failed: Listeners<StorageError> { writer.failed }

    /// The highest durable sequence.
    public var durableSequence: UInt64 { writer.durableSequence }

    /// Returns once all records appended before are durable.
    public func synchronize() throws(StorageError) { try writer.synchronize() }

    /// Calls `body` with every durable record from a sequence on, in order.
    public func replay(
        from first: UInt64, _ body: (LogRecord) -> Void
    ) throws(StorageError) { try writer.replay(from: first, body) }

    /// Removes segments all of whose records are below a sequence.
    public func prune(below sequence: UInt64) throws(StorageError) {
        try writer.prune(below: sequence)
    }

    /// Writes all waiting records and ends the thread.
    public func close() { writer.close() }
}

/// Scans all segments, checks the chain of checksums and removes a torn end.
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
            // The records found may never have been synchronized; they count as durable only after
            // this.
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
