import Fields
import TestSupport
import Testing

/// The permutation as the paper writes it, with full matrices, every constant from the vectors.
struct PlainPoseidon2 {
    private let external: [[Goldilocks]]
    private let partial: [Goldilocks]
    private let diagonalMinusOne: [Goldilocks]
    private let small: [[Goldilocks]]

    init(_ instance: VectorFile) throws {
        func row(_ value: VectorFile) throws -> [Goldilocks] {
            try value.items().map { try #require(Goldilocks(canonical: try $0.uint64())) }
        }
        external = try instance["externalRoundConstants"].items().map(row)
        partial = try row(instance["internalRoundConstants"])
        diagonalMinusOne = try row(instance["internalDiagonalMinusOne"])
        small = try instance["m4"].items().map(row)
    }

    func permuted(_ input: [Goldilocks]) -> [Goldilocks] {
        var state = externalLayer(input)
        for round in 0..<4 { state = fullRound(state, external[round]) }
        for constant in partial {
            state[0] = (state[0] + constant).power(7)
            let sum = state.reduce(.zero, +)
            state = state.indices.map { diagonalMinusOne[$0] * state[$0] + sum }
        }
        for round in 4..<8 { state = fullRound(state, external[round]) }
        return state
    }

    private func fullRound(_ state: [Goldilocks], _ constants: [Goldilocks]) -> [Goldilocks] {
        externalLayer(zip(state, constants).map { ($0 + $1).power(7) })
    }

    private func externalLayer(_ state: [Goldilocks]) -> [Goldilocks] {
        let mixed = state.indices.map { index in
            (0..<4).map { small[index % 4][$0] * state[index / 4 * 4 + $0] }.reduce(.zero, +)
        }
        return mixed.indices.map { index in
            stride(from: index % 4, to: mixed.count, by: 4).map { mixed[$0] }
                .reduce(mixed[index], +)
        }
    }
}
