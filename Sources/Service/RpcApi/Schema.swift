public import Network

/// The type of a wire value, from which the published documents are made.
public indirect enum Schema: Sendable {
    /// An integer in a range.
    case integer(minimum: UInt64, maximum: UInt64)
    /// A text that matches a pattern.
    case text(pattern: String?, example: String?)
    /// One of several words.
    case choice([String])
    /// A Boolean.
    case boolean
    /// A list of values of one type.
    case list(Schema)
    /// An object with these fields and no others.
    case object([Property])
    /// A value of one of these types.
    case oneOf([Schema])
    /// Any value.
    case anything

    /// A named field of an object.
    public struct Property: Sendable {
        /// The name of the field.
        public let name: String
        public let summary: String
        /// Whether the field may be absent.
        public let isOptional: Bool
        /// The type of the field.
        public let schema: Schema
    }
}

extension Schema {
    /// The JSON Schema (draft 2020-12) of the type, for OpenAPI 3.1 and AsyncAPI 3.
    public var json: JSON {
        switch self {
        case .integer(let minimum, let maximum):
            return .fields(
                ("type", .string("integer")), ("minimum", .integer(minimum)),
                ("maximum", .integer(maximum)))
        case .text(let pattern, let example):
            var members: [(String, JSON)] = [("type", .string("string"))]
            if let pattern { members.append(("pattern", .string(pattern))) }
            if let example { members.append(("examples", .array([.string(example)]))) }
            return .fields(members)
        case .choice(let words):
            return .fields(
                ("type", .string("string")), ("enum", .array(words.map { .string($0) })))
        case .boolean:
            return .fields(("type", .string("boolean")))
        case .list(let element):
            return .fields(("type", .string("array")), ("items", element.json))
        case .object(let properties):
            return Schema.objectJSON(properties)
        case .oneOf(let schemas):
            return .fields(("oneOf", .array(schemas.map(\.json))))
        case .anything:
            return .fields([])
        }
    }

    private static func objectJSON(_ properties: [Property]) -> JSON {
        let members = properties.map { property -> (String, JSON) in
            var schema = property.schema.json
            if !property.summary.isEmpty {
                schema = schema.adding("description", .string(property.summary))
            }
            return (property.name, schema)
        }
        let required = properties.filter { !$0.isOptional }.map { JSON.string($0.name) }
        return .fields(
            ("type", .string("object")), ("properties", .fields(members)),
            ("required", .array(required)), ("additionalProperties", .bool(false)))
    }
}
