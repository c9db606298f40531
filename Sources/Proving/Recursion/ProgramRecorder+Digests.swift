import Fields
public import Hashing

extension ProgramRecorder {
    /// The four elements of a cell, each as a cell of its own.
    public func elements(of cell: Address) -> [Address] {
        (0..<4).map { element($0, of: cell) }
    }

    /// Requires that two cells are the same in all four elements.
    public func requireSame(_ left: Address, _ right: Address) {
        append(
            .elements(
                VerifierProgram.Elements(
                    cell: left, parts: elements(of: right), written: .nothing)))
    }

    /// The sponge of a list of elements in a domain, each element a cell of its own.
    ///
    /// That of `Poseidon2.hash`: eight elements at a time, domain and length in the capacity.
    public func hash(domain: HashDomain, _ elements: [Address]) -> Address {
        var state: (number: Int, outputs: [Address])?
        for first in stride(from: 0, to: max(1, elements.count), by: 8) {
            state = permute(
                state == nil ? .tag(domain.tag) : .previous,
                Array(elements[first..<min(first + 8, elements.count)]),
                length: first == 0 ? elements.count : 0, after: state?.number)
        }
        return state.map { $0.outputs[0] } ?? zero
    }

    /// The root above a leaf, by the bits of its index, the lowest first, on a path of advice.
    ///
    /// A node is the compression of its children, as in trees of commitments.
    public func root(of leaf: Address, bits: [Address], path: Int) -> Address {
        var node = leaf
        for (level, bit) in bits.enumerated() {
            let parent = newAddress()
            append(.ascend(node, sibling: .path(path, level: level), bit: bit, to: parent))
            node = parent
        }
        return node
    }

    /// The low bits of an element, a cell of its own, as cells; the lowest first.
    public func lowBits(of element: Address, count: Int) -> [Address] {
        bits(of: element, count: count).bits
    }
}
