package import BN254
package import Bytes
import Groth16
import Hashing

/// The steps of a transcript as snarkjs writes them into a key, so that its `zkey verify` checks
/// them too.
///
/// A step hashes what came before and a point S with its multiple by the factor; the hash gives a
/// point of G2, whose multiple by the factor is the proof of knowledge (Bowe, Gabizon, Miers, eprint
/// 2017/1050, section 5). S is the generator for parties and follows from the value for beacons.
package struct SnarkjsSteps {
    /// What is known of a step besides its own members.
    package struct Step {
        let point: AffinePoint<G1>
        /// The factor times the point.
        let multiple: AffinePoint<G1>
        /// Hash of circuit and powers, of all steps before and of both points.
        package let hash: [UInt8]
        /// The point of G2 that the hash gives.
        package let challenge2: AffinePoint<G2>
    }

    /// Circuit and powers, then the public part of each step.
    private var hasher = BLAKE2b()

    /// The steps of a ceremony whose first key has a circuit hash.
    package init(circuitHash: FixedBytes<64>) { hasher.update(circuitHash.array) }

    /// The step after those that were appended, by a party's factor or by a beacon.
    func next(factor1: AffinePoint<G1>, beacon: Beacon?) -> Step {
        guard let beacon else { return next(point: G1.generator, multiple: factor1) }
        return next(point: beacon.point, multiple: beacon.multiple)
    }

    /// The step after those that were appended, for any point.
    package func next(point: AffinePoint<G1>, multiple: AffinePoint<G1>) -> Step {
        var hasher = hasher
        hasher.update(point.ethereumBytes + multiple.ethereumBytes)
        let hash = hasher.finalize()
        var stream = ChaChaStream(hash: hash)
        return Step(
            point: point, multiple: multiple, hash: hash, challenge2: stream.point2())
    }

    /// Appends a step with delta after it and its proof.
    package mutating func append(
        _ step: Step, delta1: AffinePoint<G1>, proof2: AffinePoint<G2>
    ) {
        for point in [delta1, step.point, step.multiple] { hasher.update(point.ethereumBytes) }
        hasher.update(proof2.ethereumBytes)
        hasher.update(step.hash)
    }

    mutating func append(_ step: Step, _ contribution: Contribution) {
        append(step, delta1: contribution.delta1, proof2: contribution.proof2)
    }
}

extension CeremonyTranscript {
    /// The section of contributions of the last key, as snarkjs writes it.
    var snarkjsSection: [UInt8] {
        var bytes = subject.snarkjsHash.array
        append(UInt32(contributions.count), to: &bytes)
        var steps = SnarkjsSteps(circuitHash: subject.snarkjsHash)
        for contribution in contributions {
            let step = steps.next(
                factor1: contribution.factor1, beacon: contribution.beacon)
            for point in [contribution.delta1, step.point, step.multiple] {
                withUnsafeBytes(of: point) { bytes += $0 }
            }
            withUnsafeBytes(of: contribution.proof2) { bytes += $0 }
            bytes += step.hash
            let parameters = contribution.snarkjsParameters
            append(contribution.kind == .party ? 0 : 1, to: &bytes)
            append(UInt32(parameters.count), to: &bytes)
            bytes += parameters
            steps.append(step, contribution)
        }
        return bytes
    }

    private func append(_ number: UInt32, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
    }
}

extension Contribution {
    /// The name and what makes a beacon, each after its number and length.
    fileprivate var snarkjsParameters: [UInt8] {
        let name = Array(self.name.utf8)
        let start = [1, UInt8(truncatingIfNeeded: name.count)] + name
        guard case .beacon(let value, let iterationsLog2) = kind else { return start }
        return start + [2, UInt8(truncatingIfNeeded: iterationsLog2)]
            + [3, UInt8(truncatingIfNeeded: value.count)] + value
    }

    /// The factor of a beacon, or `nil` for a party.
    var beacon: Beacon? {
        guard case .beacon(let value, let iterationsLog2) = kind else { return nil }
        return Beacon(value: value, iterationsLog2: iterationsLog2)
    }
}
