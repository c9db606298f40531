import BN254
import Fields
import R1CS

/// The expressions of a verifier that is read as a circuit.
///
/// Sums and products are noted, and become constraints when a requirement, a hash or a sum of
/// products needs them: what nothing needs costs nothing, and equal expressions are one. A class,
/// because all values of one reading add to the same circuit; it stays on one thread.
final class CircuitGraph: @unchecked Sendable {
    /// A constant, by its canonical integer, or an expression, by its number.
    enum Operand: Hashable {
        case constant(UInt64)
        case node(Int)
    }

    /// The three coefficients of an element of the extension.
    struct Triple: Hashable {
        let c0: Operand
        let c1: Operand
        let c2: Operand

        var operands: [Operand] { [c0, c1, c2] }
    }

    /// What an element of the base field is made of.
    enum Expression: Hashable {
        case sum(Operand, Operand)
        case difference(Operand, Operand)
        case product(Operand, Operand)
        /// A coefficient of an expression of the extension.
        case coefficient(of: Int, Int)
    }

    /// What an element of the extension is made of.
    enum CubicExpression: Hashable {
        case product(Triple, Triple)
        /// A power of a value, of exponent 2 or more.
        case power(Triple, Int)
        /// A row of some number with weights, whose exponents are increased by some number.
        case row(Int, increase: Int)
        /// A sum with a power of a value times something.
        case sum(Triple, Triple)
        /// The inverse of a value that is thereby required to differ from zero.
        case inverse(Triple)
        /// The inverse of a value that other requirements hold to differ from zero.
        case reciprocal(Triple)
        /// The first times the reciprocal of the second.
        case quotient(Triple, Triple)
    }

    /// Elements with powers of a value as weights.
    struct WeightedElements {
        let base: Triple
        let terms: [(exponent: Int, element: GoldilocksSignal)]
    }

    /// An element of the base field.
    struct Node {
        var expression: Expression?
        /// The choices whose product it is, if it is no expression.
        var choices: [Choice] = []
        var signal: GoldilocksSignal?
        /// The bits of its canonical integer, least significant first, where they are known.
        var bits: [Bit] = []
    }

    var builder: CircuitBuilder
    var nodes: [Node] = []
    var cubics: [(expression: CubicExpression, signal: CubicSignal?)] = []
    private var known: [Expression: Int] = [:]
    private var knownCubics: [CubicExpression: Int] = [:]
    var weightedRows: [WeightedElements] = []
    /// The bits of each place, least significant first.
    private(set) var places: [[Bit]] = []
    /// The number of upper bits of a place that are one group.
    var topGroupSize = 6
    /// Products of bits of a place that have been made.
    var monomials: [Monomial: Signal] = [:]

    init(_ builder: CircuitBuilder) {
        self.builder = builder
    }

    /// Counts the constraints of a part of the circuit under a name.
    func gadget<Result>(_ name: String, _ body: () -> Result) -> Result {
        builder.enter(name)
        defer { builder.leave() }
        return body()
    }

    /// Notes the bits of a place, and returns its number.
    func newPlace(_ bits: [Bit]) -> Int {
        places.append(bits)
        return places.count - 1
    }
}

extension CircuitGraph {
    /// An element with a signal.
    func element(_ signal: GoldilocksSignal, bits: [Bit] = []) -> CircuitElement {
        append(Node(signal: signal, bits: bits))
    }

    /// A private variable in [0, 2^64) with a value.
    func element(_ value: Goldilocks) -> CircuitElement { element(builder.goldilocks(value)) }

    /// Three private variables in [0, 2^64) with the value.
    func cubic(_ value: CubicExtension) -> CircuitCubic {
        CircuitCubic(element(value.c0), element(value.c1), element(value.c2))
    }

    /// The product of choices.
    func product(_ choices: [Choice]) -> CircuitElement {
        choices.isEmpty ? CircuitElement(constant: .one) : append(Node(choices: choices))
    }

    private func append(_ node: Node) -> CircuitElement {
        nodes.append(node)
        return CircuitElement(self, nodes.count - 1)
    }

    /// The element of an expression, which is noted once.
    func element(_ expression: Expression) -> CircuitElement {
        if let number = known[expression] { return CircuitElement(self, number) }
        known[expression] = nodes.count
        return append(Node(expression: expression))
    }

    /// The element of an expression of the extension, which is noted once.
    func cubic(_ expression: CubicExpression) -> CircuitCubic {
        let number = knownCubics[expression] ?? cubics.count
        if number == cubics.count {
            knownCubics[expression] = number
            cubics.append((expression, nil))
        }
        return CircuitCubic(
            element(.coefficient(of: number, 0)), element(.coefficient(of: number, 1)),
            element(.coefficient(of: number, 2)))
    }

    /// The expression of the extension that an element is, if it is one.
    func expression(_ triple: Triple) -> CubicExpression? {
        var numbers: [Int] = []
        for (index, operand) in triple.operands.enumerated() {
            guard case .node(let node) = operand,
                case .coefficient(let number, index) = nodes[node].expression
            else { return nil }
            numbers.append(number)
        }
        guard numbers[0] == numbers[1], numbers[0] == numbers[2] else { return nil }
        return cubics[numbers[0]].expression
    }

    /// An element as a power of one that is noted as none.
    func power(_ triple: Triple) -> (base: Triple, exponent: Int) {
        if case .power(let base, let exponent) = expression(triple) { return (base, exponent) }
        return (triple, 1)
    }

    /// The product of elements none of whose coefficients is constant.
    func product(_ a: Triple, _ b: Triple) -> CircuitCubic {
        if case .reciprocal(let divisor) = expression(b) { return cubic(.quotient(a, divisor)) }
        if case .reciprocal(let divisor) = expression(a) { return cubic(.quotient(b, divisor)) }
        let (left, right) = (power(a), power(b))
        for (factor, other) in [(left, b), (right, a)] {
            if case .row(let number, let increase) = expression(other),
                weightedRows[number].base == factor.base
            {
                return cubic(.row(number, increase: increase + factor.exponent))
            }
        }
        if left.base == right.base {
            return cubic(.power(left.base, left.exponent + right.exponent))
        }
        return cubic(.product(a, b))
    }

    /// Whether an element is a power of some value times something, or a sum with one.
    func isWeighted(_ triple: Triple) -> Bool {
        switch expression(triple) {
        case .sum: true
        case .product(let left, let right):
            power(left).exponent > 1 || power(right).exponent > 1
        default: false
        }
    }
}
