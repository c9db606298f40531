/// A bus: chips receive each tuple as often as chips send it.
public struct Bus: Hashable, Sendable {
    /// Number of the bus, which enters every fingerprint.
    public let number: UInt32

    /// The bus with a number.
    public init(_ number: UInt32) {
        self.number = number
    }
}

/// Side of a bus.
public enum BusSide: Sendable {
    /// Counts the tuple with its multiplicity.
    case send
    /// Counts the tuple with its multiplicity negated.
    case receive
}

/// A consumer of the description of a chip.
///
/// A chip is described once; from that description builders derive degrees, a check of rows, the
/// prover's quotient and the verifier's equation.
public protocol ConstraintBuilder {
    /// Value of a column: an element or an expression.
    associatedtype Value: ConstraintValue

    /// Returns a main column in this row.
    func this(_ column: Int) -> Value
    /// Returns a main column in the next row; after the last row comes the first.
    func next(_ column: Int) -> Value
    /// Returns a fixed column, known to the verifier in advance, in this row.
    func fixed(_ column: Int) -> Value
    /// Returns a public value of the chip.
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
    /// Neither tuple nor multiplicity may depend on `isFirst`, `isLast` or `isTransition`; a fixed
    /// column can restrict a transfer to some rows.
    mutating func transfer(_ side: BusSide, _ tuple: [Value], on bus: Bus, multiplicity: Value)
}

extension ConstraintBuilder {
    /// Sends a tuple on a bus with a multiplicity.
    public mutating func send(_ tuple: [Value], on bus: Bus, multiplicity: Value) {
        transfer(.send, tuple, on: bus, multiplicity: multiplicity)
    }

    /// Receives a tuple from a bus with a multiplicity.
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
