public import BN254
import Fields

/// A sum of variables with coefficients: sorted by variable, none twice, no coefficient zero.
public struct LinearCombination: Sendable, Equatable {
    /// A variable with its coefficient; variable 0 is the constant one.
    public struct Term: Sendable, Equatable {
        public let variable: UInt32
        public let coefficient: Fr
    }

    public private(set) var terms: [Term]

    /// The empty sum.
    public static let zero = LinearCombination(terms: [])

    private init(terms: [Term]) {
        self.terms = terms
    }

    /// A constant.
    init(constant: Fr) {
        terms = constant == .zero ? [] : [Term(variable: 0, coefficient: constant)]
    }

    /// A variable by itself.
    init(variable: UInt32) {
        terms = [Term(variable: variable, coefficient: .one)]
    }

    /// Whether no variable but the constant one occurs.
    public var isConstant: Bool { terms.allSatisfy { $0.variable == 0 } }

    public static func + (left: Self, right: Self) -> Self { left.adding(right, times: .one) }

    public static func - (left: Self, right: Self) -> Self { left.adding(right, times: -.one) }

    /// Every coefficient times a factor.
    public func scaled(by factor: Fr) -> Self {
        if factor == .zero { return .zero }
        return Self(
            terms: terms.map { Term(variable: $0.variable, coefficient: $0.coefficient * factor) })
    }

    /// The sum with `other` times a factor.
    public func adding(_ other: Self, times factor: Fr) -> Self {
        if other.terms.isEmpty || factor == .zero { return self }
        if terms.isEmpty { return factor == .one ? other : other.scaled(by: factor) }
        var merged: [Term] = []
        merged.reserveCapacity(terms.count + other.terms.count)
        var (i, j) = (0, 0)
        while i < terms.count || j < other.terms.count {
            if j == other.terms.count
                || (i < terms.count && terms[i].variable < other.terms[j].variable)
            {
                merged.append(terms[i])
                i += 1
                continue
            }
            let added = other.terms[j]
            var coefficient = factor == .one ? added.coefficient : added.coefficient * factor
            j += 1
            if i < terms.count, terms[i].variable == added.variable {
                coefficient += terms[i].coefficient
                i += 1
                if coefficient == .zero { continue }
            }
            merged.append(Term(variable: added.variable, coefficient: coefficient))
        }
        return Self(terms: merged)
    }
}
