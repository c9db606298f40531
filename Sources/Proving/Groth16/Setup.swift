import BN254
public import Parallel
public import R1CS

/// Generates the proving key of a circuit from a known trapdoor, for development.
///
/// A key that others can trust comes from a ceremony. Groth, eprint 2016/260, section 3.2, with
/// gamma = 1. One row for each public input, and one for the constant, makes their polynomials
/// independent, as in snarkjs.
public struct Setup {
    private let layout: KeyLayout

    /// A setup of a circuit; throws when it is too large.
    public init(_ system: ConstraintSystem) throws(Groth16Error) {
        layout = try KeyLayout(system)
    }

    /// Length of the key in bytes.
    public var byteCount: Int { layout.byteCount }

    /// Writes the key to memory of exactly `byteCount` bytes.
    ///
    /// `progress` gets the finished share, in [0, 1], about once for 2^14 points.
    public func write(
        _ trapdoor: borrowing Trapdoor, into bytes: UnsafeMutableRawBufferPointer,
        workers: Workers, progress: (Double) -> Void
    ) {
        let system = layout.system
        var exponents = KeyExponents(
            system, trapdoor, domainLog2: layout.domainLog2, workers: workers)
        defer { exponents.wipe() }
        let (g1, g2) = (ProjectivePoint(G1.generator), ProjectivePoint(G2.generator))
        let header = KeyPoints(
            alpha1: (trapdoor.alpha * g1).affine, beta1: (trapdoor.beta * g1).affine,
            beta2: (trapdoor.beta * g2).affine, delta1: (trapdoor.delta * g1).affine,
            delta2: (trapdoor.delta * g2).affine)
        let total = Double(3 * system.variableCount * 2 + layout.domainSize)
        var points = PointWriter(total: total, scalarCount: system.variableCount, workers)
        layout.write(into: bytes, header, origin: .development) { list, writer in
            switch list {
            case .inputs: points.write(exponents.inputs, progress, &writer)
            case .a: points.write(exponents.a, progress, &writer)
            case .b1: points.write(exponents.b, progress, &writer)
            case .b2: points.writeG2(exponents.b, progress, &writer)
            case .c: points.write(exponents.c, progress, &writer)
            case .h: points.write(exponents.h, progress, &writer)
            }
        }
    }
}

/// Writes lists of multiples of the generators.
private struct PointWriter {
    private let table1: FixedBaseTable<G1>
    private let table2: FixedBaseTable<G2>
    private let workers: Workers
    private let total: Double
    private var done = 0.0

    private static let chunkCount = 1 << 14

    init(total: Double, scalarCount: Int, _ workers: Workers) {
        table1 = FixedBaseTable(G1.generator, scalarCount: 4 * scalarCount, workers: workers)
        table2 = FixedBaseTable(G2.generator, scalarCount: scalarCount, workers: workers)
        self.workers = workers
        self.total = total
    }

    mutating func write(
        _ scalars: [Fr], _ progress: (Double) -> Void, _ writer: inout SectionWriter
    ) {
        write(scalars, table1, weight: 1, progress, &writer)
    }

    mutating func writeG2(
        _ scalars: [Fr], _ progress: (Double) -> Void, _ writer: inout SectionWriter
    ) {
        write(scalars, table2, weight: 3, progress, &writer)
    }

    private mutating func write<Group: CurveGroup>(
        _ scalars: [Fr], _ table: FixedBaseTable<Group>, weight: Double,
        _ progress: (Double) -> Void, _ writer: inout SectionWriter
    ) {
        for start in stride(from: 0, to: scalars.count, by: Self.chunkCount) {
            let range = start..<min(start + Self.chunkCount, scalars.count)
            let points = table.multiples(Array(scalars[range]), workers: workers)
            points.withUnsafeBytes { writer.reserve($0.count).copyMemory(from: $0) }
            done += weight * Double(range.count)
            progress(min(1, done / total))
        }
    }
}
