import Fields
import Hashing

extension HostCall {
    /// Permutes the 8 Goldilocks elements at a0 (low word first) with Poseidon2.
    ///
    /// Inputs are reduced modulo p; the result is canonical.
    public static let poseidon2Width8 = HostCall(rawValue: 4)
    /// Permutes the 12 Goldilocks elements at a0 (low word first) with Poseidon2.
    ///
    /// Inputs are reduced modulo p; the result is canonical.
    public static let poseidon2Width12 = HostCall(rawValue: 5)
}

extension Precompile {
    /// The permutation of width 8.
    public static var poseidon2Width8: Precompile {
        Precompile(
            .poseidon2Width8,
            regions: [Region(.a0, wordCount: 16, .update, tick: HostTick.write)]
        ) { words in
            var state = InlineArray<8, Goldilocks> { element($0, of: words) }
            Poseidon2.permute(&state)
            for index in 0..<8 { set(state[index], at: index, of: &words) }
        }
    }

    /// The permutation of width 12.
    public static var poseidon2Width12: Precompile {
        Precompile(
            .poseidon2Width12,
            regions: [Region(.a0, wordCount: 24, .update, tick: HostTick.write)]
        ) { words in
            var state = InlineArray<12, Goldilocks> { element($0, of: words) }
            Poseidon2.permute(&state)
            for index in 0..<12 { set(state[index], at: index, of: &words) }
        }
    }

    private static func element(_ index: Int, of words: [UInt32]) -> Goldilocks {
        Goldilocks(reducing: UInt64(words[2 * index]) | UInt64(words[2 * index + 1]) << 32)
    }

    private static func set(_ element: Goldilocks, at index: Int, of words: inout [UInt32]) {
        words[2 * index] = UInt32(truncatingIfNeeded: element.value)
        words[2 * index + 1] = UInt32(truncatingIfNeeded: element.value >> 32)
    }
}
