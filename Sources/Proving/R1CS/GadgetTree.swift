/// Constraints by gadget: each node counts its own and those of the gadgets that it calls.
public struct GadgetTree: Sendable {
    struct Node {
        let name: String
        let parent: Int
        var ownCount = 0
        var children: [Int] = []
    }

    private(set) var nodes = [Node(name: "circuit", parent: 0)]
    private(set) var current = 0

    /// Enters a gadget; calls of one name from one place share a node.
    mutating func enter(_ name: String) {
        let known = nodes[current].children.first { nodes[$0].name == name }
        if let known {
            current = known
            return
        }
        nodes.append(Node(name: name, parent: current))
        nodes[current].children.append(nodes.count - 1)
        current = nodes.count - 1
    }

    mutating func leave() { current = nodes[current].parent }

    mutating func count() { nodes[current].ownCount += 1 }

    /// The names from the root to a node, with slashes.
    func path(_ index: Int) -> String {
        index == 0 ? nodes[0].name : path(nodes[index].parent) + "/" + nodes[index].name
    }

    /// Constraints of a node and of all nodes below it.
    private func total(_ index: Int) -> Int {
        nodes[index].children.reduce(nodes[index].ownCount) { $0 + total($1) }
    }

    /// Constraints of the gadget at a path such as `circuit/poseidon2`, or `nil`.
    public func count(at path: String) -> Int? {
        nodes.indices.first { self.path($0) == path }.map(total)
    }

    /// Constraints of every gadget with those below it, by path, in the order of first use.
    public var totals: [(path: String, count: Int)] {
        nodes.indices.map { (path($0), total($0)) }
    }

    /// Report with one line a gadget: constraints with those below it, then the name, indented.
    public var text: String {
        var lines: [String] = []
        func add(_ index: Int, depth: Int) {
            let count = String(total(index))
            let padding = String(repeating: " ", count: max(0, 10 - count.count))
            let indentation = String(repeating: " ", count: 2 * depth + 1)
            lines.append(padding + count + indentation + nodes[index].name)
            for child in nodes[index].children { add(child, depth: depth + 1) }
        }
        add(0, depth: 0)
        return lines.joined(separator: "\n")
    }
}
