package import BN254
import Bytes
import Hashing

/// The public factor of a beacon and the point of its proof, both as snarkjs derives them.
///
/// SHA-256, 2^iterationsLog2 times over the value, gives the key of a stream; the factor is its
/// first scalar, the point the next point of G1. The work prevents that somebody tries many values
/// before one is public.
package struct Beacon {
    let factor: Fr
    package let point: AffinePoint<G1>

    package init(value: [UInt8], iterationsLog2: Int) {
        precondition((0...Contribution.maximumIterationsLog2).contains(iterationsLog2))
        var state = value
        for _ in 0..<1 << iterationsLog2 { state = SHA256.hash(state).array }
        var stream = ChaChaStream(hash: state)
        factor = stream.element()
        point = stream.point1()
    }

    /// The factor times the point.
    package var multiple: AffinePoint<G1> { (factor * ProjectivePoint(point)).affine }
}
