public import Storage
import Synchronization

/// Files in memory with faults on request: crashes, torn writes, flipped bits, errors.
///
/// Bytes appended but not synchronized may be lost: a crash keeps any prefix of them. A class
/// because its users share it.
public final class SimulatedFileSystem: FileSystem {
    private struct File {
        var bytes: [UInt8] = []
        var durableCount = 0
    }

    private struct State {
        var files: [String: File] = [:]
        var operationCount = 0
        var failAt: Int?
        var failsSynchronize = false
        var isCrashed = false
    }

    private let state = Mutex(State())

    /// An empty directory.
    public init() {}

    /// The number of changing operations so far.
    public var operationCount: Int { state.withLock { $0.operationCount } }

    /// Makes the changing operation of this number, from 0, and all later ones fail.
    public func crash(atOperation number: Int) { state.withLock { $0.failAt = number } }

    /// Makes every later `synchronize` fail.
    public func failSynchronize() { state.withLock { $0.failsSynchronize = true } }

    /// The files after a crash, with the share `kept` in thousandths of unsynchronized bytes.
    public func afterCrash(keptThousandths kept: Int) -> SimulatedFileSystem {
        let next = SimulatedFileSystem()
        let files = state.withLock { $0.files }
        next.state.withLock { state in
            for (name, file) in files {
                let extra = (file.bytes.count - file.durableCount) * kept / 1000
                let bytes = Array(file.bytes.prefix(file.durableCount + extra))
                state.files[name] = File(bytes: bytes, durableCount: bytes.count)
            }
        }
        return next
    }

    /// Flips one bit; false if there is no such byte.
    public func flipBit(_ bit: Int, ofByte offset: Int, in name: String) -> Bool {
        state.withLock { state in
            guard let count = state.files[name]?.bytes.count, offset < count else { return false }
            state.files[name]?.bytes[offset] ^= 1 << UInt8(bit & 7)
            return true
        }
    }

    /// The names of all files.
    public func list() throws(StorageError) -> [String] { state.withLock { Array($0.files.keys) } }

    /// The whole content of a file.
    public func read(_ name: String) throws(StorageError) -> [UInt8] {
        guard let bytes = state.withLock({ $0.files[name]?.bytes }) else {
            throw .fileSystem(operation: "read", code: 2)
        }
        return bytes
    }

    /// Creates an empty file.
    public func create(_ name: String) throws(StorageError) {
        try change("create") { state, _ in
            guard state.files[name] == nil else { return false }
            state.files[name] = File()
            return true
        }
    }

    /// Appends bytes; half of them when this operation crashes.
    public func append(_ bytes: [UInt8], to name: String) throws(StorageError) {
        try change("append") { state, isTorn in
            guard state.files[name] != nil else { return false }
            let part = isTorn ? bytes.prefix(bytes.count / 2) : bytes[...]
            state.files[name]?.bytes.append(contentsOf: part)
            return true
        }
    }

    /// Makes all appended bytes of a file durable.
    public func synchronize(_ name: String) throws(StorageError) {
        try change("synchronize") { state, isTorn in
            guard !state.failsSynchronize, !isTorn, let file = state.files[name] else {
                return false
            }
            state.files[name]?.durableCount = file.bytes.count
            return true
        }
    }

    /// Shortens a file, durably.
    public func truncate(_ name: String, to byteCount: Int) throws(StorageError) {
        try change("truncate") { state, isTorn in
            guard !isTorn, let file = state.files[name], byteCount <= file.bytes.count else {
                return false
            }
            let bytes = Array(file.bytes.prefix(byteCount))
            state.files[name] = File(bytes: bytes, durableCount: bytes.count)
            return true
        }
    }

    /// Removes a file, durably.
    public func remove(_ name: String) throws(StorageError) {
        try change("remove") { state, isTorn in
            guard !isTorn else { return false }
            return state.files.removeValue(forKey: name) != nil
        }
    }

    private func change(
        _ operation: String, _ body: (inout State, _ isTorn: Bool) -> Bool
    ) throws(StorageError) {
        let isDone = state.withLock { state in
            guard !state.isCrashed else { return false }
            let isTorn = state.operationCount == state.failAt
            state.operationCount += 1
            state.isCrashed = isTorn
            return body(&state, isTorn) && !isTorn
        }
        guard isDone else { throw .fileSystem(operation: operation, code: 5) }
    }
}
