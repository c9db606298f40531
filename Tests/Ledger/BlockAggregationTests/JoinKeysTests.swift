import Aggregation
import BlockAggregation
import BlockProving
import Foundation
import Parallel
import Riscv
import TestSupport
import Testing

/// The file of keys is what this build computes.
@Suite struct JoinKeysTests {
    /// If the change is meant: `zklink join-keys build/guests/TransitionProgram.elf --out
    /// Guests/joins.txt`.
    @Test func theFileHasTheKeysOfTheGuest() throws {
        let file = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Guests/joins.txt")
        let text = try String(contentsOf: file, encoding: .utf8)
        let program = try Program(elf: GuestFile.load("TransitionProgram"))
        let key = try PartProver(program, workers: .allProcessors).programKey
        let keys = try AggregationPrograms(partsOf: key).keys(workers: .allProcessors)
        #expect(keys.text == text)
        let read = try #require(AggregationKeys(text: text))
        #expect(read == keys)
        #expect(AggregationPrograms(partsOf: key, keys: read).shape == keys.shape)
    }
}
