public import Storage
import Synchronization

/// A key-value store in memory.
///
/// A class because its users share it.
public final class MemoryStore: KeyValueStore {
    private struct State {
        var values: [[UInt8]: [UInt8]] = [:]
        var keys: [[UInt8]]?
    }

    private let state = Mutex(State())

    /// An empty store.
    public init() {}

    /// The value of a key; `nil` if there is none.
    public func get(_ key: [UInt8]) throws(StorageError) -> [UInt8]? {
        try KeyLimit.check(key)
        return state.withLock { $0.values[key] }
    }

    /// Applies all changes at once.
    public func write(_ batch: WriteBatch) throws(StorageError) {
        try batch.checkKeys()
        state.withLock { state in
            state.keys = nil
            for change in batch.changes {
                switch change {
                case .put(let key, let value): state.values[key] = value
                case .delete(let key): state.values[key] = nil
                }
            }
        }
    }

    /// The pairs in order; the keys are sorted again after each write.
    public func scan(
        prefix: [UInt8], from: [UInt8], limit: Int
    ) throws(StorageError) -> [KeyValue] {
        let start = from.lexicographicallyPrecedes(prefix) ? prefix : from
        return state.withLock { state in
            let keys = state.keys ?? state.values.keys.sorted { $0.lexicographicallyPrecedes($1) }
            state.keys = keys
            var (low, high) = (0, keys.count)
            while low < high {
                let middle = (low + high) / 2
                if keys[middle].lexicographicallyPrecedes(start) {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            var pairs: [KeyValue] = []
            while low < keys.count, pairs.count < limit, keys[low].starts(with: prefix) {
                pairs.append(KeyValue(key: keys[low], value: state.values[keys[low]] ?? []))
                low += 1
            }
            return pairs
        }
    }
}
