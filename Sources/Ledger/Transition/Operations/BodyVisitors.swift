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
        (body.code, Body.name)
    }
}

/// Makes the fields of an operation's body of a given type.
protocol BodyMaker {
    associatedtype Failure: Error

    mutating func make<Body: OperationBody>(_ type: Body.Type) throws(Failure) -> Body
}

/// Reads bodies.
struct BodyReader<Reader: FieldVisitor>: BodyMaker where Reader.Failure == DecodingError {
    var reader: Reader

    mutating func make<Body: OperationBody>(_ type: Body.Type) throws(DecodingError) -> Body {
        var body = Body(placeholder: ())
        try body.visitFields(&reader)
        return body
    }
}

/// Makes bodies without meaning, for what their types have in common.
struct BodyPlaceholders: BodyMaker {
    mutating func make<Body: OperationBody>(_ type: Body.Type) throws(Never) -> Body {
        Body(placeholder: ())
    }
}
