public import BN254
import Fields
public import Parallel

/// Proves under one key.
///
/// Groth, eprint 2016/260, section 3.2, with the quotient's values on the odd powers of a root of
/// unity of twice the order, as in snarkjs, so that the prover divides no polynomial.
public struct Prover: Sendable {
    public let key: ProvingKey
    private let workers: Workers
    private let memory: ListMemory

    /// A prover for a key.
    ///
    /// Allocates memory beside the key: the roots, buffers for sums of multiples, and from `memory`
    /// three lists of the domain's size.
    public init(_ key: ProvingKey, workers: Workers, memory: ListMemory = .process) {
        self.key = key
        self.workers = workers
        self.memory = memory
    }

    /// A proof for an assignment of all variables, blinded with two scalars from `randomness`.
    ///
    /// For secrets `randomness` is the system's. The prover does not check that the assignment
    /// satisfies the circuit: if it does not, the proof is invalid.
    public func prove(
        _ witness: [Fr], randomness: inout some RandomNumberGenerator
    ) throws(Groth16Error) -> Proof {
        var blinding = Blinding(r: .random(&randomness), s: .random(&randomness))
        defer { blinding.wipe() }
        return try prove(witness, blinding)
    }

    private struct Blinding {
        var r, s: Fr

        mutating func wipe() {
            r.wipe()
            s.wipe()
        }
    }

    private func prove(_ witness: [Fr], _ blinding: Blinding) throws(Groth16Error) -> Proof {
        let header = key.header
        guard witness.count == header.variableCount else {
            throw .witnessCount(expected: header.variableCount, actual: witness.count)
        }
        guard witness[0] == .one else { throw .witnessStart }
        let quotient = try QuotientValues(key, witness, memory: memory, workers: workers)
        let h = MultiScalarSum.sum(quotient.values.constant, key.h, workers: workers)
        let a = sum(witness[...], key.a) + header.alpha1
        let b1 = sum(witness[...], key.b1) + header.beta1
        let b2 = sum(witness[...], key.b2) + header.beta2
        let c = sum(witness[(header.publicCount + 1)...], key.c)

        let (r, s) = (blinding.r, blinding.s)
        let (delta1, delta2) = (ProjectivePoint(header.delta1), ProjectivePoint(header.delta2))
        let blindA = a + r * delta1
        let blindB1 = b1 + s * delta1
        let blindB2 = b2 + s * delta2
        let blindC = c + h + s * blindA + r * blindB1 - (r * s) * delta1
        return Proof(checked: blindA.affine, blindB2.affine, blindC.affine)
    }

    private func sum<Group: CurveGroup>(
        _ scalars: ArraySlice<Fr>, _ points: PointList<Group>
    ) -> ProjectivePoint<Group> {
        scalars.withUnsafeBufferPointer {
            MultiScalarSum.sum($0, points, workers: workers)
        }
    }
}
