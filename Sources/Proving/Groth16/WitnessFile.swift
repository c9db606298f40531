public import BN254

/// The values of all variables as circom writes them (wtns, version 2).
public enum WitnessFile {
    private static let magic = "wtns"
    private static let version: UInt32 = 2

    /// Reads the values, checking each.
    public static func read(_ bytes: UnsafeRawBufferPointer) throws(Groth16Error) -> [Fr] {
        let file = try SectionReader(bytes, magic: magic, version: version)
        var header = try file.section(1)
        try header.requireModulus(Fr.modulus)
        let count = Int(try header.uint32())
        var values = try file.section(2)
        try values.requireLength(32 * count)
        var witness: [Fr] = []
        witness.reserveCapacity(count)
        for _ in 0..<count { witness.append(try values.scalar()) }
        return witness
    }

    /// The bytes of a file.
    public static func bytes(_ witness: [Fr]) -> [UInt8] {
        let headerCount = 4 + 32 + 4
        let total =
            SectionWriter.headByteCount + 2 * SectionWriter.sectionByteCount + headerCount
            + 32 * witness.count
        return filled(total) { bytes in
            var writer = SectionWriter(bytes, magic: magic, version: version, sections: 2)
            writer.begin(1, byteCount: headerCount)
            writer.append(UInt32(32))
            writer.append(Fr.modulus)
            writer.append(UInt32(witness.count))
            writer.begin(2, byteCount: 32 * witness.count)
            for value in witness { writer.append(value.canonical) }
        }
    }
}

/// An array of `count` bytes filled by a function.
func filled(_ count: Int, _ body: (UnsafeMutableRawBufferPointer) -> Void) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
        body(UnsafeMutableRawBufferPointer(buffer))
        initialized = count
    }
}
