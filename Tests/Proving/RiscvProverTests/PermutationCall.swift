import Hashing
import Riscv
import RiscvProver
import TestSupport

/// A permutation of Keccak-f on a state of the test's choice.
struct PermutationCall {
    var lanes: InlineArray<25, UInt64>

    init(_ lanes: InlineArray<25, UInt64>) { self.lanes = lanes }

    /// A random state.
    init(_ seed: UInt64) {
        var source = SeededGenerator(seed: seed)
        lanes = InlineArray { _ in source.next() }
    }

    static func words(_ lanes: InlineArray<25, UInt64>) -> [UInt32] {
        (0..<50).map { UInt32(truncatingIfNeeded: lanes[$0 / 2] >> UInt64(32 * ($0 % 2))) }
    }

    /// The words before.
    var words: [UInt32] { Self.words(lanes) }

    /// The words after.
    var result: [UInt32] {
        var lanes = lanes
        Keccak256.permute(&lanes)
        return Self.words(lanes)
    }

    /// The record of the call.
    func record(clock: UInt32 = 1 << 20, result: [UInt32]? = nil) -> HostCallRecord {
        let address = 0x2_0000 + clock / 8 % 64 * 512
        return HostCallRecord(
            clock: clock, argument0: address, argument1: 12_345,
            accesses: HostCallScene.accesses(
                at: address, before: words, after: result ?? self.result, clock: clock))
    }
}
