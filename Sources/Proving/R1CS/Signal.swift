public import BN254

/// A signal of a circuit: its value in this run, and the combination of variables that it is.
///
/// The combination is the same in every run. Sums and multiples by constants need no constraint;
/// products need one.
public struct Signal: Sendable {
    /// Combination of variables; empty while only values are computed.
    public let combination: LinearCombination
    /// The value in this run.
    public let value: Fr
    /// Whether it is computed from constants alone, so that it is the same in every run.
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

    /// A product, which needs a variable or an equation.
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
