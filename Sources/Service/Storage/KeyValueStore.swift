/// A key with its value.
public struct KeyValue: Equatable, Sendable {
    public let key: [UInt8]
    public let value: [UInt8]

    public init(key: [UInt8], value: [UInt8]) {
        self.key = key
        self.value = value
    }
}

/// Changes that happen together or not at all; of two changes of one key the later counts.
public struct WriteBatch: Sendable {
    /// One change.
    public enum Change: Sendable {
        case put([UInt8], [UInt8])
        case delete([UInt8])
    }

    /// The changes in order.
    public private(set) var changes: [Change] = []

    public init() {}

    /// Whether there are no changes.
    public var isEmpty: Bool { changes.isEmpty }

    /// Adds the change of a key to a value.
    public mutating func put(_ key: [UInt8], _ value: [UInt8]) { changes.append(.put(key, value)) }

    /// Adds the removal of a key, which need not exist.
    public mutating func delete(_ key: [UInt8]) { changes.append(.delete(key)) }

    /// Throws `tooLarge` when a key is not within `KeyLimit`.
    public func checkKeys() throws(StorageError) {
        for change in changes {
            switch change {
            case .put(let key, _), .delete(let key): try KeyLimit.check(key)
            }
        }
    }
}

/// Limits of keys, the same for every store.
public enum KeyLimit {
    /// The most bytes of a key; it has at least one.
    public static let byteCount = 511

    /// Throws `tooLarge` for a key out of these limits.
    public static func check(_ key: [UInt8]) throws(StorageError) {
        guard (1...byteCount).contains(key.count) else {
            throw .tooLarge(limit: byteCount, actual: key.count)
        }
    }
}

/// The port of an ordered map of bytes, in lexicographic order of keys; usable from any thread.
public protocol KeyValueStore: Sendable {
    /// The value of a key; `nil` if there is none.
    func get(_ key: [UInt8]) throws(StorageError) -> [UInt8]?
    /// Applies all changes; they are durable on return if the store is durable.
    func write(_ batch: WriteBatch) throws(StorageError)
    /// At most `limit` pairs, in order, whose keys begin with `prefix` and are not below `from`.
    func scan(prefix: [UInt8], from: [UInt8], limit: Int) throws(StorageError) -> [KeyValue]
}

extension KeyValueStore {
    /// All pairs whose keys begin with `prefix`, in order.
    public func scan(prefix: [UInt8]) throws(StorageError) -> [KeyValue] {
        try scan(prefix: prefix, from: prefix, limit: .max)
    }
}
