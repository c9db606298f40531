import Bytes

/// The bytes of a record in a store: version, id, head, sequence, missing needs, state, failures.
extension JobRecord {
    private static let version: UInt8 = 1

    /// The encoding.
    public var encoded: [UInt8] {
        var writer = ByteWriter(capacity: 256)
        writer.append(Self.version)
        writer.append(id)
        writer.append(kind.code)
        writer.append(blocks.lowerBound)
        writer.append(blocks.upperBound)
        writer.append(index)
        writer.append(operationCount)
        Self.append(needs, to: &writer)
        writer.append(sequence)
        Self.append(missing, to: &writer)
        writer.append(changedMilliseconds)
        writer.append(leaseCount)
        writer.append(failureCount)
        writer.append(UInt8(truncatingIfNeeded: failures.count))
        for failure in failures {
            Self.append(failure.worker, to: &writer)
            Self.append(failure.reason, to: &writer)
            writer.append(failure.timeMilliseconds)
        }
        Self.append(state, to: &writer)
        return writer.bytes
    }

    /// Reads a record that fills bytes.
    public init(decoding bytes: [UInt8]) throws(JobError) {
        guard bytes.count <= JobLimits.recordByteCount else {
            throw .tooLarge(limit: JobLimits.recordByteCount, actual: bytes.count)
        }
        do throws(DecodingError) {
            var reader = ByteReader(bytes)
            try self.init(from: &reader)
            try reader.finish()
        } catch {
            throw .malformed(error)
        }
    }

    private init(from reader: inout ByteReader) throws(DecodingError) {
        guard try reader.read(UInt8.self) == Self.version else {
            throw .invalidValue(field: "version")
        }
        id = try reader.read()
        let head = try JobHead(from: &reader)
        (kind, blocks, index) = (head.kind, head.blocks, head.index)
        (operationCount, needs) = (head.operationCount, head.needs)
        sequence = try reader.read()
        missing = try Self.readNeeds(&reader)
        changedMilliseconds = try reader.read()
        leaseCount = try reader.read()
        failureCount = try reader.read()
        let count = Int(try reader.read(UInt8.self))
        guard count <= JobLimits.failureCount else {
            throw .limitExceeded(limit: JobLimits.failureCount, actual: count)
        }
        for _ in 0..<count {
            failures.append(
                JobFailure(
                    worker: try Self.readText(&reader), reason: try Self.readText(&reader),
                    timeMilliseconds: try reader.read()))
        }
        state = try Self.readState(&reader, id)
    }

    private static func append(_ ids: [Bytes32], to writer: inout ByteWriter) {
        writer.append(UInt8(truncatingIfNeeded: ids.count))
        for id in ids { writer.append(id) }
    }

    private static func readNeeds(
        _ reader: inout ByteReader
    ) throws(DecodingError) -> [Bytes32] {
        let count = Int(try reader.read(UInt8.self))
        guard count <= JobLimits.needCount else {
            throw .limitExceeded(limit: JobLimits.needCount, actual: count)
        }
        var ids: [Bytes32] = []
        for _ in 0..<count { ids.append(try reader.read()) }
        return ids
    }

    private static func append(_ text: String, to writer: inout ByteWriter) {
        let bytes = Array(text.utf8)
        writer.append(UInt16(truncatingIfNeeded: bytes.count))
        writer.append(bytes)
    }

    private static func readText(_ reader: inout ByteReader) throws(DecodingError) -> String {
        let bytes = try reader.readBytes(Int(try reader.read(UInt16.self)))
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .invalidValue(field: "text")
        }
        return text
    }

    private static func append(_ state: JobState, to writer: inout ByteWriter) {
        switch state {
        case .waiting: writer.append(0 as UInt8)
        case .ready: writer.append(1 as UInt8)
        case .leased(let lease, let end):
            writer.append(2 as UInt8)
            writer.append(lease.number)
            append(lease.worker, to: &writer)
            writer.append(end)
        case .finished(let digest, let worker, let cost):
            writer.append(3 as UInt8)
            writer.append(digest)
            append(worker, to: &writer)
            writer.append(cost.milliseconds)
            writer.append(cost.processorMilliseconds)
        case .poisoned: writer.append(4 as UInt8)
        }
    }

    private static func readState(
        _ reader: inout ByteReader, _ id: Bytes32
    ) throws(DecodingError) -> JobState {
        switch try reader.read(UInt8.self) {
        case 0: return .waiting
        case 1: return .ready
        case 2:
            let number: UInt64 = try reader.read()
            let worker = try readText(&reader)
            return .leased(
                JobLease(job: id, number: number, worker: worker), until: try reader.read())
        case 3:
            let digest: Bytes32 = try reader.read()
            let worker = try readText(&reader)
            return .finished(
                digest: digest, worker: worker,
                cost: JobCost(
                    milliseconds: try reader.read(), processorMilliseconds: try reader.read()))
        case 4: return .poisoned
        default: throw .invalidValue(field: "state")
        }
    }
}
