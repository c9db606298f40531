public import BN254

extension CircuitBuilder {
    /// The Poseidon2 permutation of `permutation.width` signals: three constraints an S-box.
    public mutating func permute(_ permutation: ScalarPoseidon2, _ input: [Signal]) -> [Signal] {
        precondition(input.count == permutation.width)
        return gadget("poseidon2 width \(permutation.width)") { builder in
            var state = permutation.externalLayer(input)
            let constants = permutation.fullConstants
            for round in 0..<4 { builder.fullRound(permutation, &state, constants[round]) }
            for constant in permutation.partialConstants {
                state[0] = builder.fifthPower(state[0] + constant)
                state = permutation.internalLayer(state)
            }
            for round in 4..<8 { builder.fullRound(permutation, &state, constants[round]) }
            return state
        }
    }

    /// The compression of two digests to one; see `ScalarPoseidon2.compress`.
    public mutating func compress(_ left: Signal, _ right: Signal) -> Signal {
        permute(.width2, [left, right])[0] + left
    }

    private mutating func fullRound(
        _ permutation: ScalarPoseidon2, _ state: inout [Signal], _ constants: [Fr]
    ) {
        for index in state.indices {
            state[index] = fifthPower(state[index] + constants[index])
        }
        state = permutation.externalLayer(state)
    }

    /// x^5 = (x^2)^2 x.
    private mutating func fifthPower(_ x: Signal) -> Signal {
        let square = variable(x * x)
        let fourth = variable(square * square)
        return variable(fourth * x)
    }
}

extension ScalarPoseidon2 {
    /// The internal matrix: the sum of all plus each times its diagonal entry less one.
    fileprivate func internalLayer(_ state: [Signal]) -> [Signal] {
        let sum = state.dropFirst().reduce(state[0], +)
        return zip(diagonalMinusOne, state).map { $0 * $1 + sum }
    }

    /// The external matrix by its definition (eprint 2023/323, section 5.1).
    fileprivate func externalLayer(_ state: [Signal]) -> [Signal] {
        guard width % 4 == 0 else {
            let sum = state.dropFirst().reduce(state[0], +)
            return state.map { $0 + sum }
        }
        let rows: [[UInt64]] = [[5, 7, 1, 3], [4, 6, 1, 1], [1, 3, 5, 7], [1, 1, 4, 6]]
        let mixed = stride(from: 0, to: width, by: 4).flatMap { start in
            rows.map { row in
                (0..<4).reduce(Signal.zero) { $0 + Fr(row[$1]) * state[start + $1] }
            }
        }
        let sums = (0..<4).map { offset in
            stride(from: offset, to: width, by: 4).reduce(Signal.zero) { $0 + mixed[$1] }
        }
        return mixed.indices.map { mixed[$0] + sums[$0 % 4] }
    }
}
