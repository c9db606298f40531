public import Bytes
import Ledger

/// An operation of governance that no rule can read: its code is not in use, or its body is not of
/// the code's form.
///
/// The contract queues operations of governance without looking into them, so that new ones need no
/// change of it. One that cannot be read is consumed and fails, as it would stop the queue otherwise.
public struct UnreadOperation: OperationBody {
    /// None of its own: see `code`.
    public static let opcode: UInt8 = 0
    public static let name: StaticString = "unread"

    /// The code in the encoding, in `LedgerLimits.governedOpcodes`.
    public let code: UInt8
    /// The body, at most `LedgerLimits.maximumGovernedBytes`.
    private var body: [UInt8]

    /// The operation of a code with what is left in a reader.
    init(code: UInt8, body: ByteReader) throws(DecodingError) {
        var body = body
        self.code = code
        self.body = try body.readBytes(body.remaining)
    }

    public init(placeholder: ()) { (code, body) = (0, []) }

    /// The bytes of the body.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        for index in body.indices { try visitor.visit(&body[index]) }
    }
}

extension UnreadOperation: GovernedRule {
    func check<Reader: StateReader>(_ ledger: inout LedgerView<Reader>) throws(Rejection) {
        throw .malformed
    }

    func enact<Reader: StateReader>(_ ledger: inout LedgerView<Reader>) {}
}
