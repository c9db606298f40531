public import Constraints
import Fields
import Hashing
public import Riscv

extension HostCall {
    /// Replaces the 8 Goldilocks elements at a0 (low word first) by P(x) + x: Poseidon2 in compression
    /// mode, of which a tree takes the first half.
    ///
    /// Inputs are reduced modulo p; the result is canonical.
    public static let poseidon2Width8 = HostCall(rawValue: 4)
    /// Absorbs a block: adds the 8 words at a1 to the first 8 of the 12 Goldilocks elements at a0 (low
    /// word first) and permutes them with Poseidon2.
    ///
    /// Inputs are reduced modulo p; the result is canonical.
    public static let poseidon2Width12 = HostCall(rawValue: 5)
}

extension Precompile {
    /// A function of elements at a0, two words each, and of some words at a1 that are only read.
    fileprivate static func poseidon2<let count: Int>(
        _ call: HostCall, addendCount: Int = 0,
        apply: @escaping @Sendable (inout InlineArray<count, Goldilocks>) -> Void
    ) -> Precompile {
        var regions = [Region(.a0, wordCount: 2 * count, .update, tick: HostTick.write)]
        if addendCount > 0 {
            let addends = Region(.a1, wordCount: addendCount, .read, tick: HostTick.read)
            regions.insert(addends, at: 0)
        }
        return Precompile(call, regions: regions) { words in
            var state = InlineArray<count, Goldilocks> { index in
                let low = addendCount + 2 * index
                let element = Goldilocks(
                    reducing: UInt64(words[low]) | UInt64(words[low + 1]) << 32)
                return index < addendCount ? element + Goldilocks(words[index]) : element
            }
            apply(&state)
            for index in 0..<count {
                let low = addendCount + 2 * index
                words[low] = UInt32(truncatingIfNeeded: state[index].value)
                words[low + 1] = UInt32(truncatingIfNeeded: state[index].value >> 32)
            }
        }
    }
}

/// A width of the Poseidon2 permutation that the chip proves as a function in memory.
public protocol Poseidon2Call: Poseidon2Width {
    /// The function in memory.
    static var precompile: Precompile { get }
    /// Whether the result is P(x) + x, rather than P(x).
    static var addsInput: Bool { get }
    /// The words of memory that are added to the first elements before the permutation.
    static var addendCount: Int { get }
}

extension Poseidon2Width8: Poseidon2Call {
    /// The function in memory.
    public static var precompile: Precompile {
        .poseidon2(.poseidon2Width8) { (state: inout InlineArray<8, _>) in
            Poseidon2.permuteAddingInput(&state)
        }
    }

    /// True: compression mode.
    public static var addsInput: Bool { true }

    /// None.
    public static var addendCount: Int { 0 }
}

extension Poseidon2Width12: Poseidon2Call {
    /// The function in memory.
    public static var precompile: Precompile {
        .poseidon2(.poseidon2Width12, addendCount: addendCount) {
            (state: inout InlineArray<12, _>) in
            Poseidon2.permute(&state)
        }
    }

    /// False: a sponge adds words before a permutation.
    public static var addsInput: Bool { false }

    /// A block of a sponge.
    public static var addendCount: Int { Poseidon2Chip.addendCount }
}
