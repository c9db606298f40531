package import BN254
package import R1CS

/// The lists of points of a key, in the order of its file.
package enum KeyList: CaseIterable, Sendable {
    case inputs, a, b1, b2, c, h
}

/// The sections of the key of a circuit: lengths and contents that the circuit alone determines.
package struct KeyLayout: Sendable {
    package let system: ConstraintSystem
    package let domainLog2: Int

    /// The layout for a circuit; throws when it is too large.
    package init(_ system: ConstraintSystem) throws(Groth16Error) {
        let rows = system.constraintCount + system.publicCount + 1
        var log2 = 0
        while 1 << log2 < rows { log2 += 1 }
        guard log2 <= KeyHeader.maximumDomainLog2 else { throw .circuitTooLarge(rows: rows) }
        self.system = system
        domainLog2 = log2
    }

    package var domainSize: Int { 1 << domainLog2 }
    /// Number of the constant and the public inputs.
    package var inputCount: Int { system.publicCount + 1 }

    /// Number of points of a list.
    package func count(of list: KeyList) -> Int {
        switch list {
        case .inputs: inputCount
        case .a, .b1, .b2: system.variableCount
        case .c: system.variableCount - inputCount
        case .h: domainSize
        }
    }

    private var entryCount: Int {
        system.a.variables.count + system.b.variables.count + inputCount
    }

    private func byteCount(of list: KeyList) -> Int {
        count(of: list) * (list == .b2 ? PointList<G2>.stride : PointList<G1>.stride)
    }

    private var coefficientsByteCount: Int { 4 + entryCount * KeySection.coefficientByteCount }

    private static let sectionCount = 11

    /// Length of the key in bytes.
    package var byteCount: Int {
        KeyList.allCases.reduce(
            SectionWriter.headByteCount + Self.sectionCount * SectionWriter.sectionByteCount + 4
                + KeyHeader.byteCount + coefficientsByteCount + KeySection.contributionsByteCount
                + KeyOrigin.byteCount
        ) { $0 + byteCount(of: $1) }
    }

    /// Writes a key to memory of exactly `byteCount` bytes; `body` appends the points of a list.
    package func write(
        into bytes: UnsafeMutableRawBufferPointer, _ points: KeyPoints, origin: KeyOrigin,
        _ body: (KeyList, inout SectionWriter) -> Void
    ) {
        precondition(bytes.count == byteCount)
        var writer = SectionWriter(
            bytes, magic: KeySection.magic, version: KeySection.version,
            sections: UInt32(Self.sectionCount))
        writer.begin(KeySection.kind, byteCount: 4)
        writer.append(KeySection.groth16)
        writer.begin(KeySection.header, byteCount: KeyHeader.byteCount)
        writeHeader(points, &writer)
        func write(_ list: KeyList, _ section: UInt32) {
            writer.begin(section, byteCount: byteCount(of: list))
            body(list, &writer)
        }
        write(.inputs, KeySection.inputs)
        writer.begin(KeySection.coefficients, byteCount: coefficientsByteCount)
        writeCoefficients(&writer)
        write(.a, KeySection.a)
        write(.b1, KeySection.b1)
        write(.b2, KeySection.b2)
        write(.c, KeySection.c)
        write(.h, KeySection.h)
        writer.begin(KeySection.contributions, byteCount: KeySection.contributionsByteCount)
        _ = writer.reserve(KeySection.contributionsByteCount).initializeMemory(
            as: UInt8.self, repeating: 0)
        writer.begin(KeySection.origin, byteCount: KeyOrigin.byteCount)
        origin.write(to: &writer)
    }

    private func writeHeader(_ points: KeyPoints, _ writer: inout SectionWriter) {
        writer.append(UInt32(32))
        writer.append(Fp.modulus)
        writer.append(UInt32(32))
        writer.append(Fr.modulus)
        writer.append(UInt32(system.variableCount))
        writer.append(UInt32(system.publicCount))
        writer.append(UInt32(domainSize))
        writer.append(points.alpha1)
        writer.append(points.beta1)
        writer.append(points.beta2)
        writer.append(G2.generator)
        writer.append(points.delta1)
        writer.append(points.delta2)
    }

    /// The entries of A and B row by row, then the rows of the inputs.
    private func writeCoefficients(_ writer: inout SectionWriter) {
        writer.append(UInt32(entryCount))
        func append(_ matrix: UInt32, _ row: Int, _ variable: UInt32, _ coefficient: Fr) {
            writer.append(matrix)
            writer.append(UInt32(row))
            writer.append(variable)
            // Elements are stored times 2^256; files have coefficients times 2^512.
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

/// The single points of a key whose gamma is one.
package struct KeyPoints: Sendable {
    package let alpha1, beta1, delta1: AffinePoint<G1>
    package let beta2, delta2: AffinePoint<G2>

    package init(
        alpha1: AffinePoint<G1>, beta1: AffinePoint<G1>, beta2: AffinePoint<G2>,
        delta1: AffinePoint<G1>, delta2: AffinePoint<G2>
    ) {
        (self.alpha1, self.beta1, self.delta1) = (alpha1, beta1, delta1)
        (self.beta2, self.delta2) = (beta2, delta2)
    }
}
