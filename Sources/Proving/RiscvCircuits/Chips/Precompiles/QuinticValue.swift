import Constraints
import Fields

/// An element of Goldilocks[z] / (z^5 - 3) whose coefficients are columns: `QuinticExtension` while
/// a chip is described.
struct QuinticValue<Value: ConstraintValue> {
    /// The coefficients, that of z^0 first.
    let coefficients: [Value]

    /// The element whose coefficients a function gives.
    init(_ coefficient: (Int) -> Value) {
        coefficients = (0..<5).map(coefficient)
    }

    /// An element of the base field.
    init(base value: Value) {
        self.init { $0 == 0 ? value : .zero }
    }

    static func + (left: Self, right: Self) -> Self {
        Self { left.coefficients[$0] + right.coefficients[$0] }
    }

    static func - (left: Self, right: Self) -> Self {
        Self { left.coefficients[$0] - right.coefficients[$0] }
    }

    /// The product: terms of degree 5 + k count three times at degree k.
    static func * (left: Self, right: Self) -> Self {
        let (a, b) = (left.coefficients, right.coefficients)
        return Self { degree in
            var sum = Value.zero
            for index in 0...degree { sum = sum + a[index] * b[degree - index] }
            guard degree < 4 else { return sum }
            var upper = Value.zero
            for index in degree + 1..<5 { upper = upper + a[index] * b[degree + 5 - index] }
            return sum + upper * Value(3)
        }
    }

    /// The product with an element of the base field.
    func scaled(by factor: Value) -> Self { Self { coefficients[$0] * factor } }

    /// The product with factor * z.
    func timesZ(_ factor: UInt32) -> Self {
        let (once, thrice) = (Value(factor), Value(3 * factor))
        return Self { $0 == 0 ? coefficients[4] * thrice : coefficients[$0 - 1] * once }
    }

    /// The element with its coefficients one place down, the first one last.
    var rotated: Self { Self { coefficients[($0 + 1) % 5] } }
}

extension ConstraintBuilder {
    /// Requires that an element is zero wherever the flag is not.
    mutating func require(
        _ name: StaticString, zero element: QuinticValue<Value>, where flag: Value = .one
    ) {
        for coefficient in element.coefficients { require(name, zero: flag * coefficient) }
    }
}
