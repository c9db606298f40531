import BN254
import Groth16
import Parallel

/// The key after a contribution, from the key before it.
struct KeyUpdate {
    private let bytes: UnsafeMutableRawBufferPointer
    private let file: SectionReader

    /// An update of a copy of a key in place; throws unless it is a whole key.
    init(_ bytes: UnsafeMutableRawBufferPointer) throws(Groth16Error) {
        // This checks every length; the lists below have the lengths in the header.
        _ = try ProvingKey(UnsafeRawBufferPointer(bytes), owner: nil)
        self.bytes = bytes
        file = try SectionReader(key: UnsafeRawBufferPointer(bytes))
    }

    /// Length of the header before delta1: moduli and numbers, then alpha1, beta1, beta2, gamma2.
    static let deltaOffset = KeyHeader.byteCount - 64 - 128

    /// Multiplies delta by a factor and the points of C and H by its inverse.
    ///
    /// `progress` gets the finished share, in [0, 1].
    func multiplyDelta(
        by factor: borrowing ContributionFactor, workers: Workers, progress: (Double) -> Void
    ) throws(Groth16Error) {
        let header = try mutable(KeySection.header)
        let delta = UnsafeMutableRawBufferPointer(rebasing: header[Self.deltaOffset...])
        let delta1 = delta.loadUnaligned(as: AffinePoint<G1>.self)
        let delta2 = delta.loadUnaligned(fromByteOffset: 64, as: AffinePoint<G2>.self)
        var scalar = factor.scalar
        defer { scalar.wipe() }
        let after1 = (scalar * ProjectivePoint(delta1)).affine
        let after2 = (scalar * ProjectivePoint(delta2)).affine
        delta.storeBytes(of: after1, as: AffinePoint<G1>.self)
        delta.storeBytes(of: after2, toByteOffset: 64, as: AffinePoint<G2>.self)

        let lists = [try mutable(KeySection.c), try mutable(KeySection.h)]
        var inverse = scalar.inverseOrZero
        defer { inverse.wipe() }
        let total = Double(max(1, lists.reduce(0) { $0 + $1.count }))
        var done = 0.0
        for list in lists {
            let part = 1 << 14 * PointList<G1>.stride
            for start in stride(from: 0, to: list.count, by: part) {
                let end = min(start + part, list.count)
                Self.multiply(
                    UnsafeMutableRawBufferPointer(rebasing: list[start..<end]), inverse, workers)
                done += Double(end - start)
                progress(done / total)
            }
        }
    }

    private func mutable(
        _ section: UInt32
    ) throws(Groth16Error) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(mutating: try file.section(section).rest)
    }

    /// Multiplies points in place; they lie anywhere in the file, so they are copied.
    private static func multiply(
        _ bytes: UnsafeMutableRawBufferPointer, _ scalar: Fr, _ workers: Workers
    ) {
        let count = bytes.count / PointList<G1>.stride
        var points = [AffinePoint<G1>](repeating: .infinity, count: count)
        points.withUnsafeMutableBytes { $0.copyMemory(from: UnsafeRawBufferPointer(bytes)) }
        points.withUnsafeMutableBufferPointer {
            BatchMultiples.multiply($0, by: scalar, workers: workers)
        }
        points.withUnsafeBytes { bytes.copyMemory(from: $0) }
    }
}
