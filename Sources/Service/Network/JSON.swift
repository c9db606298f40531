/// A JSON value.
///
/// A number keeps its exact text, so that no amount passes through floating point.
public enum JSON: Hashable, Sendable {
    /// The literal `null`.
    case null
    /// A truth value.
    case bool(Bool)
    /// A number as it was written.
    case number(String)
    /// A text.
    case string(String)
    /// An ordered list.
    case array([JSON])
    /// Members by key, in the order written.
    case object(JSONObject)

    /// A whole number.
    public static func integer(_ value: some FixedWidthInteger) -> JSON {
        .number(String(value))
    }

    /// A whole number as a decimal string, the form of amounts.
    public static func decimal(_ value: some FixedWidthInteger) -> JSON {
        .string(String(value))
    }
}

extension JSON {
    /// Whether this is the literal `null`.
    public var isNull: Bool { self == .null }

    /// The text, if this is a string.
    public var stringValue: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The truth value, if this is one.
    public var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The text of the number, if this is one.
    public var numberText: String? {
        if case .number(let value) = self { value } else { nil }
    }

    /// The elements, if this is an array.
    public var arrayValue: [JSON]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The members, if this is an object.
    public var objectValue: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    /// The whole number, if this is a number without fraction or exponent that fits.
    public func integerValue<Value: FixedWidthInteger>(
        as type: Value.Type = Value.self
    ) -> Value? {
        if case .number(let text) = self { Value(text) } else { nil }
    }

    /// The value of a member, if this is an object that has it.
    public subscript(key: String) -> JSON? { objectValue?[key] }

    /// The element at an index, if this is an array that has it.
    public subscript(index: Int) -> JSON? {
        guard case .array(let values) = self, values.indices.contains(index) else { return nil }
        return values[index]
    }
}

extension JSON {
    /// The value of a member that must be there.
    public func member(_ key: String) throws(NetworkError) -> JSON {
        guard let value = self[key] else { throw .missingMember(key) }
        return value
    }

    /// The text of a member.
    public func string(_ key: String) throws(NetworkError) -> String {
        guard let value = try member(key).stringValue else {
            throw .wrongType(member: key, expected: "string")
        }
        return value
    }

    /// The truth value of a member.
    public func bool(_ key: String) throws(NetworkError) -> Bool {
        guard let value = try member(key).boolValue else {
            throw .wrongType(member: key, expected: "boolean")
        }
        return value
    }

    /// The whole number of a member that is a JSON number.
    public func integer<Value: FixedWidthInteger>(
        _ key: String, as type: Value.Type = Value.self
    ) throws(NetworkError) -> Value {
        guard let value = try member(key).integerValue(as: type) else {
            throw .wrongType(member: key, expected: "integer")
        }
        return value
    }

    /// The whole number of a member that is a canonical decimal string.
    public func decimal<Value: FixedWidthInteger>(
        _ key: String, as type: Value.Type = Value.self
    ) throws(NetworkError) -> Value {
        guard let value = Value(try string(key)), String(value) == self[key]?.stringValue else {
            throw .wrongType(member: key, expected: "decimal string")
        }
        return value
    }

    /// The elements of a member.
    public func array(_ key: String) throws(NetworkError) -> [JSON] {
        guard let value = try member(key).arrayValue else {
            throw .wrongType(member: key, expected: "array")
        }
        return value
    }

    /// The member itself as an object.
    public func object(_ key: String) throws(NetworkError) -> JSONObject {
        guard let value = try member(key).objectValue else {
            throw .wrongType(member: key, expected: "object")
        }
        return value
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// An array.
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }

    /// An object; of two members with one key the later counts.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(JSONObject(elements))
    }
}
