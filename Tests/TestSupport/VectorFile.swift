import Foundation

/// A value of a JSON vector file; a missing member or element is `.null`.
public enum VectorFile: Sendable {
    /// An object.
    case object([String: VectorFile])
    /// An array.
    case array([VectorFile])
    /// A string; vector files write numbers as strings too.
    case string(String)
    /// A Boolean.
    case bool(Bool)
    /// A number.
    case number(Double)
    /// JSON null, or a missing value.
    case null

    /// A vector does not have the form that a test expects.
    public struct Unreadable: Error {
        /// The expected form.
        public let wanted: String
        /// The value found.
        public let found: VectorFile
    }

    /// Reads `Tests/Vectors/<name>.json`.
    public static func load(_ name: String) throws -> VectorFile {
        let vectors = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Vectors")
        let data = try Data(contentsOf: vectors.appendingPathComponent(name + ".json"))
        return try JSONDecoder().decode(VectorFile.self, from: data)
    }
}

extension VectorFile {
    /// The member of an object, or `.null`.
    public subscript(key: String) -> VectorFile {
        if case .object(let members) = self { members[key] ?? .null } else { .null }
    }

    /// The element of an array, or `.null`.
    public subscript(index: Int) -> VectorFile {
        guard case .array(let items) = self, items.indices.contains(index) else { return .null }
        return items[index]
    }

    /// The elements of an array.
    ///
    /// Throws for another type and for an empty array, so that no loop over vectors is skipped.
    public func items() throws -> [VectorFile] {
        guard case .array(let items) = self, !items.isEmpty else { throw unreadable("array") }
        return items
    }

    /// The element of an array whose `name` is the given one.
    public func item(named name: String) throws -> VectorFile {
        for item in try items() {
            if case .string(name) = item["name"] { return item }
        }
        throw unreadable("an item named " + name)
    }

    /// The text of a string.
    public func string() throws -> String {
        guard case .string(let text) = self else { throw unreadable("string") }
        return text
    }

    /// A Boolean.
    public func bool() throws -> Bool {
        guard case .bool(let value) = self else { throw unreadable("bool") }
        return value
    }

    /// Bytes of a hexadecimal string with or without `0x`.
    public func bytes() throws -> [UInt8] {
        var digits = Array(try string().utf8)
        if digits.starts(with: [0x30, 0x78]) { digits.removeFirst(2) }
        guard digits.count % 2 == 0 else { throw unreadable("hexadecimal") }
        return try stride(from: 0, to: digits.count, by: 2).map {
            let pair = String(decoding: digits[$0..<$0 + 2], as: UTF8.self)
            guard let byte = UInt8(pair, radix: 16) else { throw unreadable("hexadecimal") }
            return byte
        }
    }

    /// An unsigned integer: decimal, hexadecimal after `0x`, or a JSON number.
    public func uint64() throws -> UInt64 {
        if case .number(let value) = self, let exact = UInt64(exactly: value) { return exact }
        let text = try string()
        let value = text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
        guard let value else { throw unreadable("unsigned integer") }
        return value
    }

    /// An integer that fits `Int`.
    public func int() throws -> Int {
        guard let value = Int(exactly: try uint64()) else { throw unreadable("integer") }
        return value
    }

    private func unreadable(_ wanted: String) -> Unreadable {
        Unreadable(wanted: wanted, found: self)
    }
}

extension VectorFile: Decodable {
    /// Decodes any JSON value.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode([VectorFile].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: VectorFile].self))
        }
    }
}
