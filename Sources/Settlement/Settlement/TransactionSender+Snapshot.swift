public import Bytes

/// The state that survives a restart: nonces given out, and all transactions possibly released.
extension TransactionSender {
    private static let version: UInt8 = 1

    /// Reads the bytes of `encoded`.
    ///
    /// Inclusions and clocks come from the next view.
    public init(decoding bytes: [UInt8], settings: Settings) throws(DecodingError) {
        self.init(settings: settings)
        var reader = ByteReader(bytes)
        guard try reader.read(UInt8.self) == Self.version else {
            throw .invalidValue(field: "sender version")
        }
        let isKnown = try reader.read(UInt8.self)
        guard isKnown <= 1 else { throw .invalidValue(field: "nonce flag") }
        let nonce = try reader.read(UInt64.self)
        guard nonce < SettlementLimits.nonce else { throw .invalidValue(field: "nonce") }
        nextNonce = isKnown == 1 ? nonce : nil
        // Displaced intents may be in the queue besides those that were submitted.
        let queueLimit = SettlementLimits.queuedCount + SettlementLimits.inFlightCount
        for _ in 0..<(try Self.count(from: &reader, limit: queueLimit)) {
            queue.append(try Self.intent(from: &reader))
        }
        let slotCount = try Self.count(from: &reader, limit: SettlementLimits.inFlightCount)
        for _ in 0..<slotCount {
            let slot = try Self.slot(from: &reader)
            guard slot.nonce < nonce, (slots.last.map { $0.nonce < slot.nonce } ?? true) else {
                throw .invalidValue(field: "slot order")
            }
            slots.append(slot)
        }
        try reader.finish()
        guard Set(unfinishedIDs).count == unfinishedIDs.count else {
            throw .invalidValue(field: "repeated intent")
        }
    }

    /// The state as bytes; store them before broadcasting what was recorded.
    public var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.append(Self.version)
        writer.append(UInt8(nextNonce == nil ? 0 : 1))
        writer.append(nextNonce ?? 0)
        writer.append(UInt32(queue.count))
        for intent in queue { Self.append(intent, to: &writer) }
        writer.append(UInt32(slots.count))
        for slot in slots {
            writer.append(slot.nonce)
            switch slot.content {
            case .cancellation:
                writer.append(UInt8(0))
            case .intent(let intent):
                writer.append(UInt8(1))
                Self.append(intent, to: &writer)
            }
            writer.append(UInt32(slot.attempts.count))
            for attempt in slot.attempts {
                writer.append(attempt.fees.maximum)
                writer.append(attempt.fees.priority)
                let identifier = attempt.transaction?.bytes ?? []
                writer.append(UInt8(identifier.count))
                writer.append(identifier)
            }
        }
        return writer.bytes
    }

    private static func append(_ intent: TransactionIntent, to writer: inout ByteWriter) {
        writer.append(intent.id)
        writer.append(UInt32(intent.payload.count))
        writer.append(intent.payload)
    }

    private static func count(
        from reader: inout ByteReader, limit: Int
    ) throws(DecodingError) -> Int {
        let count = Int(try reader.read(UInt32.self))
        guard count <= limit else { throw .limitExceeded(limit: limit, actual: count) }
        return count
    }

    private static func intent(
        from reader: inout ByteReader
    ) throws(DecodingError) -> TransactionIntent {
        let id = try reader.read(UInt64.self)
        let byteCount = try count(from: &reader, limit: SettlementLimits.payloadByteCount)
        return TransactionIntent(id: id, payload: try reader.readBytes(byteCount))
    }

    private static func slot(from reader: inout ByteReader) throws(DecodingError) -> Slot {
        let nonce = try reader.read(UInt64.self)
        let content: Content
        switch try reader.read(UInt8.self) {
        case 0: content = .cancellation
        case 1: content = .intent(try intent(from: &reader))
        default: throw .invalidValue(field: "slot content")
        }
        let attemptCount = try count(from: &reader, limit: SettlementLimits.attemptCount)
        guard attemptCount > 0 else { throw .invalidValue(field: "attempt count") }
        var attempts: [Attempt] = []
        for _ in 0..<attemptCount {
            let maximum = try reader.read(UInt128.self)
            let priority = try reader.read(UInt128.self)
            guard priority <= maximum else { throw .invalidValue(field: "priority fee") }
            let byteCount = Int(try reader.read(UInt8.self))
            guard byteCount <= SettlementLimits.transactionIDByteCount else {
                throw .limitExceeded(
                    limit: SettlementLimits.transactionIDByteCount, actual: byteCount)
            }
            let identifier = try reader.readBytes(byteCount)
            attempts.append(
                Attempt(
                    fees: FeeOffer(maximum: maximum, priority: priority),
                    transaction: identifier.isEmpty ? nil : TransactionID(identifier)))
        }
        return Slot(nonce: nonce, content: content, attempts: attempts)
    }
}
