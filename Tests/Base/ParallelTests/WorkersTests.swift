import Parallel
import Synchronization
import Testing

@Suite struct WorkersTests {
    @Test(arguments: [1, 2, 3, 8])
    func chunksCoverTheRangeOnceInTheSamePieces(threadCount: Int) {
        for (total, size) in [(0, 4), (1, 4), (4, 4), (1_003, 10)] {
            var hits = [Int](repeating: 0, count: total)
            let sizes = Atomic<Int>(0)
            hits.withUnsafeMutableBufferPointer { buffer in
                let base = buffer.baseAddress
                Workers(count: threadCount).forEachChunk(of: total, chunkSize: size) { range in
                    sizes.wrappingAdd(range.count == size ? 1 : 0, ordering: .relaxed)
                    for index in range { base?[index] += index + 1 }
                }
            }
            #expect(hits == Array(0..<total).map { $0 + 1 })
            #expect(sizes.load(ordering: .relaxed) == total / size)
        }
    }

    @Test func mapKeepsOrderForAnyThreadCount() {
        let serial = Workers.serial.map(500) { [$0, $0 * $0] }
        #expect(Workers(count: 7).map(500) { [$0, $0 * $0] } == serial)
        #expect(serial[499] == [499, 249_001])
        #expect(Workers(count: 3).map(0) { $0 }.isEmpty)
    }

    @Test func thereIsAlwaysAThread() {
        #expect(Workers(count: -3).count == 1)
        #expect(Workers.allProcessors.count >= 1)
    }
}
