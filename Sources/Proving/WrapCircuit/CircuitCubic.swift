import Fields

/// An element of the extension in a reading as a circuit: three elements of the base field.
struct CircuitCubic: CubicValue {
    let c0: CircuitElement
    let c1: CircuitElement
    let c2: CircuitElement

    init(_ c0: CircuitElement, _ c1: CircuitElement, _ c2: CircuitElement) {
        self.c0 = c0
        self.c1 = c1
        self.c2 = c2
    }

    init(_ base: CircuitElement) {
        self.init(base, CircuitElement(constant: .zero), CircuitElement(constant: .zero))
    }

    init(constant: CubicExtension) {
        self.init(
            CircuitElement(constant: constant.c0), CircuitElement(constant: constant.c1),
            CircuitElement(constant: constant.c2))
    }

    var coefficients: [CircuitElement] { [c0, c1, c2] }

    var triple: CircuitGraph.Triple {
        CircuitGraph.Triple(c0: c0.operand, c1: c1.operand, c2: c2.operand)
    }

    var graph: CircuitGraph? { c0.graph ?? c1.graph ?? c2.graph }

    static func + (left: Self, right: Self) -> Self {
        if let graph = left.graph ?? right.graph, !left.isZero, !right.isZero,
            graph.isWeighted(left.triple) || graph.isWeighted(right.triple)
        {
            return graph.cubic(.sum(left.triple, right.triple))
        }
        return Self(left.c0 + right.c0, left.c1 + right.c1, left.c2 + right.c2)
    }

    static func - (left: Self, right: Self) -> Self {
        Self(left.c0 - right.c0, left.c1 - right.c1, left.c2 - right.c2)
    }

    static prefix func - (value: Self) -> Self { Self(constant: .zero) - value }

    func scaled(by factor: CircuitElement) -> Self {
        Self(c0 * factor, c1 * factor, c2 * factor)
    }

    var squared: Self { self * self }

    /// Whether the value is one of the base field, whatever its element.
    private var isBase: Bool { c1.constant == .zero && c2.constant == .zero }

    private var isZero: Bool { isBase && c0.constant == .zero }

    private var hasConstants: Bool { coefficients.contains { $0.constant != nil } }

    static func * (left: Self, right: Self) -> Self {
        if right.isBase { return left.scaled(by: right.c0) }
        if left.isBase { return right.scaled(by: left.c0) }
        // Products by constants cost nothing, so there is nothing to save.
        if left.hasConstants || right.hasConstants { return schoolbook(left, right) }
        guard let graph = left.graph else {
            preconditionFailure("a value that is no constant has a graph")
        }
        return graph.product(left.triple, right.triple)
    }

    /// x^3 = 2.
    private static func schoolbook(_ a: Self, _ b: Self) -> Self {
        let two = CircuitElement(constant: Goldilocks(2))
        return Self(
            a.c0 * b.c0 + two * (a.c1 * b.c2 + a.c2 * b.c1),
            a.c0 * b.c1 + a.c1 * b.c0 + two * (a.c2 * b.c2),
            a.c0 * b.c2 + a.c1 * b.c1 + a.c2 * b.c0)
    }
}
