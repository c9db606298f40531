public import BN254
import Bytes
public import Constraints
import Fields
import Hashing

/// The values of a statement whose hash is the one public input of its circuit.
///
/// The input is SHA-256 of the bytes of all values without the three highest bits, so that it is
/// below the order of BN254's scalars: what contracts compute (`docs/design/0022-wrap.md`).
public struct PublicPreimage: Sendable, Equatable {
    /// Where a value of a statement is.
    public enum Place: Sendable, Equatable {
        /// A public value of a chip.
        case publicValue(chip: Int, Int)
        /// An element of the tuple of a message.
        case message(Int, Int)
    }

    /// How the integer of a value becomes bytes.
    public enum Form: Sendable, Equatable {
        /// Eight bytes, the most significant first: an element of a digest.
        case element
        /// Four bytes, the least significant first: a word of a machine's memory. Integers from
        /// 2^32 on are refused.
        case word

        /// Number of bits.
        var bitCount: Int { self == .element ? 64 : 32 }

        /// The number of the bit that each bit of the bytes is, in their order.
        var bitOrder: [Int] {
            switch self {
            case .element: (0..<64).reversed()
            case .word: (0..<4).flatMap { byte in (8 * byte..<8 * byte + 8).reversed() }
            }
        }
    }

    /// A value with its form.
    public struct Part: Sendable, Equatable {
        /// Where the value is.
        public let place: Place
        /// Its bytes.
        public let form: Form

        /// A value in a form.
        public init(_ place: Place, _ form: Form) {
            self.place = place
            self.form = form
        }
    }

    /// The values in their order.
    public let parts: [Part]

    /// The hash of some values, none twice.
    public init(_ parts: [Part]) { self.parts = parts }

    /// Number of bits of the public input.
    public static let inputBitCount = 253

    /// The input of a statement; `nil` where it lacks a value or one is no word.
    public func input(of statement: Statement) -> Fr? {
        var bytes = [UInt8]()
        for part in parts {
            guard let value = statement.value(part.place)?.value,
                part.form == .element || value >> 32 == 0
            else { return nil }
            let bits = part.form.bitOrder.map { UInt8(truncatingIfNeeded: value >> UInt64($0)) & 1 }
            bytes += stride(from: 0, to: bits.count, by: 8).map { start in
                bits[start..<start + 8].reduce(0) { $0 << 1 | $1 }
            }
        }
        return Self.input(of: bytes)
    }

    /// The input for the bytes of all values.
    public static func input(of bytes: [UInt8]) -> Fr {
        let hash = SHA256.hash(bytes)
        var words = [UInt64](repeating: 0, count: 4)
        for index in 0..<32 {
            words[3 - index / 8] |= UInt64(hash[index]) << UInt64(56 - 8 * (index & 7))
        }
        return Fr(reducing: Integer256(words[0], words[1], words[2], words[3] & (.max >> 3)))
    }
}

extension Statement {
    /// The value at a place, `nil` where there is none.
    func value(_ place: PublicPreimage.Place) -> Goldilocks? {
        switch place {
        case .publicValue(let chip, let index): publicValues.element(chip)?.element(index)
        case .message(let message, let index): messages.element(message)?.tuple.element(index)
        }
    }
}
