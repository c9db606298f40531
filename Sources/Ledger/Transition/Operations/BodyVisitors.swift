import Bytes

/// Visits the fields of an operation's body.
struct BodyFields<Fields: FieldVisitor>: SignedBodyVisitor, QueueBodyVisitor {
    var fields: Fields

    mutating func visit<Body: OperationBody>(
        _ body: inout Body, _ input: Void
    ) throws(Fields.Failure) {
        try fields.visit(&body)
    }
}

/// Reads the code and the name of an operation's body.
struct BodyKind: SignedBodyVisitor, QueueBodyVisitor {
    mutating func visit<Body: OperationBody>(
        _ body: inout Body, _ input: Void
    ) throws(Never) -> (opcode: UInt8, name: StaticString) {
        (Body.opcode, Body.name)
    }
}
