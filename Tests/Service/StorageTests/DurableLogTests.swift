import Dispatch
import Scheduling
import Simulation
import Storage
import Synchronization
import TestSupport
import Testing

@Suite struct DurableLogTests {
    private static let label: [UInt8] = Array("test-network".utf8)

    private static func open(
        _ files: any FileSystem, segmentByteCount: Int = 1 << 20
    ) throws(StorageError) -> DurableLog {
        var configuration = DurableLogConfiguration()
        configuration.segmentByteCount = segmentByteCount
        return try DurableLog(files, label: label, configuration: configuration)
    }

    private static func payload(_ sequence: UInt64) -> [UInt8] {
        [UInt8](repeating: UInt8(truncatingIfNeeded: sequence), count: Int(sequence % 40))
    }

    private static func fill(_ log: DurableLog, _ count: Int) throws {
        for _ in 0..<count {
            let next = log.durableSequence + 1
            try log.append(type: 3, payload: payload(next))
            try log.synchronize()
        }
    }

    private static func sequences(_ log: DurableLog, from first: UInt64) throws -> [UInt64] {
        var found: [UInt64] = []
        try log.replay(from: first) { record in
            found.append(record.sequence)
            #expect(record.type == 3)
            #expect(record.payload == payload(record.sequence))
        }
        return found
    }

    @Test func findsWhatWasWrittenAfterReopening() throws {
        let files = SimulatedFileSystem()
        let first = try Self.open(files, segmentByteCount: 200)
        #expect(first.recovery == LogRecovery(first: 1, last: 0, tornByteCount: 0))
        try Self.fill(first, 50)
        first.close()
        #expect(throws: StorageError.unavailable) { try first.append(type: 0, payload: []) }
        let second = try Self.open(files, segmentByteCount: 200)
        #expect(second.recovery == LogRecovery(first: 1, last: 50, tornByteCount: 0))
        #expect(try Self.sequences(second, from: 1) == Array(1...50))
        #expect(try Self.sequences(second, from: 37) == Array(37...50))
        #expect(try Self.sequences(second, from: 51) == [])
        try Self.fill(second, 5)
        #expect(try Self.sequences(second, from: 49) == Array(49...55))
    }

