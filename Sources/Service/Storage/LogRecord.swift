/// One entry of the log.
public struct LogRecord: Equatable, Sendable {
    /// The number of the record: 1 for the first, then ascending by 1.
    public let sequence: UInt64
    /// The kind of record, chosen by the owner of the log.
    public let type: UInt8
    public let payload: [UInt8]
}

/// CRC-32C (RFC 3720, appendix B.4), here seeded with the checksum before to form a chain.
enum Checksum {
    private static let table: [UInt32] = (0..<256).map { index in
        var value = UInt32(index)
        for _ in 0..<8 { value = value & 1 == 1 ? (value >> 1) ^ 0x82F6_3B78 : value >> 1 }
        return value
    }

    static func extend(_ seed: UInt32, _ bytes: some Sequence<UInt8>) -> UInt32 {
        var value = ~seed
        table.withUnsafeBufferPointer { table in
            for byte in bytes {
                value = table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] ^ (value >> 8)
            }
        }
        return ~value
    }
}

/// The bytes of a segment: a header, then records chained by their checksums.
///
/// Header: magic (8), first sequence (8), label length (2), label, seed (4), checksum (4).
/// Record: payload length (4), type (1), sequence (8), checksum of these (4), payload, checksum
/// (4). Each checksum starts from the one before, the first from the last of the segment before.
/// The length has its own checksum, so that a damaged length is not taken for a torn end.
enum SegmentFormat {
    static let magic: [UInt8] = Array("ZKLLOG\u{0}\u{1}".utf8)
    static let recordHeaderByteCount = 17

    static func name(firstSequence: UInt64) -> String {
        let digits = String(firstSequence, radix: 16)
        return "segment-" + String(repeating: "0", count: 16 - digits.count) + digits + ".log"
    }

    static func firstSequence(ofName name: String) -> UInt64? {
        guard name.hasPrefix("segment-"), name.hasSuffix(".log"), name.utf8.count == 28 else {
            return nil
        }
        return UInt64(name.dropFirst(8).dropLast(4), radix: 16)
    }

    static func header(firstSequence: UInt64, label: [UInt8], seed: UInt32) -> [UInt8] {
        var bytes = magic
        append(firstSequence, to: &bytes)
        append(UInt16(label.count), to: &bytes)
        bytes += label
        append(seed, to: &bytes)
        append(Checksum.extend(0, bytes), to: &bytes)
        return bytes
    }

    /// Appends a record and extends the chain.
    static func append(_ record: LogRecord, chain: inout UInt32, to bytes: inout [UInt8]) {
        var head: [UInt8] = []
        head.reserveCapacity(recordHeaderByteCount)
        append(UInt32(record.payload.count), to: &head)
        head.append(record.type)
        append(record.sequence, to: &head)
        chain = Checksum.extend(chain, head)
        append(chain, to: &head)
        bytes += head
        bytes += record.payload
        chain = Checksum.extend(chain, record.payload)
        append(chain, to: &bytes)
    }

    static func append<Value: FixedWidthInteger>(_ value: Value, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
