public import BN254

/// A value of a circuit: what it is in this run, and the combination of variables that it is in
/// every run.
///
/// Sums and multiples by constants cost nothing; products take a constraint.
public struct Signal: Sendable {
    /// Empty while only values are wanted.
    public let combination: LinearCombination
    /// The value in this run.
    public let value: Fr
    /// Whether it was made of constants alone, so that it is the same in every run.
    let isConstant: Bool

    init(combination: LinearCombination, value: Fr, isConstant: Bool = false) {
        self.combination = combination
        self.value = value
        self.isConstant = isConstant
    }

    /// A constant of the circuit: the same in every run.
    public init(constant value: Fr) {
        self.init(
            combination: LinearCombination(constant: value), value: value, isConstant: true)
    }

    public static let zero = Signal(constant: .zero)
    public static let one = Signal(constant: .one)

    public static func + (left: Signal, right: Signal) -> Signal {
        Signal(
            combination: left.combination + right.combination, value: left.value + right.value,
            isConstant: left.isConstant && right.isConstant)
    }

    public static func - (left: Signal, right: Signal) -> Signal {
        Signal(
            combination: left.combination - right.combination, value: left.value - right.value,
            isConstant: left.isConstant && right.isConstant)
    }

    public static func + (left: Signal, right: Fr) -> Signal { left + Signal(constant: right) }

    public static func - (left: Signal, right: Fr) -> Signal { left - Signal(constant: right) }

    public static func * (factor: Fr, signal: Signal) -> Signal {
        Signal(
            combination: signal.combination.scaled(by: factor), value: factor * signal.value,
            isConstant: signal.isConstant)
    }

    public static func += (left: inout Signal, right: Signal) { left = left + right }

    /// A product, to be given a variable or to be required to equal something.
    public static func * (left: Signal, right: Signal) -> Product {
        Product(left: left, right: right)
    }

    public static func == (left: Signal, right: Signal) -> Equation {
        Equation(product: Product(left: left - right, right: .one), result: .zero)
    }
}

/// A product of two signals.
public struct Product: Sendable {
    let left, right: Signal

    var value: Fr { left.value * right.value }

    public static func == (product: Product, result: Signal) -> Equation {
        Equation(product: product, result: result)
    }
}

/// An equation between a product and a signal: one constraint.
public struct Equation: Sendable {
    let product: Product
    let result: Signal
}
