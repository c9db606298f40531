/// A JSON value.
///
/// A number keeps its exact text, so that no amount passes through floating point.
public enum JSON: Hashable, Sendable {
    /// The literal `null`.
    case null
    /// A Boolean.
    case bool(Bool)
    /// A number as it was written.
    case number(String)
    /// A string.
    case string(String)
    /// An ordered list.
    case array([JSON])
    /// Members by key, in their order.
    case object(JSONObject)

    /// An integer.
    public static func integer(_ value: some FixedWidthInteger) -> JSON {
        .number(String(value))
    }

    /// An integer as a decimal string, the form of amounts.
    public static func decimal(_ value: some FixedWidthInteger) -> JSON {
        .string(String(value))
    }
}

extension JSON {
    /// Whether this is the literal `null`.
    public var isNull: Bool { self == .null }

    /// The text of a string; `nil` for another type.
    public var stringValue: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The value of a Boolean; `nil` for another type.
    public var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The text of a number; `nil` for another type.
    public var numberText: String? {
        if case .number(let value) = self { value } else { nil }
    }

    /// The elements of an array; `nil` for another type.
    public var arrayValue: [JSON]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The members of an object; `nil` for another type.
    public var objectValue: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    /// The integer; `nil` unless this is a number without fraction or exponent that fits.
    public func integerValue<Value: FixedWidthInteger>(
        as type: Value.Type = Value.self
    ) -> Value? {
        if case .number(let text) = self { Value(text) } else { nil }
    }

    /// The value of a member; `nil` unless this is an object that has it.
    public subscript(key: String) -> JSON? { objectValue?[key] }

    /// The element at an index; `nil` unless this is an array that has it.
    public subscript(index: Int) -> JSON? {
        guard case .array(let values) = self, values.indices.contains(index) else { return nil }
        return values[index]
    }
}

extension JSON {
    /// The value of a member; throws `missingMember` without it.
    public func member(_ key: String) throws(NetworkError) -> JSON {
        guard let value = self[key] else { throw .missingMember(key) }
        return value
    }

    /// The text of a member; throws `missingMember` or `wrongType`.
    public func string(_ key: String) throws(NetworkError) -> String {
        guard let value = try member(key).stringValue else {
            throw .wrongType(member: key, expected: "string")
        }
        return value
    }

    /// The Boolean of a member; throws `missingMember` or `wrongType`.
    public func bool(_ key: String) throws(NetworkError) -> Bool {
        guard let value = try member(key).boolValue else {
            throw .wrongType(member: key, expected: "boolean")
        }
        return value
    }

    /// The integer of a member that is a JSON number; throws `missingMember` or `wrongType`.
    public func integer<Value: FixedWidthInteger>(
        _ key: String, as type: Value.Type = Value.self
    ) throws(NetworkError) -> Value {
        guard let value = try member(key).integerValue(as: type) else {
            throw .wrongType(member: key, expected: "integer")
        }
        return value
    }

    /// The integer of a member that is a decimal string; throws `missingMember` or `wrongType`.
    public func decimal<Value: FixedWidthInteger>(
        _ key: String, as type: Value.Type = Value.self
    ) throws(NetworkError) -> Value {
        guard let value = Value(try string(key)), String(value) == self[key]?.stringValue else {
            throw .wrongType(member: key, expected: "decimal string")
        }
        return value
    }

    /// The elements of a member; throws `missingMember` or `wrongType`.
    public func array(_ key: String) throws(NetworkError) -> [JSON] {
        guard let value = try member(key).arrayValue else {
            throw .wrongType(member: key, expected: "array")
        }
        return value
    }

    /// The members of a member that is an object; throws `missingMember` or `wrongType`.
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
    public init(stringLiteral value: String) { self = .string(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }

    /// An object; of two members with one key the later counts.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(JSONObject(elements))
    }
}
