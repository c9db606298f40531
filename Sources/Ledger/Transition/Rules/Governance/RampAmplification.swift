public import Bytes
public import Ledger

/// Moves the amplification of a stable pool to another value, linearly over days
/// (`docs/protocol/transition.md`, "RampAmplification").
public struct RampAmplification: OperationBody {
    public static let opcode: UInt8 = 0x06
    public static let name: StaticString = "rampAmplification"

    public var pool = PoolID(0)
    /// 100 A at the end.
    public var target: UInt32 = 0
    /// The seconds from the block's time to the end.
    public var duration: UInt32 = 0

    public init(pool: PoolID, target: UInt32, duration: UInt32) {
        (self.pool, self.target, self.duration) = (pool, target, duration)
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&pool)
        try visitor.visit(&target)
        try visitor.visit(&duration)
    }
}

extension RampAmplification: GovernedRule {
    func check<Reader: StateReader>(_ ledger: inout LedgerView<Reader>) throws(Rejection) {
        guard LedgerLimits.amplification.contains(target),
            LedgerLimits.rampSeconds.contains(duration)
        else { throw .malformed }
        guard let record = ledger.pool(pool) else { throw .notFound }
        guard record.kind == .stable,
            case let present = record.amplification(at: ledger.timestamp), present != target,
            ramp(from: ledger.timestamp).isValid(from: present)
        else { throw .malformed }
        guard !record.ramp.isRunning(at: ledger.timestamp) else { throw .exists }
    }

    func enact<Reader: StateReader>(_ ledger: inout LedgerView<Reader>) throws(Rejection) {
        guard var record = ledger.pool(pool) else { throw .notFound }
        record.stable.amplification = record.amplification(at: ledger.timestamp)
        record.ramp = ramp(from: ledger.timestamp)
        ledger.write(record, of: pool)
    }

    private func ramp(from start: UInt64) -> AmplificationRamp {
        AmplificationRamp(to: target, from: start, seconds: duration)
    }
}
