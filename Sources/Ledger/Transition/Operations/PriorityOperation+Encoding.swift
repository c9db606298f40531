public import Bytes
import Ledger

extension PriorityOperation {
    /// The code in the encoding.
    public var opcode: UInt8 { kind.opcode }

    /// The name in interfaces.
    public var name: StaticString { kind.name }

    private var kind: (opcode: UInt8, name: StaticString) {
        var (body, visitor) = (self, BodyKind())
        return body.accept(&visitor, ())
    }

    /// The encoding: code, body length, body.
    public var encoded: [UInt8] {
        var writer = ByteWriter(capacity: byteCount)
        encode(to: &writer)
        return writer.bytes
    }

    /// Bytes of the encoding.
    public var byteCount: Int { OperationFrame.headByteCount + bodyByteCount }

    private var bodyByteCount: Int {
        var (body, visitor) = (self, BodyFields(fields: ByteCounter()))
        body.accept(&visitor, ())
        return visitor.fields.count
    }

    /// Reads an operation that fills `bytes`.
    public init(decoding bytes: [UInt8]) throws(DecodingError) {
        var reader = ByteReader(bytes)
        try self.init(from: &reader)
        try reader.finish()
    }

    /// Reads code, length and body; ranges of fields are left to the transition.
    public init(from reader: inout ByteReader) throws(DecodingError) {
        let (opcode, body) = try OperationFrame.open(&reader)
        if PriorityOperation.isGoverned(opcode) {
            try self.init(governed: opcode, body)
            return
        }
        var fields = BodyReader(reader: body)
        guard let operation = try Self.ofChain(opcode, &fields) else {
            throw .invalidValue(field: "opcode")
        }
        try fields.reader.finish()
        self = operation
    }

    /// Whether a code is one of the network's governance.
    static func isGoverned(_ opcode: UInt8) -> Bool {
        LedgerLimits.governedOpcodes.contains(opcode)
    }

    /// An operation of governance whose body is what a reader has left, of any form.
    init(governed opcode: UInt8, _ body: ByteReader) throws(DecodingError) {
        let (limit, count) = (LedgerLimits.maximumGovernedBytes, body.remaining)
        guard count <= limit else { throw .limitExceeded(limit: limit, actual: count) }
        do throws(DecodingError) {
            var body = body
            let operation = try OutlinedVisitor.visiting(&body) { reader throws(DecodingError) in
                var fields = BodyReader(reader: reader)
                defer { reader = fields.reader }
                return try Self.ofGovernance(opcode, &fields)
            }
            guard let operation else { throw .invalidValue(field: "opcode") }
            try body.finish()
            self = operation
        } catch {
            self = .unread(try UnreadOperation(code: opcode, body: body))
        }
    }

    /// Writes code, length and body.
    public func encode(to writer: inout ByteWriter) {
        OperationFrame.begin(&writer, opcode: opcode, bodyByteCount: bodyByteCount)
        var (body, visitor) = (self, BodyFields(fields: writer))
        body.accept(&visitor, ())
        writer = visitor.fields
    }

    /// Writes code and fields as block data has them: those of governance in their plain encoding.
    func encode(to writer: inout CompactWriter, chain: ChainID) {
        writer.append(opcode)
        writer.append(chain.rawValue)
        if PriorityOperation.isGoverned(opcode) {
            for byte in encoded.dropFirst(OperationFrame.headByteCount - 1) { writer.append(byte) }
            return
        }
        writer.beginFields()
        var (body, visitor) = (self, BodyFields(fields: writer))
        body.accept(&visitor, ())
        writer = visitor.fields
    }

    /// Reads fields of a chain's operation that is not governance's from block data.
    init(opcode: UInt8, from reader: inout CompactReader) throws(DecodingError) {
        let operation = try OutlinedVisitor.visiting(&reader) { reader throws(DecodingError) in
            var fields = BodyReader(reader: reader)
            defer { reader = fields.reader }
            return try Self.ofChain(opcode, &fields)
        }
        guard let operation else { throw .invalidValue(field: "opcode") }
        self = operation
    }
}
