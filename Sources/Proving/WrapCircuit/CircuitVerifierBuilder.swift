import BN254
import Commitments
import FRI
import Fields
import R1CS

/// The verifier read as a circuit over the scalars of BN254.
///
/// Requirements become constraints and hold in the reading, so that the code behind a `guard` is
/// always part of the circuit. Every query opens its own rows with whole paths.
struct CircuitVerifierBuilder: VerifierBuilder {
    typealias Sponge = CircuitSponge

    let graph: CircuitGraph
    let witness: ProofWitness
    private var rows: OpenedRows

    init(_ graph: CircuitGraph, _ witness: ProofWitness) {
        self.graph = graph
        self.witness = witness
        rows = OpenedRows()
    }

    /// Equality of elements whose integers may differ by multiples of p.
    func require(_ left: CircuitCubic, equals right: CircuitCubic) -> Bool {
        graph.gadget("equality") {
            zip(left.coefficients, right.coefficients).allSatisfy { left, right in
                if let left = left.constant, let right = right.constant { return left == right }
                let (a, b) = (graph.signal(left.operand), graph.signal(right.operand))
                let isOrdered = a.maximum >= b.maximum
                graph.builder.requireEqual(
                    graph.signal((isOrdered ? left : right).operand, bitCount: 250),
                    graph.signal((isOrdered ? right : left).operand, bitCount: 240))
                return true
            }
        }
    }

    /// The difference has an inverse.
    func require(_ left: CircuitCubic, differsFrom right: CircuitCubic) -> Bool {
        let difference = left - right
        guard graph === difference.graph else { return difference.isNonZeroConstant }
        let inverse = graph.cubic(.inverse(difference.triple))
        _ = graph.signal(inverse.c0.operand)
        return true
    }

    func require(
        _ values: [CircuitCubic], at place: CircuitPlace, equals value: CircuitCubic
    ) -> Bool {
        let selected = (0..<3).map { index in
            let signals = values.map { graph.signal($0.coefficients[index].operand) }
            let chosen = graph.select(signals.map(\.signal), bits: place.bits[...])
            let maximum = signals.map(\.maximum).max() ?? Integer256(0)
            return graph.element(GoldilocksSignal(signal: chosen, maximum: maximum))
        }
        return require(CircuitCubic(selected[0], selected[1], selected[2]), equals: value)
    }

    /// Inverses that exist: no value is zero.
    func inverses(of values: [CircuitCubic]) -> [CircuitCubic] {
        values.map { graph.cubic(.inverse($0.triple)) }
    }

    /// Inverses that become quotients where they are multiplied.
    func inverses(ofNonZero values: [CircuitCubic]) -> [CircuitCubic] {
        values.map { graph.cubic(.reciprocal($0.triple)) }
    }

    /// The places of the proof are those that the transcript draws.
    func opensRows(at places: [CircuitPlace]) -> Bool { true }

    func firstRefusal<Refusal: Error>(
        of count: Int, _ body: (Range<Int>) -> Refusal?
    ) -> Refusal? {
        body(0..<count)
    }
}

extension CircuitVerifierBuilder {
    /// Rows of elements below 2^64: by commitment, query and table.
    private struct OpenedRows: Sendable {
        var rows: [[[[GoldilocksSignal]]]] = []
    }

    mutating func open(
        _ commitments: [OpenedCommitment<CircuitNode>], at places: [CircuitPlace], sizeLog2: Int
    ) -> OpeningRefusal? {
        rows.rows = commitments.enumerated().map { number, commitment in
            places.enumerated().map { query, place in
                let leaf = place.droppingLowBits(sizeLog2 - commitment.shape.treeHeightLog2)
                return openLeaf(number, commitment, query: query, leaf: leaf)
            }
        }
        return nil
    }

    private func openLeaf(
        _ number: Int, _ commitment: OpenedCommitment<CircuitNode>, query: Int,
        leaf: CircuitPlace
    ) -> [[GoldilocksSignal]] {
        let shape = commitment.shape
        let rows = shape.widths.enumerated().map { table, width in
            graph.gadget("opened elements") {
                (0..<width).map { column in
                    graph.builder.goldilocks(
                        witness.element(commitment: number, query: query, table: table, column))
                }
            }
        }
        let node = shape.capNode(
            digest: { tables in
                graph.builder.gadget("leaf") { $0.hashRow(tables.flatMap { rows[$0] }) }
            },
            ascend: { node, level in
                graph.builder.gadget("path") { builder in
                    let sibling = builder.hint(
                        witness.sibling(commitment: number, query: query, level: level))
                    return builder.parent(of: node, sibling: sibling, isRight: leaf.bits[level])
                }
            },
            join: { node, digest in
                graph.builder.gadget("path") { $0.compress(node, digest) }
            })
        graph.gadget("cap") {
            let selected = graph.select(
                commitment.cap.map(\.signal), bits: leaf.bits.dropFirst(shape.pathCount))
            graph.builder.require(selected == node)
        }
        return rows
    }

    /// The challenge: powers are made where they are needed.
    func weights(_ challenge: CircuitCubic, count: Int) -> CircuitCubic { challenge }

    func combination(
        of row: WeightedRow, commitment: Int, query: Int, weights: CircuitCubic
    ) -> CircuitCubic {
        let terms = zip(row.tables, zip(row.columns, row.places)).flatMap { table, selection in
            let elements = rows.rows[commitment][query][table]
            let columns = selection.0 ?? Array(elements.indices)
            return zip(columns, selection.1).map { column, place in
                (exponent: row.weightCount - 1 - place, element: elements[column])
            }
        }
        graph.weightedRows.append(
            CircuitGraph.WeightedElements(base: weights.triple, terms: terms))
        return graph.cubic(.row(graph.weightedRows.count - 1, increase: 0))
    }

    /// A sum of products with powers, which is one of sums.
    func weightedSum(
        _ values: [CircuitCubic], _ row: WeightedRow, challenge: CircuitCubic
    ) -> CircuitCubic {
        zip(row.places.joined(), values).reduce(CircuitCubic(constant: .zero)) { sum, term in
            sum + challenge.power(row.weightCount - 1 - term.0) * term.1
        }
    }

    func cubics(commitment: Int, query: Int) -> [CircuitCubic] {
        let row = rows.rows[commitment][query][0].map { graph.element($0) }
        return (0..<row.count / 3).map {
            CircuitCubic(row[3 * $0], row[3 * $0 + 1], row[3 * $0 + 2])
        }
    }
}

extension CircuitCubic {
    /// Whether the value is a constant other than zero.
    fileprivate var isNonZeroConstant: Bool {
        coefficients.allSatisfy { $0.constant != nil }
            && coefficients.contains { $0.constant != .zero }
    }
}
