import Constraints

/// A word as bits, the lowest first, with the functions of FIPS 180-4, section 4.1.2.
///
/// x XOR y = x + y - 2 x y, so of three bits it has degree 3.
struct SHA256Word<Value: ConstraintValue> {
    let bits: [Value]

    /// The integer.
    var value: Value { Self.integer(bits) }

    /// The XOR of three rotations: the upper-case sigmas.
    func sum(_ first: Int, _ second: Int, _ third: Int) -> Value {
        Self.integer(
            (0..<32).map { bit in
                Self.xor(Self.xor(rotated(bit, first), rotated(bit, second)), rotated(bit, third))
            })
    }

    /// The XOR of two rotations and a shift: the lower-case sigmas.
    func mix(_ first: Int, _ second: Int, shift: Int) -> Value {
        Self.integer(
            (0..<32).map { bit in
                let rotations = Self.xor(rotated(bit, first), rotated(bit, second))
                return bit + shift < 32 ? Self.xor(rotations, bits[bit + shift]) : rotations
            })
    }

    private func rotated(_ bit: Int, _ count: Int) -> Value { bits[(bit + count) & 31] }

    private static func xor(_ x: Value, _ y: Value) -> Value {
        let product = x * y
        return x + y - product - product
    }

    private static func integer(_ bits: [Value]) -> Value {
        bits.reversed().reduce(.zero) { $0 + $0 + $1 }
    }
}
