import BN254
import Fields
public import Parallel
public import R1CS

/// Makes the proving key of a circuit from a known trapdoor.
///
/// That is a development key, not one to trust: a key to trust comes from a ceremony.
/// Groth, eprint 2016/260, section 3.2, with gamma = 1. One row for each public input, and one for
/// the constant, binds their polynomials to be independent, as in snarkjs.
public struct Setup {
    private let system: ConstraintSystem
    private let domainLog2: Int

    /// Throws when the circuit is too large.
    public init(_ system: ConstraintSystem) throws(Groth16Error) {
        let rows = system.constraintCount + system.publicCount + 1
        var log2 = 0
        while 1 << log2 < rows { log2 += 1 }
        guard log2 <= KeyHeader.maximumDomainLog2 else { throw .circuitTooLarge(rows: rows) }
        self.system = system
        domainLog2 = log2
    }

    private var domainSize: Int { 1 << domainLog2 }
    private var inputCount: Int { system.publicCount + 1 }
    private var entryCount: Int {
        system.a.variables.count + system.b.variables.count + inputCount
    }

    /// Lengths of sections 1 to 10 and of the origin.
    private var sectionByteCounts: [Int] {
        let (g1, g2) = (PointList<G1>.stride, PointList<G2>.stride)
        let count = system.variableCount
        return [
            4, KeyHeader.byteCount, inputCount * g1,
            4 + entryCount * KeySection.coefficientByteCount, count * g1, count * g1, count * g2,
            (count - inputCount) * g1, domainSize * g1, KeySection.contributionsByteCount,
            KeyOrigin.byteCount,
        ]
    }

    /// Length of the key in bytes.
    public var byteCount: Int {
        sectionByteCounts.reduce(SectionWriter.headByteCount) {
            $0 + SectionWriter.sectionByteCount + $1
        }
    }

    /// Writes the key to memory of exactly `byteCount` bytes.
    ///
    /// `progress` gets the share that is done, in [0, 1], about once for 2^14 points.
    public func write(
        _ trapdoor: borrowing Trapdoor, into bytes: UnsafeMutableRawBufferPointer,
        workers: Workers, progress: (Double) -> Void
    ) {
        precondition(bytes.count == byteCount)
        var exponents = KeyExponents(
            system, trapdoor, domainLog2: domainLog2, workers: workers)
        defer { exponents.wipe() }
        let lengths = sectionByteCounts
        var writer = SectionWriter(
            bytes, magic: KeySection.magic, version: KeySection.version, sections: 11)
        func begin(_ section: UInt32) {
            writer.begin(section, byteCount: lengths[Int(section) - 1])
        }
        begin(KeySection.kind)
        writer.append(KeySection.groth16)
        begin(KeySection.header)
        writeHeader(trapdoor, &writer)
        let total = Double(3 * system.variableCount * 2 + domainSize)
        var points = PointWriter(total: total, scalarCount: system.variableCount, workers)
        begin(KeySection.inputs)
        points.write(exponents.inputs, progress, &writer)
        begin(KeySection.coefficients)
        writeCoefficients(&writer)
        begin(KeySection.a)
        points.write(exponents.a, progress, &writer)
        begin(KeySection.b1)
        points.write(exponents.b, progress, &writer)
        begin(KeySection.b2)
        points.writeG2(exponents.b, progress, &writer)
        begin(KeySection.c)
        points.write(exponents.c, progress, &writer)
        begin(KeySection.h)
        points.write(exponents.h, progress, &writer)
        begin(KeySection.contributions)
        _ = writer.reserve(KeySection.contributionsByteCount).initializeMemory(
            as: UInt8.self, repeating: 0)
        writer.begin(KeySection.origin, byteCount: KeyOrigin.byteCount)
        KeyOrigin.development.write(to: &writer)
    }

    private func writeHeader(_ trapdoor: borrowing Trapdoor, _ writer: inout SectionWriter) {
        writer.append(UInt32(32))
        writer.append(Fp.modulus)
        writer.append(UInt32(32))
        writer.append(Fr.modulus)
        writer.append(UInt32(system.variableCount))
        writer.append(UInt32(system.publicCount))
        writer.append(UInt32(domainSize))
        let (g1, g2) = (ProjectivePoint(G1.generator), ProjectivePoint(G2.generator))
        writer.append((trapdoor.alpha * g1).affine)
        writer.append((trapdoor.beta * g1).affine)
        writer.append((trapdoor.beta * g2).affine)
        writer.append(G2.generator)
        writer.append((trapdoor.delta * g1).affine)
        writer.append((trapdoor.delta * g2).affine)
    }

    /// The entries of A and B row by row, then the rows of the inputs.
    private func writeCoefficients(_ writer: inout SectionWriter) {
        writer.append(UInt32(entryCount))
        func append(_ matrix: UInt32, _ row: Int, _ variable: UInt32, _ coefficient: Fr) {
            writer.append(matrix)
            writer.append(UInt32(row))
            writer.append(variable)
            // Stored is the coefficient times 2^256; files want it times 2^512.
            writer.append(stored: coefficient.timesRadix)
        }
        for row in 0..<system.constraintCount {
            for (matrix, entries) in [system.a, system.b].enumerated() {
                for entry in entries.starts[row]..<entries.starts[row + 1] {
                    append(
                        UInt32(matrix), row, entries.variables[entry], entries.coefficients[entry])
                }
            }
        }
        for input in 0..<inputCount {
            append(0, system.constraintCount + input, UInt32(input), .one)
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
