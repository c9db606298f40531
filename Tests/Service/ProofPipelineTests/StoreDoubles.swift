import Storage
import Synchronization

/// A store that refuses to write while it is broken.
final class BrokenStore: KeyValueStore {
    private let inner: any KeyValueStore
    let isBroken = Atomic<Bool>(false)

    init(_ inner: any KeyValueStore) { self.inner = inner }

    func get(_ key: [UInt8]) throws(StorageError) -> [UInt8]? { try inner.get(key) }

    func write(_ batch: WriteBatch) throws(StorageError) {
        guard !isBroken.load(ordering: .relaxed) else { throw .unavailable }
        try inner.write(batch)
    }

    func scan(prefix: [UInt8], from: [UInt8], limit: Int) throws(StorageError) -> [KeyValue] {
        try inner.scan(prefix: prefix, from: from, limit: limit)
    }
}

/// The writes that a process makes before it is killed.
final class WriteLimit: Sendable {
    private let left: Atomic<Int>

    init(_ count: Int) { left = Atomic(count) }

    /// Whether one more is made.
    func take() -> Bool { left.subtract(1, ordering: .relaxed).newValue >= 0 }
}

/// One of the stores of a process that is killed after some writes to any of them.
struct LimitedStore: KeyValueStore {
    private let inner: any KeyValueStore
    private let limit: WriteLimit

    init(_ inner: any KeyValueStore, _ limit: WriteLimit) {
        (self.inner, self.limit) = (inner, limit)
    }

    func get(_ key: [UInt8]) throws(StorageError) -> [UInt8]? { try inner.get(key) }

    func write(_ batch: WriteBatch) throws(StorageError) {
        guard limit.take() else { throw .unavailable }
        try inner.write(batch)
    }

    func scan(prefix: [UInt8], from: [UInt8], limit: Int) throws(StorageError) -> [KeyValue] {
        try inner.scan(prefix: prefix, from: from, limit: limit)
    }
}
