import BN254
public import R1CS

/// A constraint system as circom writes it (r1cs, version 1).
public enum CircuitFile {
    private static let magic = "r1cs"
    private static let version: UInt32 = 1
    private static let headerByteCount = 4 + 32 + 4 * 4 + 8 + 4

    /// Reads a system; outputs come before inputs among the public variables.
    public static func read(
        _ bytes: UnsafeRawBufferPointer
    ) throws(Groth16Error) -> ConstraintSystem {
        let file = try SectionReader(bytes, magic: magic, version: version)
        var header = try file.section(1)
        try header.requireLength(headerByteCount)
        try header.requireModulus(Fr.modulus)
        let variableCount = Int(try header.uint32())
        let publicCount = Int(try header.uint32()) + Int(try header.uint32())
        _ = try header.uint32()
        _ = try header.uint64()
        let constraintCount = Int(try header.uint32())
        guard variableCount <= R1CSLimits.count, publicCount < variableCount else {
            throw .number(section: 1, field: "variables")
        }
        var rows = try file.section(2)
        var matrices = [SparseMatrix(), SparseMatrix(), SparseMatrix()]
        for _ in 0..<constraintCount {
            for matrix in 0..<3 {
                try readRow(&rows, variableCount, &matrices[matrix])
            }
        }
        try rows.requireLength(0)
        return ConstraintSystem(
            a: matrices[0], b: matrices[1], c: matrices[2], publicCount: publicCount,
            variableCount: variableCount)
    }

    private static func readRow(
        _ rows: inout SectionReader.Cursor, _ variableCount: Int, _ matrix: inout SparseMatrix
    ) throws(Groth16Error) {
        for _ in 0..<(try rows.uint32()) {
            let variable = try rows.uint32()
            guard variable < variableCount else { throw .index(section: rows.section) }
            matrix.append(variable: variable, coefficient: try rows.scalar())
        }
        matrix.endRow()
    }

    /// The bytes of a file, with all public variables as outputs.
    public static func bytes(_ system: ConstraintSystem) -> [UInt8] {
        let matrices = [system.a, system.b, system.c]
        let rowsCount = matrices.reduce(0) { $0 + 4 * $1.rowCount + 36 * $1.variables.count }
        let mapCount = 8 * system.variableCount
        let total =
            SectionWriter.headByteCount + 3 * SectionWriter.sectionByteCount + headerByteCount
            + rowsCount + mapCount
        return filled(total) { bytes in
            var writer = SectionWriter(bytes, magic: magic, version: version, sections: 3)
            writer.begin(1, byteCount: headerByteCount)
            writer.append(UInt32(32))
            writer.append(Fr.modulus)
            writer.append(UInt32(system.variableCount))
            writer.append(UInt32(system.publicCount))
            writer.append(UInt32(0))
            writer.append(UInt32(system.variableCount - 1 - system.publicCount))
            writer.append(UInt64(system.variableCount))
            writer.append(UInt32(system.constraintCount))
            writer.begin(2, byteCount: rowsCount)
            for row in 0..<system.constraintCount {
                for matrix in matrices { writeRow(matrix, row, &writer) }
            }
            writer.begin(3, byteCount: mapCount)
            for variable in 0..<system.variableCount { writer.append(UInt64(variable)) }
        }
    }

    private static func writeRow(
        _ matrix: SparseMatrix, _ row: Int, _ writer: inout SectionWriter
    ) {
        let range = matrix.starts[row]..<matrix.starts[row + 1]
        writer.append(UInt32(range.count))
        for entry in range {
            writer.append(matrix.variables[entry])
            writer.append(matrix.coefficients[entry].canonical)
        }
    }
}
