import Fields

/// The recorded description of a chip: its constraints and bus transfers as expressions.
///
/// Canonical: nodes are in the order in which constraints and then transfers first need them,
/// operands before results. So it depends on the equations alone, not on the order in which the
/// chip computes its terms.
struct ChipDescription: Equatable, Sendable {
    /// A tuple on one side of a bus; values are numbers of nodes.
    struct Transfer: Equatable, Sendable {
        let side: BusSide
        let bus: Bus
        let tuple: [Int]
        let multiplicity: Int
    }

    /// Distinct expressions, operands first.
    let nodes: [Expression]
    /// Nodes of the constraints, which are zero in every row.
    let constraints: [Int]
    let transfers: [Transfer]

    /// Records the description of a chip.
    init<Chips: Machine>(of chip: Int, in machine: Chips) {
        var recorder = DescriptionRecorder()
        machine.describe(chip: chip, to: &recorder)
        var order = CanonicalOrder(recorder.graph.nodes)
        constraints = recorder.constraints.map { order.number(of: $0) }
        transfers = recorder.transfers.map { transfer in
            Transfer(
                side: transfer.side, bus: transfer.bus,
                tuple: transfer.tuple.map { order.number(of: $0) },
                multiplicity: order.number(of: transfer.multiplicity))
        }
        nodes = order.nodes
    }

    /// Main columns that some constraint or transfer reads in the next row, in ascending order.
    var nextMainColumns: [Int] {
        nodes.compactMap { if case .next(let column) = $0 { column } else { nil } }.sorted()
    }

    /// The description as elements; descriptions that differ have different encodings.
    ///
    /// Counts of nodes, constraints and transfers; each node as its word, a constant followed by
    /// its value; constraints; transfers as side, bus, length and tuple, multiplicity.
    var encoding: [Goldilocks] {
        func number(_ value: Int) -> Goldilocks { Goldilocks(reducing: UInt64(value)) }
        var elements = [number(nodes.count), number(constraints.count), number(transfers.count)]
        for node in nodes {
            elements.append(Goldilocks(reducing: node.word))
            if case .constant(let value) = node { elements.append(value) }
        }
        elements += constraints.map(number)
        for transfer in transfers {
            elements += [
                transfer.side == .send ? .one : .zero, Goldilocks(transfer.bus.number),
                number(transfer.tuple.count),
            ]
            elements += transfer.tuple.map(number)
            elements.append(number(transfer.multiplicity))
        }
        return elements
    }
}

/// Numbers the nodes of a graph anew, in depth-first order of first need, left operand first.
private struct CanonicalOrder {
    private let graph: [Expression]
    private var numbers: [Int?]
    private(set) var nodes: [Expression] = []

    init(_ graph: [Expression]) {
        self.graph = graph
        numbers = [Int?](repeating: nil, count: graph.count)
    }

    /// New number of a node, after those of its operands.
    ///
    /// Iterative, as chips may nest expressions deeper than a guest's stack.
    mutating func number(of root: Int) -> Int {
        if let number = numbers[root] { return number }
        var stack = [root]
        while let node = stack.last {
            guard numbers[node] == nil else {
                stack.removeLast()
                continue
            }
            guard let (left, right) = graph[node].operands else {
                append(graph[node], as: node)
                continue
            }
            if let left = numbers[left], let right = numbers[right] {
                append(graph[node].replacingOperands(left, right), as: node)
            } else {
                if numbers[right] == nil { stack.append(right) }
                if numbers[left] == nil { stack.append(left) }
            }
        }
        return nodes.count - 1
    }

    private mutating func append(_ expression: Expression, as node: Int) {
        numbers[node] = nodes.count
        nodes.append(expression)
    }
}
