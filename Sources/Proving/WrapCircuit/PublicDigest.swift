public import BN254
public import Constraints
import Fields

/// The public values of a proof that are its circuit's one public input.
///
/// Words of some bits, the most significant first: a SHA-256 digest is eight words of 32 bits, of
/// which the first has lost three (`docs/design/0022-wrap.md`).
public struct PublicDigest: Sendable, Equatable {
    /// A public value that is a part of the input.
    public struct Word: Sendable, Equatable {
        /// The chip.
        public let chip: Int
        /// The number of the value among those of the chip.
        public let index: Int
        /// Its length: a value is refused from 2^`bitCount` on.
        public let bitCount: Int

        /// A word of at most 63 bits.
        public init(chip: Int, index: Int, bitCount: Int) {
            precondition((1...63).contains(bitCount))
            self.chip = chip
            self.index = index
            self.bitCount = bitCount
        }
    }

    /// The words, the most significant first.
    public let words: [Word]

    /// An input of words of at most 253 bits together, no value twice.
    public init(_ words: [Word]) {
        precondition(words.reduce(0) { $0 + $1.bitCount } <= 253)
        self.words = words
    }

    /// The input of a statement; `nil` where it lacks a value or one is too long.
    public func input(of statement: Statement) -> Fr? {
        var input = Fr.zero
        for word in words {
            guard let value = statement.publicValues.element(word.chip)?.element(word.index),
                value.value >> UInt64(word.bitCount) == 0
            else { return nil }
            input = Fr(1 << UInt64(word.bitCount)) * input + Fr(value.value)
        }
        return input
    }
}
