import Bytes

/// Visits the fields of whatever body an operation has.
struct BodyFields<Fields: FieldVisitor>: SignedBodyVisitor, QueueBodyVisitor {
    var fields: Fields

    mutating func visit<Body: OperationBody>(
        _ body: inout Body, _ input: Void
    ) throws(Fields.Failure) {
        try fields.visit(&body)
    }
}

/// Asks a body for its code and its name.
struct BodyKind: SignedBodyVisitor, QueueBodyVisitor {
    mutating func visit<Body: OperationBody>(
        _ body: inout Body, _ input: Void
    ) throws(Never) -> (opcode: UInt8, name: StaticString) {
        (Body.opcode, Body.name)
    }
}
