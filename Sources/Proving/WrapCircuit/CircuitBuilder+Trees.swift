import BN254
import R1CS
import WrapHashing

extension CircuitBuilder {
    /// The digest of `ScalarTree.hashRow`, of a row of integers below 2^64.
    ///
    /// An integer from p on stands for the same element as one below: a prover who has committed to
    /// such a row has one more form of it and no other elements, as the scalars determine the
    /// integers.
    mutating func hashRow(_ row: [GoldilocksSignal]) -> Signal {
        let permutation = ScalarTree.permutation(rowLength: row.count)
        let rate = permutation.width - 1
        var state = [Signal](repeating: .zero, count: permutation.width)
        state[rate] = Signal(constant: ScalarTree.capacity(rowLength: row.count))
        let scalars = packed(row)
        var start = 0
        repeat {
            for (index, scalar) in scalars[start..<min(start + rate, scalars.count)].enumerated() {
                state[index] += scalar
            }
            state = permute(permutation, state)
            start += rate
        } while start < scalars.count
        return state[0]
    }

    /// The parent of a node and its sibling, which is on the other side.
    mutating func parent(of node: Signal, sibling: Signal, isRight: Bit) -> Signal {
        // d = b (s - n): left n + d, right s - d
        let difference = variable(isRight.signal * (sibling - node))
        return compress(node + difference, sibling - difference)
    }
}

extension CircuitGraph {
    /// The value whose number has some bits, the lowest first, of as many as they can count.
    func select(_ values: [Signal], bits: ArraySlice<Bit>) -> Signal {
        var values = values
        for bit in bits where values.count > 1 {
            values = stride(from: 0, to: values.count, by: 2).map {
                builder.select(bit, values[$0 + 1], else: values[$0])
            }
        }
        precondition(values.count == 1)
        return values[0]
    }
}
