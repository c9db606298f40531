public import BN254
public import Groth16

/// The binary files of gnark for Groth16 over BN254: verifying keys, proofs and public inputs.
///
/// Numbers are big-endian and of elements of Fp2 the coefficient of i comes first. Two forms:
/// `WriteTo` compresses points, `WriteRawTo` does not. Both are read, and told apart by the two
/// highest bits of each point. Keys and proofs with Pedersen commitments (an extension of gnark) are
/// refused.
public enum GnarkFiles {
    /// Greatest length of a file in bytes.
    public static let maximumByteCount = 16 << 20

    /// How points are written.
    public enum Form: Sendable, Equatable {
        /// x and the sign of y, as `WriteTo` does.
        case compressed
        /// Both coordinates, as `WriteRawTo` does.
        case raw
    }

    /// Reasons to refuse a file.
    public enum Failure: Error, Equatable, Sendable {
        /// Longer than `maximumByteCount`.
        case tooLong(byteCount: Int)
        /// The file ends inside of the element that begins at a place, or a count is larger than
        /// what is left.
        case truncated(place: Int)
        /// Bytes follow the last element.
        case bytesLeft(byteCount: Int)
        /// The bytes at a place are not a point of the curve and of its group.
        case point(place: Int, PointError)
        /// A point has another form than those before it, which gnark never writes.
        case mixedForms(place: Int)
        /// A key has no point for the constant.
        case noInput
        /// Commitments, which this verifier does not know.
        case commitments(count: Int)
        /// Values that are not public stand in a file of public inputs.
        case privateValues(count: Int)
        /// The numbers of public inputs and of values differ.
        case valueCount(expected: Int, actual: Int)
        /// A public input that is not below r.
        case inputTooLarge(index: Int)
    }

    /// Reads a verifying key in either form; `GnarkVerifyingKey.lint` compares its points.
    public static func verifyingKey(_ bytes: [UInt8]) throws(Failure) -> GnarkVerifyingKey {
        var reader = try GnarkReader(bytes)
        let (alpha1, beta1): (AffinePoint<G1>, AffinePoint<G1>) =
            (try reader.point(), try reader.point())
        let (beta2, gamma2): (AffinePoint<G2>, AffinePoint<G2>) =
            (try reader.point(), try reader.point())
        let delta1: AffinePoint<G1> = try reader.point()
        let delta2: AffinePoint<G2> = try reader.point()
        let inputs = try points(&reader)
        guard !inputs.isEmpty else { throw .noInput }
        // Lists of the inputs that are committed to, then keys of commitments.
        for _ in 0..<2 {
            let count = try reader.uint32()
            guard count == 0 else { throw .commitments(count: count) }
        }
        try reader.requireEnd()
        return GnarkVerifyingKey(
            key: VerifyingKey(
                alpha1: alpha1, beta2: beta2, gamma2: gamma2, delta2: delta2, inputs: inputs),
            beta1: beta1, delta1: delta1)
    }

    /// Writes a verifying key.
    public static func bytes(_ key: GnarkVerifyingKey, _ form: Form) -> [UInt8] {
        let points = key.key
        var bytes = encoded(points.alpha1, form) + encoded(key.beta1, form)
        bytes += encoded(points.beta2, form) + encoded(points.gamma2, form)
        bytes += encoded(key.delta1, form) + encoded(points.delta2, form)
        bytes += bigEndian(points.inputs.count)
        for point in points.inputs { bytes += encoded(point, form) }
        return bytes + bigEndian(0) + bigEndian(0)
    }

    /// Reads a proof in either form and checks its points.
    public static func proof(_ bytes: [UInt8]) throws(Failure) -> Proof {
        var reader = try GnarkReader(bytes)
        let a: AffinePoint<G1> = try reader.point()
        let b: AffinePoint<G2> = try reader.point()
        let c: AffinePoint<G1> = try reader.point()
        let count = try reader.uint32()
        guard count == 0 else { throw .commitments(count: count) }
        // The proof of knowledge of commitments: infinity where there are none.
        let knowledge: AffinePoint<G1> = try reader.point()
        guard knowledge.isInfinity else { throw .commitments(count: 1) }
        try reader.requireEnd()
        do throws(PointError) {
            return try Proof(a: a, b: b, c: c)
        } catch {
            throw .point(place: 0, error)
        }
    }

    /// Writes a proof.
    public static func bytes(_ proof: Proof, _ form: Form) -> [UInt8] {
        encoded(proof.a, form) + encoded(proof.b, form) + encoded(proof.c, form) + bigEndian(0)
            + encoded(AffinePoint<G1>.infinity, form)
    }

    /// Reads public inputs: a witness of gnark without private values.
    public static func publicInputs(_ bytes: [UInt8]) throws(Failure) -> [Integer256] {
        var reader = try GnarkReader(bytes)
        let publicCount = try reader.uint32()
        let privateCount = try reader.uint32()
        guard privateCount == 0 else { throw .privateValues(count: privateCount) }
        let count = try reader.count(ofSize: 32)
        guard count == publicCount else {
            throw .valueCount(expected: publicCount, actual: count)
        }
        var inputs: [Integer256] = []
        for index in 0..<count {
            let input = try reader.integer()
            guard input < Fr.modulus else { throw .inputTooLarge(index: index) }
            inputs.append(input)
        }
        try reader.requireEnd()
        return inputs
    }

    /// Writes public inputs.
    public static func bytes(publicInputs: [Integer256]) -> [UInt8] {
        let count = bigEndian(publicInputs.count)
        return count + bigEndian(0) + count + publicInputs.flatMap(\.bigEndianBytes)
    }
}

extension GnarkFiles {
    private static func points(
        _ reader: inout GnarkReader
    ) throws(Failure) -> [AffinePoint<G1>] {
        let count = try reader.count(ofSize: Fp.byteCount)
        var points: [AffinePoint<G1>] = []
        points.reserveCapacity(count)
        for _ in 0..<count { points.append(try reader.point()) }
        return points
    }

    private static func encoded<Group: CurveGroup>(
        _ point: AffinePoint<Group>, _ form: Form
    ) -> [UInt8] {
        switch form {
        case .compressed: point.compressedBytes
        case .raw: point.ethereumBytes
        }
    }

    private static func bigEndian(_ count: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) }
    }
}
