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
    init<Reader: FieldVisitor>(
        opcode: UInt8, from reader: inout Reader
    ) throws(DecodingError) where Reader.Failure == DecodingError {
        var visitor = SignedBodyReader<Reader>()
        guard let body = try Self.withKind(of: opcode, &visitor, &reader) else {
            throw .invalidValue(field: "opcode")
        }
        self = body
    }

    func encode<Writer: FieldVisitor>(to writer: inout Writer) where Writer.Failure == Never {
        var (body, visitor) = (self, BodyFields(fields: writer))
        body.accept(&visitor, ())
        writer = visitor.fields
    }
}

/// Reads the fields of a kind of operation.
private struct SignedBodyReader<Reader: FieldVisitor>: SignedKindVisitor
where Reader.Failure == DecodingError {
    mutating func visit<Rule: SignedRule>(
        _ kind: Rule.Type, _ reader: inout Reader
    ) throws(DecodingError) -> SignedBody {
        var rule = Rule(placeholder: ())
        try rule.visitFields(&reader)
        return rule.signedBody
    }
}

/// Names a kind of operation.
private struct SignedKindName: SignedKindVisitor {
    mutating func visit<Rule: SignedRule>(
        _ kind: Rule.Type, _ input: inout Void
    ) throws(Never) -> StaticString { Rule.name }
}

extension SignedBody {
    /// The name of a code; `nil` for an unknown code.
    static func name(of opcode: UInt8) -> StaticString? {
        var visitor = SignedKindName()
        var input: Void = ()
        return withKind(of: opcode, &visitor, &input)
    }
}
