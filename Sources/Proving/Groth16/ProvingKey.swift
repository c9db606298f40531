package import BN254

/// A proving key in memory, mapped from a file or generated in place.
///
/// The format is that of snarkjs (zkey, version 1): keys of snarkjs and rapidsnark work here and
/// the other way round. Opening checks every length; `lint` checks points.
public struct ProvingKey: @unchecked Sendable {
    public let header: KeyHeader
    /// Points of the constant and of the public inputs.
    package let inputs: PointList<G1>
    package let coefficients: UnsafeRawBufferPointer
    package let a: PointList<G1>
    package let b1: PointList<G1>
    package let b2: PointList<G2>
    /// Points of private variables only.
    package let c: PointList<G1>
    package let h: PointList<G1>
    /// Origin of the key, as the file claims.
    public let origin: KeyOrigin
    /// Owner of the memory.
    private let owner: AnyObject?

    /// Opens a key in memory that stays unchanged as long as `owner` lives.
    public init(
        _ bytes: UnsafeRawBufferPointer, owner: AnyObject?
    ) throws(Groth16Error) {
        let file = try SectionReader(key: bytes)
        var kind = try file.section(KeySection.kind)
        guard try kind.uint32() == KeySection.groth16 else {
            throw .number(section: KeySection.kind, field: "kind")
        }
        header = try Self.header(file)
        let variables = header.variableCount
        let inputCount = header.publicCount + 1
        inputs = try file.points(KeySection.inputs, count: inputCount)
        a = try file.points(KeySection.a, count: variables)
        b1 = try file.points(KeySection.b1, count: variables)
        b2 = try file.points(KeySection.b2, count: variables)
        c = try file.points(KeySection.c, count: variables - inputCount)
        h = try file.points(KeySection.h, count: header.domainSize)
        var entries = try file.section(KeySection.coefficients)
        let entryCount = Int(try entries.uint32())
        try entries.requireLength(entryCount * KeySection.coefficientByteCount)
        coefficients = entries.rest
        origin = try KeyOrigin(file)
        self.owner = owner
    }

    private static func header(_ file: SectionReader) throws(Groth16Error) -> KeyHeader {
        var cursor = try file.section(KeySection.header)
        try cursor.requireLength(KeyHeader.byteCount)
        try cursor.requireModulus(Fp.modulus)
        try cursor.requireModulus(Fr.modulus)
        let variableCount = Int(try cursor.uint32())
        let publicCount = Int(try cursor.uint32())
        let domainSize = Int(try cursor.uint32())
        guard publicCount < variableCount else {
            throw .number(section: KeySection.header, field: "public inputs")
        }
        guard domainSize > 0, domainSize & (domainSize - 1) == 0,
            domainSize <= 1 << KeyHeader.maximumDomainLog2
        else { throw .number(section: KeySection.header, field: "domain") }
        let points = cursor.rest
        func g1(_ offset: Int) -> AffinePoint<G1> {
            points.loadUnaligned(fromByteOffset: offset, as: AffinePoint<G1>.self)
        }
        func g2(_ offset: Int) -> AffinePoint<G2> {
            points.loadUnaligned(fromByteOffset: offset, as: AffinePoint<G2>.self)
        }
        return KeyHeader(
            variableCount: variableCount, publicCount: publicCount,
            domainLog2: domainSize.trailingZeroBitCount, alpha1: g1(0), beta1: g1(64),
            beta2: g2(128), gamma2: g2(256), delta1: g1(384), delta2: g2(448))
    }

    /// The verifying key of this key.
    public var verifyingKey: VerifyingKey {
        VerifyingKey(
            alpha1: header.alpha1, beta2: header.beta2, gamma2: header.gamma2,
            delta2: header.delta2, inputs: (0..<inputs.count).map { inputs[$0] })
    }
}
