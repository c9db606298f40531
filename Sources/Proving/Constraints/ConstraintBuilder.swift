/// A bus: tuples sent by chips to be received, each as often, by chips.
public struct Bus: Hashable, Sendable {
    /// The number that tells the bus from others; it enters every fingerprint.
    public let number: UInt32

    /// The bus with a number.
    public init(_ number: UInt32) {
        self.number = number
    }
}

/// Which side of a bus a tuple is on.
public enum BusSide: Sendable {
    /// Counts with its multiplicity.
    case send
    /// Counts against it.
    case receive
}

/// Takes in the description of a chip.
///
/// A chip is described once; builders make of it degrees, a row check, the prover's quotient and
/// the verifier's equation.
public protocol ConstraintBuilder {
    /// What a column stands for.
    associatedtype Value: ConstraintValue

    /// A main column in this row.
    func this(_ column: Int) -> Value
    /// A main column in the next row; after the last row comes the first.
    func next(_ column: Int) -> Value
    /// A fixed column, known to the verifier in advance, in this row.
    func fixed(_ column: Int) -> Value
    /// A public value of the chip.
    func publicValue(_ index: Int) -> Value

    /// Non-zero in the first row only.
    var isFirst: Value { get }
    /// Non-zero in the last row only.
    var isLast: Value { get }
    /// Zero in the last row only; counts as degree 0.
    var isTransition: Value { get }

    /// Requires that the value is zero in every row.
    mutating func require(_ name: StaticString, zero value: Value)
    /// Puts a tuple on one side of a bus with a multiplicity; chips call `send` and `receive`.
    ///
    /// Neither tuple nor multiplicity may depend on `isFirst`, `isLast` or `isTransition`; a fixed column can say where.
    mutating func transfer(_ side: BusSide, _ tuple: [Value], on bus: Bus, multiplicity: Value)
}

extension ConstraintBuilder {
    /// Sends a tuple on a bus as often as the multiplicity says.
    public mutating func send(_ tuple: [Value], on bus: Bus, multiplicity: Value) {
        transfer(.send, tuple, on: bus, multiplicity: multiplicity)
    }

    /// Receives a tuple from a bus as often as the multiplicity says.
    public mutating func receive(_ tuple: [Value], on bus: Bus, multiplicity: Value) {
        transfer(.receive, tuple, on: bus, multiplicity: multiplicity)
    }

    /// Requires that two values are equal in every row.
    public mutating func require(_ name: StaticString, _ left: Value, equals right: Value) {
        require(name, zero: left - right)
    }

    /// Requires that a value is 0 or 1: v * (v - 1) = 0.
    public mutating func require(_ name: StaticString, bit value: Value) {
        require(name, zero: value * (value - .one))
    }
}
