import BN254
import Fields
import R1CS
import Transcripts
import WrapHashing

/// The sponge of `ScalarSponge` in a reading as a circuit.
///
/// What comes before the first value that is no constant is hashed once, when the circuit is made.
struct CircuitSponge: NodeSponge {
    private enum State {
        case constant(ScalarSponge)
        case signals(CircuitGraph, [Signal], SqueezedScalars)
    }

    private var state: State

    static var rate: Int { ScalarSponge.rate }
    static var nodeRate: Int { ScalarSponge.nodeRate }

    typealias Element = CircuitElement
    typealias Cubic = CircuitCubic
    typealias Node = CircuitNode

    init(tag: UInt32) { state = .constant(ScalarSponge(tag: tag)) }

    mutating func absorb(_ block: [CircuitElement]) {
        guard let graph = graph ?? block.lazy.compactMap(\.graph).first else {
            return absorbConstants { $0.absorb(block.compactMap(\.constant)) }
        }
        let integers = block.map { graph.signal($0.operand, bitCount: 64) }
        permute(
            graph, graph.builder.packed(integers),
            ScalarSponge.capacity(elementCount: block.count))
    }

    mutating func absorb(nodes: [CircuitNode]) {
        guard let graph = graph ?? nodes.lazy.compactMap(\.graph).first else {
            return absorbConstants { $0.absorb(nodes: nodes.compactMap(\.constant)) }
        }
        permute(graph, nodes.map(\.signal), ScalarSponge.capacity(nodeCount: nodes.count))
    }

    func output(_ index: Int) -> CircuitElement {
        guard case .signals(let graph, let signals, let squeezed) = state else {
            preconditionFailure("a challenge is drawn after values")
        }
        let scalar = index / ScalarPacking.elementCount
        let digit = ScalarPacking.elementCount - 1 - index % ScalarPacking.elementCount
        return squeezed.digits(of: signals[scalar], number: scalar, graph)[digit]
    }

    private var graph: CircuitGraph? {
        if case .signals(let graph, _, _) = state { graph } else { nil }
    }

    private mutating func absorbConstants(_ body: (inout ScalarSponge) -> Void) {
        guard case .constant(var sponge) = state else { return }
        body(&sponge)
        state = .constant(sponge)
    }

    private mutating func permute(_ graph: CircuitGraph, _ scalars: [Signal], _ capacity: Fr) {
        var signals: [Signal]
        switch state {
        case .constant(let sponge): signals = sponge.state.map { Signal(constant: $0) }
        case .signals(_, let present, _): signals = present
        }
        for (index, scalar) in scalars.enumerated() { signals[index] += scalar }
        signals[Self.nodeRate] = signals[Self.nodeRate] + capacity
        signals = graph.builder.gadget("transcript") { $0.permute(.width16, signals) }
        state = .signals(graph, signals, SqueezedScalars())
    }
}

/// The digits of the scalars of one output that have been drawn.
///
/// A class, because copies of a sponge share its output.
private final class SqueezedScalars: @unchecked Sendable {
    private var digits: [Int: [CircuitElement]] = [:]

    func digits(
        of scalar: Signal, number: Int, _ graph: CircuitGraph
    ) -> [CircuitElement] {
        if let known = digits[number] { return known }
        let elements = graph.builder.gadget("transcript") { $0.digits(of: scalar) }
            .map { graph.element($0.integer, bits: $0.bits) }
        digits[number] = elements
        return elements
    }
}
