import BN254
import Fields

/// A signal that a constraint holds to zero or one.
public struct Bit: Sendable {
    public let signal: Signal

    fileprivate init(held signal: Signal) {
        self.signal = signal
    }

    /// A constant bit.
    public init(constant value: Bool) {
        signal = value ? .one : .zero
    }

    /// The value in this run.
    public var value: Bool { signal.value != .zero }

    /// The negation, without a constraint.
    public static prefix func ! (bit: Bit) -> Bit { Bit(held: .one - bit.signal) }
}

extension CircuitBuilder {
    /// A variable that is zero or one.
    public mutating func bit(_ value: Bool) -> Bit {
        let b = hint(value ? .one : .zero)
        // b b = b
        require(b * b == b)
        return Bit(held: b)
    }

    /// Whether both bits are one: one constraint.
    public mutating func and(_ left: Bit, _ right: Bit) -> Bit {
        Bit(held: variable(left.signal * right.signal))
    }

    /// Whether at least one bit is one: one constraint.
    public mutating func or(_ left: Bit, _ right: Bit) -> Bit {
        // a + b - a b
        Bit(held: left.signal + right.signal - variable(left.signal * right.signal))
    }

    /// Whether exactly one bit is one: one constraint.
    public mutating func xor(_ left: Bit, _ right: Bit) -> Bit {
        // a + b - 2 a b
        Bit(held: left.signal + right.signal - Fr(2) * variable(left.signal * right.signal))
    }

    /// The bit `first` if the bit is one, else `second`: one constraint.
    public mutating func select(_ bit: Bit, _ first: Bit, else second: Bit) -> Bit {
        Bit(held: select(bit, first.signal, else: second.signal))
    }

    /// The signal `first` if the bit is one, else `second`: one constraint.
    public mutating func select(_ bit: Bit, _ first: Signal, else second: Signal) -> Signal {
        // second + bit (first - second)
        second + variable(bit.signal * (first - second))
    }

    /// Whether a signal is zero: two constraints.
    public mutating func isZero(_ x: Signal) -> Bit {
        let inverse = hint(x.value.inverseOrZero)
        let isZero = hint(x.value == .zero ? .one : .zero)
        // x inverse = 1 - isZero: x = 0 gives isZero = 1.
        require(x * inverse == .one - isZero)
        // x isZero = 0: x other than 0 gives isZero = 0. So the bit is one without a third
        // constraint.
        require(x * isZero == .zero)
        return Bit(held: isZero)
    }

    /// Whether two signals are equal.
    public mutating func areEqual(_ left: Signal, _ right: Signal) -> Bit {
        isZero(left - right)
    }

    /// Requires that a signal is not zero: one constraint.
    public mutating func requireNonZero(_ x: Signal) {
        // x inverse = 1
        require(x * hint(x.value.inverseOrZero) == .one)
    }

    /// The bits of a signal, least significant first: one constraint a bit and one more.
    ///
    /// The signal is thereby in [0, 2^count). At most 253 bits, so that the sum of the bits is
    /// below r and they are unique.
    public mutating func bits(_ x: Signal, count: Int) -> [Bit] {
        precondition((1...253).contains(count))
        let integer = x.value.canonical
        var bits: [Bit] = []
        var (sum, weight) = (Signal.zero, Fr.one)
        for index in 0..<count {
            let bit = self.bit(integer.bit(index))
            bits.append(bit)
            sum += weight * bit.signal
            weight = weight.doubled
        }
        // x = sum of 2^i b_i
        require(x == sum)
        return bits
    }

    /// Requires that a signal is in [0, 2^bitCount).
    public mutating func requireRange(_ x: Signal, bitCount: Int) {
        gadget("range") { builder in _ = builder.bits(x, count: bitCount) }
    }
}
