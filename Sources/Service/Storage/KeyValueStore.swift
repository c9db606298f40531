/// A key with its value.
public struct KeyValue: Equatable, Sendable {
    public let key: [UInt8]
    public let value: [UInt8]

    /// A pair.
    public init(key: [UInt8], value: [UInt8]) {
        self.key = key
        self.value = value
    }
}

/// Changes that happen together or not at all; of two to one key the later counts.
public struct WriteBatch: Sendable {
    /// One change.
    public enum Change: Sendable {
        case put([UInt8], [UInt8])
        case delete([UInt8])
    }

    /// The changes in order.
    public private(set) var changes: [Change] = []

    /// No changes.
    public init() {}

    /// Whether there is nothing to do.
    public var isEmpty: Bool { changes.isEmpty }

    /// Sets the value of a key.
    public mutating func put(_ key: [UInt8], _ value: [UInt8]) { changes.append(.put(key, value)) }

    /// Removes a key, if it is there.
    public mutating func delete(_ key: [UInt8]) { changes.append(.delete(key)) }

    /// Throws `tooLarge` when a key is one that no store takes.
    public func checkKeys() throws(StorageError) {
        for change in changes {
            switch change {
            case .put(let key, _), .delete(let key): try KeyLimit.check(key)
            }
        }
    }
}

/// Bounds on keys, the same for every store.
public enum KeyLimit {
    /// The longest key; the shortest has one byte.
    public static let byteCount = 511

    /// Throws `tooLarge` for a key that no store takes.
    public static func check(_ key: [UInt8]) throws(StorageError) {
        guard (1...byteCount).contains(key.count) else {
            throw .tooLarge(limit: byteCount, actual: key.count)
        }
    }
}

/// The port to an ordered map of bytes, in lexicographic order of keys; usable from any thread.
public protocol KeyValueStore: Sendable {
    /// The value of a key.
    func get(_ key: [UInt8]) throws(StorageError) -> [UInt8]?
    /// Makes all changes; they are durable on return if the store is.
    func write(_ batch: WriteBatch) throws(StorageError)
    /// At most `limit` pairs whose keys begin with `prefix` and are `from` or above, in order.
    func scan(prefix: [UInt8], from: [UInt8], limit: Int) throws(StorageError) -> [KeyValue]
}

extension KeyValueStore {
    /// All pairs whose keys begin with `prefix`, in order.
    public func scan(prefix: [UInt8]) throws(StorageError) -> [KeyValue] {
        try scan(prefix: prefix, from: prefix, limit: .max)
    }
}
