/// A reader of one segment that finds the end of its valid part.
struct SegmentReader {
    /// The content after the last valid record.
    enum End: Equatable {
        /// Nothing.
        case clean
        /// The beginning of a record that was being written when the power failed.
        case torn
        /// An unfinished header: the segment has no record.
        case unfinishedHeader
    }

    let records: [LogRecord]
    let seed: UInt32
    let chain: UInt32
    let soundByteCount: Int
    let end: End

    /// Reads a segment; throws `wrongLabel` or `corrupt`, but not for a torn end.
    init(
        _ bytes: [UInt8], firstSequence: UInt64, label: [UInt8], payloadLimit: Int
    ) throws(StorageError) {
        let headerCount = SegmentFormat.magic.count + 8 + 2 + label.count + 4 + 4
        guard bytes.count >= headerCount, !Self.isZero(bytes[...]) else {
            (records, seed, chain, soundByteCount) = ([], 0, 0, 0)
            end = .unfinishedHeader
            return
        }
        seed = Self.integer(bytes, at: headerCount - 8)
        let expected = SegmentFormat.header(
            firstSequence: firstSequence, label: label, seed: seed)
        guard bytes[..<(headerCount - 8)] == expected[..<(headerCount - 8)] else {
            throw .wrongLabel(segment: firstSequence)
        }
        guard bytes[..<headerCount] == expected[...] else {
            throw .corrupt(segment: firstSequence, offset: 0)
        }
        var records: [LogRecord] = []
        var chain = seed
        var position = headerCount
        var end = End.clean
        while position < bytes.count {
            let next = try Self.record(
                bytes, at: position, sequence: firstSequence + UInt64(records.count),
                chain: &chain, segment: firstSequence, payloadLimit: payloadLimit)
            guard let next else {
                end = .torn
                break
            }
            position += SegmentFormat.recordHeaderByteCount + next.payload.count + 4
            records.append(next)
        }
        self.records = records
        self.chain = chain
        soundByteCount = position
        self.end = end
    }

    /// The record at an offset; `nil` if it was not written to its end.
    private static func record(
        _ bytes: [UInt8], at start: Int, sequence: UInt64, chain: inout UInt32, segment: UInt64,
        payloadLimit: Int
    ) throws(StorageError) -> LogRecord? {
        let rest = bytes[start...]
        // A file may have grown before its content reached the disk: then zeros follow.
        guard rest.count >= SegmentFormat.recordHeaderByteCount, !isZero(rest) else { return nil }
        let headEnd = start + SegmentFormat.recordHeaderByteCount - 4
        let headChain = Checksum.extend(chain, bytes[start..<headEnd])
        let length: UInt32 = integer(bytes, at: start)
        let found: UInt64 = integer(bytes, at: start + 5)
        guard headChain == integer(bytes, at: headEnd), found == sequence,
            Int(length) <= payloadLimit
        else { throw .corrupt(segment: segment, offset: start) }
        let payloadStart = headEnd + 4
        let payloadEnd = payloadStart + Int(length)
        guard payloadEnd + 4 <= bytes.count else { return nil }
        let payload = bytes[payloadStart..<payloadEnd]
        let next = Checksum.extend(headChain, payload)
        guard next == integer(bytes, at: payloadEnd) else {
            guard !isZero(bytes[payloadStart...]) else { return nil }
            throw .corrupt(segment: segment, offset: start)
        }
        chain = next
        return LogRecord(sequence: sequence, type: bytes[start + 4], payload: Array(payload))
    }

    private static func isZero(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.allSatisfy { $0 == 0 } }

    private static func integer<Value: FixedWidthInteger>(
        _ bytes: [UInt8], at start: Int
    ) -> Value {
        var value: Value = 0
        for index in 0..<MemoryLayout<Value>.size {
            value = value << 8 | Value(bytes[start + index])
        }
        return value
    }
}
