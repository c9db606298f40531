import BN254
import Fields
import R1CS

/// An element of the base field in a reading as a circuit: a constant or an expression.
struct CircuitElement: BaseValue {
    private enum Content {
        case constant(Goldilocks)
        case node(CircuitGraph, Int)
    }

    private let content: Content

    init(constant: Goldilocks) { content = .constant(constant) }

    /// The expression with a number.
    init(_ graph: CircuitGraph, _ node: Int) { content = .node(graph, node) }

    var constant: Goldilocks? {
        if case .constant(let value) = content { value } else { nil }
    }

    var graph: CircuitGraph? {
        if case .node(let graph, _) = content { graph } else { nil }
    }

    var operand: CircuitGraph.Operand {
        switch content {
        case .constant(let value): .constant(value.value)
        case .node(_, let number): .node(number)
        }
    }

    private static func combine(
        _ left: Self, _ right: Self, _ constants: (Goldilocks, Goldilocks) -> Goldilocks,
        _ expression: (CircuitGraph.Operand, CircuitGraph.Operand) -> CircuitGraph.Expression
    ) -> Self {
        if let left = left.constant, let right = right.constant {
            return Self(constant: constants(left, right))
        }
        guard let graph = left.graph ?? right.graph else {
            preconditionFailure("a value is a constant or has a graph")
        }
        return graph.element(expression(left.operand, right.operand))
    }

    static func + (left: Self, right: Self) -> Self {
        if left.constant == .zero { return right }
        if right.constant == .zero { return left }
        return combine(left, right, { $0 + $1 }) { .sum($0, $1) }
    }

    static func - (left: Self, right: Self) -> Self {
        if right.constant == .zero { return left }
        return combine(left, right, { $0 - $1 }) { .difference($0, $1) }
    }

    static func * (left: Self, right: Self) -> Self {
        if left.constant == .one { return right }
        if right.constant == .one { return left }
        if left.constant == .zero || right.constant == .zero { return Self(constant: .zero) }
        return combine(left, right, { $0 * $1 }) { .product($0, $1) }
    }

    static prefix func - (value: Self) -> Self { Self(constant: .zero) - value }

    /// The low bits of the canonical integer.
    func lowBits(_ count: Int) -> CircuitPlace {
        let (graph, bits) = canonicalBits
        let place = Array(bits.prefix(count))
        return CircuitPlace(
            graph: graph, number: graph.newPlace(place), offset: 0, bits: place)
    }

    /// Bits are zero or one, so they are all zero if their sum, of at most 32, is.
    func requireZeroBits(_ count: Int) -> Bool {
        if count == 0 { return true }
        let (graph, bits) = canonicalBits
        let sum = bits.prefix(count).reduce(Signal.zero) { $0 + $1.signal }
        graph.builder.require(sum == .zero)
        return true
    }

    /// The bits of the canonical integer; those of a challenge are there already.
    private var canonicalBits: (CircuitGraph, [Bit]) {
        guard case .node(let graph, let number) = content else {
            preconditionFailure("bits are drawn after values")
        }
        if graph.nodes[number].bits.isEmpty {
            graph.nodes[number].bits =
                graph.builder.canonicalBits(graph.signal(operand)).bits
        }
        return (graph, graph.nodes[number].bits)
    }
}

/// The place of a row in a reading as a circuit: its bits, least significant first.
struct CircuitPlace: BitsValue {
    let graph: CircuitGraph
    /// The number of the place that it is the upper part of.
    let number: Int
    /// Number of low bits that were dropped.
    let offset: Int
    let bits: [Bit]

    func droppingLowBits(_ count: Int) -> CircuitPlace {
        CircuitPlace(
            graph: graph, number: number, offset: offset + count,
            bits: Array(bits.dropFirst(count)))
    }
}

/// A node of a tree in a reading as a circuit.
enum CircuitNode: Sendable {
    case constant(Fr)
    case signal(CircuitGraph, Signal)

    var signal: Signal {
        switch self {
        case .constant(let value): Signal(constant: value)
        case .signal(_, let signal): signal
        }
    }

    var graph: CircuitGraph? {
        if case .signal(let graph, _) = self { graph } else { nil }
    }

    var constant: Fr? {
        if case .constant(let value) = self { value } else { nil }
    }
}
