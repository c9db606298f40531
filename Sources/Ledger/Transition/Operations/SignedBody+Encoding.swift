import Bytes

extension SignedBody {
    /// The code in the encoding.
    public var opcode: UInt8 { kind.opcode }

    /// The name in interfaces.
    public var name: StaticString { kind.name }

    private var kind: (opcode: UInt8, name: StaticString) {
        var (body, visitor) = (self, BodyKind())
        return body.accept(&visitor, ())
    }

    /// Bytes of the fields of the body.
    var byteCount: Int {
        var (body, visitor) = (self, BodyFields(fields: ByteCounter()))
        body.accept(&visitor, ())
        return visitor.fields.count
    }

    /// Reads the fields of the body of a code.
    init(opcode: UInt8, from reader: inout ByteReader) throws(DecodingError) {
        var fields = BodyReader(reader: reader)
        guard let body = try SignedBody(opcode: opcode, &fields) else {
            throw .invalidValue(field: "opcode")
        }
        self = body
        reader = fields.reader
    }

    func encode(to writer: inout ByteWriter) {
        var (body, visitor) = (self, BodyFields(fields: writer))
        body.accept(&visitor, ())
        writer = visitor.fields
    }
}