    @Test func commitsManyAppendersTogether() throws {
        let files = SimulatedFileSystem()
        let highest = Mutex<UInt64>(0)
        let log = try DurableLog(files, label: Self.label)
        log.becameDurable.add { upTo in
            highest.withLock {
                #expect(upTo > $0)
                $0 = upTo
            }
        }
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
            for _ in 0..<500 { _ = try? log.append(type: 1, payload: [1, 2, 3]) }
        }
        try log.synchronize()
        #expect(log.durableSequence == 2000)
        #expect(highest.withLock { $0 } == 2000)
        var count: UInt64 = 0
        try log.replay(from: 1) { record in
            count += 1
            #expect(record.sequence == count)
        }
        #expect(count == 2000)
    }

    /// Power fails at each changing operation, with several shares of unsynchronized bytes kept.
    @Test func losesNothingAcknowledgedAtAnyCrash() throws {
        let reference = SimulatedFileSystem()
        let log = try Self.open(reference, segmentByteCount: 150)
        try Self.fill(log, 25)
        log.close()
        for operation in 0..<reference.operationCount {
            let files = SimulatedFileSystem()
            files.crash(atOperation: operation)
            var acknowledged: UInt64 = 0
            var appended: UInt64 = 0
            if let log = try? Self.open(files, segmentByteCount: 150) {
                while acknowledged < 25 {
                    let next = log.durableSequence + 1
                    guard (try? log.append(type: 3, payload: Self.payload(next))) != nil else {
                        break
                    }
                    appended = next
                    guard (try? log.synchronize()) != nil else { break }
                    acknowledged = next
                }
                #expect(throws: StorageError.unavailable) {
                    try log.append(type: 3, payload: [])
                }
                log.close()
            }
            for kept in [0, 300, 999, 1000] {
                let after = files.afterCrash(keptThousandths: kept)
                let log = try Self.open(after, segmentByteCount: 150)
                #expect(log.recovery.last >= acknowledged)
                #expect(log.recovery.last <= appended)
                try Self.fill(log, 3)
                let last = log.recovery.last + 3
                #expect(try Self.sequences(log, from: 1) == Array(1...last))
                log.close()
                let again = try Self.open(after, segmentByteCount: 150)
                #expect(again.recovery == LogRecovery(first: 1, last: last, tornByteCount: 0))
            }
        }
    }

    @Test func reportsEveryFlippedBit() throws {
        let names = ["segment-0000000000000001.log", "segment-0000000000000005.log"]
        let files = SimulatedFileSystem()
        let log = try Self.open(files, segmentByteCount: 150)
        try Self.fill(log, 9)
        log.close()
        let segments = try files.list().sorted()
        #expect(segments.first == names[0])
        #expect(segments.count > 1)
        for name in segments {
            for offset in try files.read(name).indices {
                #expect(files.flipBit(offset, ofByte: offset, in: name))
                #expect(throws: StorageError.self, "\(name) \(offset)") { try Self.open(files) }
                #expect(files.flipBit(offset, ofByte: offset, in: name))
            }
        }
        #expect(try Self.open(files).recovery.last == 9)
    }

    @Test func acknowledgesNothingAfterTheDiskHasFailed() throws {
        let files = SimulatedFileSystem()
        let failure = Mutex<StorageError?>(nil)
        let log = try DurableLog(files, label: Self.label)
        log.failed.add { error in failure.withLock { $0 = error } }
        try Self.fill(log, 3)
        files.failSynchronize()
        try log.append(type: 3, payload: [])
        #expect(throws: StorageError.unavailable) { try log.synchronize() }
        #expect(throws: StorageError.unavailable) { try log.append(type: 3, payload: []) }
        #expect(log.durableSequence == 3)
        #expect(failure.withLock { $0 } == .fileSystem(operation: "synchronize", code: 5))
    }

    @Test func refusesTheLogOfAnotherNetwork() throws {
        let files = SimulatedFileSystem()
        let log = try Self.open(files)
        try Self.fill(log, 1)
        log.close()
        #expect(throws: StorageError.wrongLabel(segment: 1)) {
            try DurableLog(files, label: Array("best-network".utf8))
        }
    }

    @Test func prunesWholeSegmentsOnly() throws {
        let files = SimulatedFileSystem()
        let log = try Self.open(files, segmentByteCount: 150)
        try Self.fill(log, 30)
        try log.prune(below: 20)
        log.close()
        let again = try Self.open(files, segmentByteCount: 150)
        #expect(again.recovery.first > 1)
        #expect(again.recovery.first <= 20)
        #expect(try Self.sequences(again, from: 20) == Array(20...30))
        #expect(throws: StorageError.pruned(first: again.recovery.first)) {
            try again.replay(from: 1) { _ in }
        }
    }

    @Test func reportsAMissingSegment() throws {
        let files = SimulatedFileSystem()
        let log = try Self.open(files, segmentByteCount: 150)
        try Self.fill(log, 30)
        log.close()
        let names = try files.list().sorted()
        try files.remove(names[1])
        #expect(throws: StorageError.self) { try Self.open(files) }
    }

    @Test func boundsPayloads() throws {
        var configuration = DurableLogConfiguration()
        configuration.maximumPayloadByteCount = 10
        let log = try DurableLog(
            SimulatedFileSystem(), label: [], configuration: configuration)
        try log.append(type: 0, payload: [UInt8](repeating: 0, count: 10))
        #expect(throws: StorageError.tooLarge(limit: 10, actual: 11)) {
            try log.append(type: 0, payload: [UInt8](repeating: 0, count: 11))
        }
    }

    @Test func keepsTheLogInADirectory() throws {
        try TemporaryFolder.with { folder in
            let log = try Self.open(
                DirectoryFileSystem(path: folder.path), segmentByteCount: 500)
            try Self.fill(log, 40)
            try log.prune(below: 10)
            log.close()
            let again = try Self.open(DirectoryFileSystem(path: folder.path))
            #expect(again.recovery.last == 40)
            #expect(try Self.sequences(again, from: 10) == Array(10...40))
        }
    }
}
