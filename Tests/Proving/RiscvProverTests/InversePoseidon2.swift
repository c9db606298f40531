import Fields
import TestSupport
import Testing

/// The inverse of the permutation as the paper writes it, every constant from the vectors: gives
/// inputs whose output a test has chosen.
struct InversePoseidon2 {
    private let external: [[Goldilocks]]
    private let partial: [Goldilocks]
    private let externalInverse: [[Goldilocks]]
    private let internalInverse: [[Goldilocks]]

    init(_ instance: VectorFile) throws {
        func row(_ value: VectorFile) throws -> [Goldilocks] {
            try value.items().map { try #require(Goldilocks(canonical: try $0.uint64())) }
        }
        external = try instance["externalRoundConstants"].items().map(row)
        partial = try row(instance["internalRoundConstants"])
        let diagonal = try row(instance["internalDiagonalMinusOne"])
        let small = try instance["m4"].items().map(row)
        let places = diagonal.indices
        internalInverse = try Self.inverse(
            places.map { y in places.map { x in x == y ? diagonal[x] + .one : .one } })
        externalInverse = try Self.inverse(
            places.map { y in
                places.map { x in
                    let value = small[y % 4][x % 4]
                    return x / 4 == y / 4 ? value.doubled : value
                }
            })
    }

    func apply(_ output: [Goldilocks]) -> [Goldilocks] {
        var state = output
        for round in (4..<8).reversed() { state = undoFullRound(state, external[round]) }
        for constant in partial.reversed() {
            state = Self.product(internalInverse, state)
            state[0] = Self.seventhRoot(state[0]) - constant
        }
        for round in (0..<4).reversed() { state = undoFullRound(state, external[round]) }
        return Self.product(externalInverse, state)
    }

    private func undoFullRound(
        _ state: [Goldilocks], _ constants: [Goldilocks]
    ) -> [Goldilocks] {
        zip(Self.product(externalInverse, state), constants).map { Self.seventhRoot($0) - $1 }
    }

    /// 7 * 10540996611094048183 = 1 modulo p - 1.
    private static func seventhRoot(_ value: Goldilocks) -> Goldilocks {
        value.power(10_540_996_611_094_048_183)
    }

    private static func product(
        _ matrix: [[Goldilocks]], _ vector: [Goldilocks]
    ) -> [Goldilocks] {
        matrix.map { row in zip(row, vector).reduce(.zero) { $0 + $1.0 * $1.1 } }
    }

    /// Gauss and Jordan.
    private static func inverse(_ matrix: [[Goldilocks]]) throws -> [[Goldilocks]] {
        let places = matrix.indices
        var rows = places.map { y in
            matrix[y] + places.map { $0 == y ? Goldilocks.one : .zero }
        }
        for column in places {
            let pivot = try #require(places.first { $0 >= column && rows[$0][column] != .zero })
            rows.swapAt(column, pivot)
            let factor = rows[column][column].inverseOrZero
            rows[column] = rows[column].map { $0 * factor }
            for other in places where other != column {
                let factor = rows[other][column]
                rows[other] = zip(rows[other], rows[column]).map { $0 - factor * $1 }
            }
        }
        return rows.map { Array($0[matrix.count...]) }
    }
}
