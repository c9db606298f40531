import Simulation
import Storage
import TestSupport
import Testing

/// The laws of a store, run on each; LMDB is opened again to see what it has kept.
@Suite struct KeyValueStoreTests {
    private func obeysTheLaws(_ store: some KeyValueStore) throws {
        #expect(try store.get([1]) == nil)
        #expect(try store.scan(prefix: []) == [])
        var batch = WriteBatch()
        batch.put([1, 2], [9])
        batch.put([1], [])
        batch.put([2], [7, 7])
        batch.put([1, 255], [1])
        batch.put([3], [1])
        batch.delete([3])
        batch.put([1, 2], [8])
        try store.write(batch)
        #expect(try store.get([1, 2]) == [8])
        #expect(try store.get([1]) == [])
        #expect(try store.get([3]) == nil)
        #expect(try store.scan(prefix: [1]).map(\.key) == [[1], [1, 2], [1, 255]])
        #expect(try store.scan(prefix: []).map(\.key) == [[1], [1, 2], [1, 255], [2]])
        #expect(try store.scan(prefix: [1], from: [1, 3], limit: 5).map(\.key) == [[1, 255]])
        #expect(try store.scan(prefix: [1], from: [], limit: 1).map(\.value) == [[]])
        #expect(try store.scan(prefix: [9]) == [])
        var refused = WriteBatch()
        refused.put([5], [5])
        refused.put([UInt8](repeating: 1, count: 512), [5])
        #expect(throws: StorageError.tooLarge(limit: 511, actual: 512)) {
            try store.write(refused)
        }
        #expect(try store.get([5]) == nil)
        #expect(throws: StorageError.tooLarge(limit: 511, actual: 0)) { try store.get([]) }
        var deletion = WriteBatch()
        deletion.delete([1])
        deletion.delete([77])
        try store.write(deletion)
        #expect(try store.get([1]) == nil)
    }

    private func agreesWithADictionary(_ store: some KeyValueStore) throws {
        var model: [[UInt8]: [UInt8]] = [:]
        for entry in try store.scan(prefix: []) { model[entry.key] = entry.value }
        var state: UInt64 = 42
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<100 {
            var batch = WriteBatch()
            for _ in 0..<next(20) {
                let key = (0...next(3)).map { _ in UInt8(next(4)) }
                if next(3) == 0 {
                    batch.delete(key)
                    model[key] = nil
                } else {
                    let value = (0..<next(50)).map { UInt8($0) }
                    batch.put(key, value)
                    model[key] = value
                }
            }
            try store.write(batch)
        }
        let expected = model.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        let found = try store.scan(prefix: [])
        #expect(found.map(\.key) == expected.map(\.key))
        #expect(found.map(\.value) == expected.map(\.value))
        #expect(found.count > 10)
    }

    @Test func memoryObeysTheLaws() throws {
        let store = MemoryStore()
        try obeysTheLaws(store)
        try agreesWithADictionary(store)
    }

    @Test func databaseObeysTheLawsAndKeepsWhatItHolds() throws {
        try TemporaryFolder.with { folder in
            let pairs: [KeyValue]
            do {
                let store = try LMDBStore(path: folder.path, mapByteCount: 64 << 20)
                try obeysTheLaws(store)
                try agreesWithADictionary(store)
                pairs = try store.scan(prefix: [])
            }
            let store = try LMDBStore(path: folder.path, mapByteCount: 64 << 20)
            #expect(try store.scan(prefix: []) == pairs)
        }
    }

    @Test func refusesAnUnusableDirectory() {
        #expect(throws: StorageError.self) { try LMDBStore(path: "/proc/none/here") }
    }

    @Test func changesNothingWhenTheMapIsFull() throws {
        try TemporaryFolder.with { folder in
            let store = try LMDBStore(path: folder.path, mapByteCount: 1 << 20)
            var batch = WriteBatch()
            for index in UInt8.min...UInt8.max {
                batch.put([index], [UInt8](repeating: index, count: 8000))
            }
            #expect(throws: StorageError.self) { try store.write(batch) }
            #expect(try store.scan(prefix: []) == [])
            var small = WriteBatch()
            small.put([1], [1])
            try store.write(small)
            #expect(try store.get([1]) == [1])
        }
    }
}
