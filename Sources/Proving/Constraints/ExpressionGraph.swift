import Fields

/// Distinct expressions of a chip while it is described, operands first.
///
/// A class, because values of the same description add to the same graph. It stays on the thread
/// that describes the chip, until the finished description copies its nodes.
final class ExpressionGraph: @unchecked Sendable {
    private(set) var nodes: [Expression] = []
    /// Numbers of nodes plus one by hash, zero where free, with linear probing; at most half full.
    ///
    /// A `Dictionary` would ask a guest for a random seed.
    private var slots = [UInt32](repeating: 0, count: 1 << 8)

    /// Returns the number of an expression, adding it if it is new.
    func number(of expression: Expression) -> Int {
        if 2 * nodes.count >= slots.count { grow() }
        var slot = slot(of: expression)
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if nodes[number] == expression { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        nodes.append(expression)
        slots[slot] = UInt32(nodes.count)
        return nodes.count - 1
    }

    private func grow() {
        slots = [UInt32](repeating: 0, count: 2 * slots.count)
        for (number, node) in nodes.enumerated() {
            var slot = slot(of: node)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(number + 1)
        }
    }

    /// First slot to try: the upper bits of a product (Knuth, "The Art of Computer Programming",
    /// volume 3, section 6.4, multiplicative hashing).
    private func slot(of expression: Expression) -> Int {
        var word = expression.word
        if case .constant(let value) = expression { word ^= value.value }
        let product = word &* 0x9e37_79b9_7f4a_7c15
        return Int(truncatingIfNeeded: product >> 32) & (slots.count - 1)
    }
}

/// A value of a description that is being recorded: a constant, or an expression of its graph.
struct RecordedValue: ConstraintValue {
    private enum Content {
        case constant(Goldilocks)
        case expression(ExpressionGraph, Int)
    }

    private let content: Content

    /// A constant, which belongs to no graph yet.
    init(constant: Goldilocks) {
        content = .constant(constant)
    }

    init(_ expression: Expression, in graph: ExpressionGraph) {
        content = .expression(graph, graph.number(of: expression))
    }

    static func + (left: Self, right: Self) -> Self {
        combine(left, right, fold: { $0 + $1 }, node: { .sum($0, $1) })
    }

    static func - (left: Self, right: Self) -> Self {
        combine(left, right, fold: { $0 - $1 }, node: { .difference($0, $1) })
    }

    static func * (left: Self, right: Self) -> Self {
        combine(left, right, fold: { $0 * $1 }, node: { .product($0, $1) })
    }

    static prefix func - (value: Self) -> Self { .zero - value }

    /// Number of the value in a graph; a constant is added to the graph.
    func number(in graph: ExpressionGraph) -> Int {
        switch content {
        case .constant(let value): graph.number(of: .constant(value))
        case .expression(_, let number): number
        }
    }

    private var graph: ExpressionGraph? {
        if case .expression(let graph, _) = content { graph } else { nil }
    }

    private static func combine(
        _ left: Self, _ right: Self, fold: (Goldilocks, Goldilocks) -> Goldilocks,
        node: (Int, Int) -> Expression
    ) -> Self {
        if case .constant(let left) = left.content, case .constant(let right) = right.content {
            return Self(constant: fold(left, right))
        }
        guard let graph = left.graph ?? right.graph else {
            preconditionFailure("a value is a constant or has a graph")
        }
        return Self(node(left.number(in: graph), right.number(in: graph)), in: graph)
    }
}
