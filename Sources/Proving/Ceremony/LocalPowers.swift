import BN254
import Fields
public import Groth16
public import Parallel

/// Powers of tau generated on one machine, for development.
///
/// The file has no contribution, so `PowersOfTau.isDevelopment` is true for it, and every key from
/// it is a development key.
public struct LocalPowers {
    private let log2: Int

    /// Powers for circuits of up to 2^log2 rows, log2 in `1...27`.
    public init(log2: Int) {
        precondition((1...PowersOfTau.maximumLog2).contains(log2))
        self.log2 = log2
    }

    private var size: Int { 1 << log2 }

    /// Types and lengths of the sections, in the order of the file.
    private var sections: [(type: UInt32, byteCount: Int)] {
        let (g1, g2) = (PointList<G1>.stride, PointList<G2>.stride)
        return [
            (PowersOfTau.Section.header, 4 + 32 + 4 + 4),
            (PowersOfTau.Section.tau1, (2 * size - 1) * g1),
            (PowersOfTau.Section.tau2, size * g2),
            (PowersOfTau.Section.alphaTau1, size * g1),
            (PowersOfTau.Section.betaTau1, size * g1),
            (PowersOfTau.Section.beta2, g2),
            (PowersOfTau.Section.contributions, 4),
            (PowersOfTau.Section.lagrange1, (4 * size - 1) * g1),
            (PowersOfTau.Section.lagrange2, (2 * size - 1) * g2),
            (PowersOfTau.Section.alphaLagrange1, (2 * size - 1) * g1),
            (PowersOfTau.Section.betaLagrange1, (2 * size - 1) * g1),
        ]
    }

    /// Length of the file in bytes.
    public var byteCount: Int {
        sections.reduce(SectionWriter.headByteCount) {
            $0 + SectionWriter.sectionByteCount + $1.byteCount
        }
    }

    /// Writes the file of a trapdoor's tau, alpha and beta to memory of exactly `byteCount` bytes.
    public func write(
        _ trapdoor: borrowing Trapdoor, into bytes: UnsafeMutableRawBufferPointer,
        workers: Workers
    ) {
        precondition(bytes.count == byteCount)
        var exponents = PowerExponents(trapdoor, log2: log2, workers: workers)
        defer { exponents.wipe() }
        let table1 = FixedBaseTable(G1.generator, scalarCount: 12 * size, workers: workers)
        let table2 = FixedBaseTable(G2.generator, scalarCount: 3 * size, workers: workers)
        var writer = SectionWriter(
            bytes, magic: PowersOfTau.magic, version: PowersOfTau.version,
            sections: UInt32(sections.count))
        func write<Group: CurveGroup>(_ table: FixedBaseTable<Group>, _ scalars: [Fr]) {
            table.multiples(scalars, workers: workers).withUnsafeBytes {
                writer.reserve($0.count).copyMemory(from: $0)
            }
        }
        let (alpha, beta) = (trapdoor.alpha, trapdoor.beta)
        let (powers, lagrange) = (exponents.powers, exponents.lagrange)
        let (first, small) = (powers.prefix(size), lagrange.prefix(2 * size - 1))
        for section in sections {
            writer.begin(section.type, byteCount: section.byteCount)
            switch section.type {
            case PowersOfTau.Section.header:
                writer.append(UInt32(32))
                writer.append(Fp.modulus)
                writer.append(UInt32(log2))
                writer.append(UInt32(log2))
            case PowersOfTau.Section.tau1: write(table1, powers)
            case PowersOfTau.Section.tau2: write(table2, Array(first))
            case PowersOfTau.Section.alphaTau1: write(table1, first.map { $0 * alpha })
            case PowersOfTau.Section.betaTau1: write(table1, first.map { $0 * beta })
            case PowersOfTau.Section.beta2: write(table2, [beta])
            case PowersOfTau.Section.contributions: writer.append(UInt32(0))
            case PowersOfTau.Section.lagrange1: write(table1, lagrange)
            case PowersOfTau.Section.lagrange2: write(table2, Array(small))
            case PowersOfTau.Section.alphaLagrange1: write(table1, small.map { $0 * alpha })
            default: write(table1, small.map { $0 * beta })
            }
        }
    }
}

/// Powers of tau and values of Lagrange polynomials at tau, which are secret.
private struct PowerExponents {
    /// Powers tau^i for i below 2^(log2 + 1) - 1.
    private(set) var powers: [Fr] = []
    /// Values for the domains of 2^0 to 2^(log2 + 1) rows, one after the other.
    private(set) var lagrange: [Fr] = []

    init(_ trapdoor: borrowing Trapdoor, log2: Int, workers: Workers) {
        let tau = trapdoor.tau
        var power = Fr.one
        for _ in 0..<2 << log2 - 1 {
            powers.append(power)
            power *= tau
        }
        // `power` is tau^(m - 1) for a domain of m rows. The file does not have this last power of
        // the largest domain: its polynomials lack their highest term, w^i / m.
        for level in 0...log2 + 1 {
            let size = 1 << level
            var values =
                LagrangeValues.all(
                    at: tau, log2: level, first: 0, step: 1, count: size, workers: workers) ?? []
            precondition(values.count == size, "tau is in the domain")
            if level == log2 + 1 {
                let root = Fr.rootOfUnity(log2: level)
                var term = power * Fr(UInt64(size)).inverseOrZero
                for index in values.indices {
                    values[index] = values[index] - term
                    term *= root
                }
            }
            lagrange += values
        }
    }

    mutating func wipe() {
        powers.withUnsafeMutableBytes { $0.wipe() }
        lagrange.withUnsafeMutableBytes { $0.wipe() }
    }
}
