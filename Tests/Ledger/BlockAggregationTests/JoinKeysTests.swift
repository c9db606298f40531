import Aggregation
import BlockAggregation
import BlockProving
import Bytes
import Foundation
import Hashing
import Parallel
import Riscv
import RiscvCircuits
import TestSupport
import Testing

/// The file of keys is what this build computes.
@Suite struct JoinKeysTests {
    /// If the change is meant: `zklink join-keys build/guests/TransitionProgram.elf --out
    /// Guests/joins.txt`.
    @Test func theFileHasTheKeysOfTheGuest() throws {
        let text = try Self.committed("joins.txt")
        let program = try Program(elf: GuestFile.load("TransitionProgram"))
        let key = try PartProver(program, workers: .allProcessors).programKey
        let keys = try AggregationPrograms(partsOf: key).keys(workers: .allProcessors)
        #expect(keys.text == text)
        let read = try #require(AggregationKeys(text: text))
        #expect(read == keys)
        #expect(AggregationPrograms(partsOf: key, keys: read).shape == keys.shape)
        // What networks are deployed with: `scripts/wrapkey.py --write`.
        let sheet = try Self.committed("wrap.txt")
        let id = key.digest(for: try RiscvMachine.checked()).bytes
        #expect(sheet.hasPrefix("program \(id.hex)\nkeys \(keys.list.root.bytes.hex)\n"))
    }

    private static func committed(_ name: String) throws -> String {
        let file = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Guests/\(name)")
        return try String(contentsOf: file, encoding: .utf8)
    }
}
