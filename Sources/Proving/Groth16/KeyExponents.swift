import BN254
import Fields
import Parallel
import R1CS

/// The scalars whose multiples of the generators are the points of a key.
struct KeyExponents {
    private(set) var inputs: [Fr]
    private(set) var a: [Fr]
    private(set) var b: [Fr]
    private(set) var c: [Fr]
    private(set) var h: [Fr]

    /// The exponents of a circuit for a trapdoor.
    ///
    /// With probability 2^-225 tau is a power of the domain's root; the caller then repeats the
    /// setup.
    init(
        _ system: ConstraintSystem, _ trapdoor: borrowing Trapdoor, domainLog2: Int,
        workers: Workers
    ) {
        let (tau, size) = (trapdoor.tau, 1 << domainLog2)
        let rows =
            LagrangeValues.all(
                at: tau, log2: domainLog2, first: 0, step: 1, count: size, workers: workers) ?? []
        let odd =
            LagrangeValues.all(
                at: tau, log2: domainLog2 + 1, first: 1, step: 2, count: size, workers: workers)
            ?? []
        precondition(rows.count == size && odd.count == size, "tau is in the domain")
        let matrices = [system.a, system.b, system.c]
        let columns = workers.map(3) { index in
            var values = [Fr](repeating: .zero, count: system.variableCount)
            let matrix = matrices[index]
            for row in 0..<matrix.rowCount {
                for entry in matrix.starts[row]..<matrix.starts[row + 1] {
                    values[Int(matrix.variables[entry])] += matrix.coefficients[entry] * rows[row]
                }
            }
            return values
        }
        (a, b) = (columns[0], columns[1])
        for input in 0...system.publicCount { a[input] += rows[system.constraintCount + input] }
        let (alpha, beta) = (trapdoor.alpha, trapdoor.beta)
        let inverse = trapdoor.delta.inverseOrZero
        let combined = zip(zip(a, b), columns[2]).map { beta * $0.0 + alpha * $0.1 + $1 }
        inputs = Array(combined[...system.publicCount])
        c = combined[(system.publicCount + 1)...].map { $0 * inverse }
        h = odd.map { $0 * inverse }
    }

    mutating func wipe() {
        for keyPath in [\KeyExponents.inputs, \.a, \.b, \.c, \.h] {
            self[keyPath: keyPath].withUnsafeMutableBytes { $0.wipe() }
        }
    }
}
