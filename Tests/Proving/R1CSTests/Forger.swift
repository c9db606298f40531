import BN254
import Fields
import R1CS

/// Searches assignments that violate one constraint alone: without that constraint the system
/// accepts them.
///
/// A cheater lies about one variable and computes all others honestly from the lie. Where that
/// violates a constraint, he moves the violation on: he solves the constraint for one of its
/// variables and lies about that one as well.
struct Forger {
    /// The circuit; what it returns is public.
    typealias Circuit = (inout CircuitBuilder) -> [Signal]

    let system: ConstraintSystem
    private let circuit: Circuit
    private let outputCount: Int

    init(_ circuit: @escaping Circuit) throws {
        self.circuit = circuit
        var count = 0
        _ = CircuitBuilder.assign({ count = circuit(&$0).count }, lies: [:])
        outputCount = count
        system = try CircuitBuilder.record {
            Self.run(&$0, circuit, Array(repeating: .zero, count: count))
        }.system
    }

    @discardableResult
    private static func run(
        _ builder: inout CircuitBuilder, _ circuit: Circuit, _ expected: [Fr]
    ) -> [Fr] {
        let outputs = expected.map { builder.publicInput($0) }
        let results = circuit(&builder)
        for (output, result) in zip(outputs, results) { builder.require(output == result) }
        return results.map(\.value)
    }

    /// The values that follow from lies, with the outputs that they lead to as public inputs.
    func values(_ lies: [Int: Fr]) -> [Fr] {
        var expected = Array(repeating: Fr.zero, count: outputCount)
        var results: [Fr] = []
        _ = CircuitBuilder.assign(
            { results = Self.run(&$0, circuit, expected) }, lies: lies)
        expected = results
        return CircuitBuilder.assign({ Self.run(&$0, circuit, expected) }, lies: lies)
    }

    /// The constraints that values violate.
    func violations(_ values: [Fr]) -> [Int] {
        values.withUnsafeBufferPointer { values in
            (0..<system.constraintCount).filter { row in
                system.a.product(row: row, values) * system.b.product(row: row, values)
                    != system.c.product(row: row, values)
            }
        }
    }

    /// For each constraint values that violate it alone, where the search finds some.
    func forgeries() -> [Int: [Fr]] {
        var found: [Int: [Fr]] = [:]
        // A few ways to the same violations: one of them may only lead back.
        var visits: [[Int]: Int] = [:]
        var queue = singleLies
        var next = 0
        while next < queue.count, found.count < system.constraintCount {
            let lies = queue[next]
            next += 1
            let values = values(lies)
            let violated = violations(values)
            guard (1...2).contains(violated.count), visits[violated, default: 0] < 3 else {
                continue
            }
            visits[violated, default: 0] += 1
            if violated.count == 1 { found[violated[0]] = values }
            for row in violated {
                for (variable, value) in solutions(row, values) {
                    queue.append(lies.merging([variable: value]) { $1 })
                }
            }
        }
        return found
    }

    private var singleLies: [[Int: Fr]] {
        let honest = values([:])
        let p = Fr(Goldilocks.modulus)
        return honest.indices.dropFirst().flatMap { variable in
            let value = honest[variable]
            return [
                value + .one, value - .one, .one - value, value + p, value + p + p, .zero,
                Fr(0x1234_5678_9abc_def1).inverseOrZero,
            ]
            .filter { $0 != value }.map { [variable: $0] }
        }
    }

    /// Values of single variables that satisfy a constraint that others leave violated.
    private func solutions(_ row: Int, _ values: [Fr]) -> [(Int, Fr)] {
        let matrices = [system.a, system.b, system.c]
        let products = values.withUnsafeBufferPointer { values in
            matrices.map { $0.product(row: row, values) }
        }
        func coefficient(_ matrix: SparseMatrix, _ variable: UInt32) -> Fr {
            (matrix.starts[row]..<matrix.starts[row + 1]).first {
                matrix.variables[$0] == variable
            }.map { matrix.coefficients[$0] } ?? .zero
        }
        let variables = Set(
            matrices.flatMap { $0.variables[$0.starts[row]..<$0.starts[row + 1]] })
        return variables.sorted().filter { $0 > 0 }.compactMap { variable in
            let (a, b, c) = (
                coefficient(matrices[0], variable), coefficient(matrices[1], variable),
                coefficient(matrices[2], variable)
            )
            // (A + a d)(B + b d) = C + c d is linear in the step d if a or b is zero.
            guard a == .zero || b == .zero else { return nil }
            let slope = a * products[1] + b * products[0] - c
            guard slope != .zero else { return nil }
            let step = (products[2] - products[0] * products[1]) * slope.inverseOrZero
            return (Int(variable), values[Int(variable)] + step)
        }
    }
}
