public import Network

/// A JSON object described by its list of fields.
public protocol WireObject: WireValue {
    /// A placeholder for the reader, which overwrites every required field.
    init(placeholder: ())
    /// The fields in the order of writing.
    static var fields: [WireField<Self>] { get }
}

/// One field of an object: its name, and its reader and writer.
public struct WireField<Root: Sendable>: Sendable {
    /// The name on the wire.
    public let name: String
    public let summary: String
    /// Whether the field may be absent.
    public let isOptional: Bool
    let schema: Schema
    let read: @Sendable (JSON, inout Root) throws(RpcApiError) -> Void
    let write: @Sendable (Root) -> JSON?

    /// A required field.
    public init<Value: WireValue>(
        _ name: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ summary: String = ""
    ) {
        self.name = name
        self.summary = summary
        isOptional = false
        schema = Value.schema
        read = { (json, root) throws(RpcApiError) in root[keyPath: path] = try Value(wire: json) }
        write = { $0[keyPath: path].wire }
    }

    /// An optional field.
    public init<Value: WireValue>(
        _ name: String, _ path: any WritableKeyPath<Root, Value?> & Sendable, _ summary: String = ""
    ) {
        self.name = name
        self.summary = summary
        isOptional = true
        schema = Value.schema
        read = { (json, root) throws(RpcApiError) in root[keyPath: path] = try Value(wire: json) }
        write = { $0[keyPath: path]?.wire }
    }
}

extension WireObject {
    public static var schema: Schema { .object(properties) }

    static var properties: [Schema.Property] {
        fields.map {
            Schema.Property(
                name: $0.name, summary: $0.summary, isOptional: $0.isOptional,
                schema: $0.schema)
        }
    }

    public init(wire: JSON) throws(RpcApiError) {
        guard let members = wire.objectValue?.members else { throw Self.unexpected("an object") }
        self.init(placeholder: ())
        let fields = Self.fields
        var isPresent = [Bool](repeating: false, count: fields.count)
        for member in members {
            guard let index = fields.firstIndex(where: { $0.name == member.key }) else {
                throw .unknownField(path: member.key)
            }
            guard !isPresent[index] else { throw .repeatedField(path: member.key) }
            isPresent[index] = true
            do throws(RpcApiError) {
                try fields[index].read(member.value, &self)
            } catch {
                throw error.inside(member.key)
            }
        }
        for (index, field) in fields.enumerated() where !isPresent[index] && !field.isOptional {
            throw .missingField(path: field.name)
        }
    }

    public var wire: JSON {
        .fields(Self.fields.compactMap { field in field.write(self).map { (field.name, $0) } })
    }
}
