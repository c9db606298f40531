public import BN254
public import Bytes
import Hashing

/// One party's step of phase 2: delta becomes delta times a secret factor.
///
/// The proof proves knowledge of the factor: it is the factor times a point that depends on all
/// steps before, so it cannot be copied from another step (Kohlweiss, Maller, Siim, Volkhov,
/// "Snarky Ceremonies", eprint 2021/219, section 4).
public struct Contribution: Sendable, Equatable {
    /// Source of the factor.
    public enum Kind: Sendable, Equatable {
        /// A party that claims to have destroyed its factor.
        case party
        /// A public value unknown to all before, hashed 2^iterationsLog2 times.
        case beacon(value: [UInt8], iterationsLog2: Int)
    }

    public let name: String
    public let kind: Kind
    /// The factor times the generators.
    public let factor1: AffinePoint<G1>
    public let factor2: AffinePoint<G2>
    /// The factor times the challenge.
    public let proof: AffinePoint<G1>
    /// The factor times the point of G2 that snarkjs derives from all steps (`SnarkjsSteps`).
    public let proof2: AffinePoint<G2>
    /// Value of delta after the step.
    public let delta1: AffinePoint<G1>
    public let delta2: AffinePoint<G2>
    /// BLAKE2b hash of the key's file after the step.
    public let keyHash: FixedBytes<64>

    /// A step of a transcript, not yet checked.
    public init(
        name: String, kind: Kind, factor1: AffinePoint<G1>, factor2: AffinePoint<G2>,
        proof: AffinePoint<G1>, proof2: AffinePoint<G2>, delta1: AffinePoint<G1>,
        delta2: AffinePoint<G2>, keyHash: FixedBytes<64>
    ) {
        (self.name, self.kind, self.keyHash) = (name, kind, keyHash)
        (self.factor1, self.factor2, self.proof) = (factor1, factor2, proof)
        (self.proof2, self.delta1, self.delta2) = (proof2, delta1, delta2)
    }

    /// Longest name in bytes of UTF-8.
    public static let maximumNameLength = 64
    /// Longest value of a beacon in bytes.
    public static let maximumBeaconLength = 255
    /// Greatest logarithm of the iterations of a beacon: 2^32 take about an hour.
    public static let maximumIterationsLog2 = 32

    /// Whether a name is valid: 1 to 64 bytes without control characters.
    static func isName(_ name: String) -> Bool {
        (1...maximumNameLength).contains(name.utf8.count)
            && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
    }

    /// The point whose multiple by the factor is the proof.
    static func challenge(
        after previous: Bytes32, name: String, kind: Kind, _ factor1: AffinePoint<G1>,
        _ factor2: AffinePoint<G2>
    ) -> AffinePoint<G1> {
        var hasher = TranscriptHash("knowledge", after: previous)
        hasher.append(name, kind)
        hasher.append(factor1.ethereumBytes)
        hasher.append(factor2.ethereumBytes)
        return CurveHash.point(hasher.finalize())
    }

    /// The hash of the transcript up to this step.
    func hash(after previous: Bytes32) -> Bytes32 {
        var hasher = TranscriptHash("contribution", after: previous)
        hasher.append(name, kind)
        for bytes in [
            factor1.ethereumBytes, factor2.ethereumBytes, proof.ethereumBytes,
            proof2.ethereumBytes, delta1.ethereumBytes, delta2.ethereumBytes, keyHash.array,
        ] { hasher.append(bytes) }
        return hasher.finalize()
    }
}

/// Hash with BLAKE2b and 32 bytes of output, over fields with their lengths.
struct TranscriptHash {
    private var hasher = BLAKE2b(outputByteCount: 32)

    init(_ purpose: String) {
        append("zklink ceremony 2 " + purpose)
    }

    init(_ purpose: String, after previous: Bytes32) {
        self.init(purpose)
        append(previous.array)
    }

    mutating func append(_ bytes: [UInt8]) {
        hasher.update((0..<8).map { UInt8(truncatingIfNeeded: bytes.count >> (8 * $0)) })
        hasher.update(bytes)
    }

    mutating func append(_ text: String) { append(Array(text.utf8)) }

    mutating func append(_ name: String, _ kind: Contribution.Kind) {
        append(name)
        switch kind {
        case .party: append([0])
        case .beacon(let value, let iterationsLog2):
            append([1, UInt8(truncatingIfNeeded: iterationsLog2)])
            append(value)
        }
    }

    consuming func finalize() -> Bytes32 {
        let output = hasher.finalize()
        return Bytes32 { output[$0] }
    }
}

/// Hashes to points of G1 with unknown logarithm.
enum CurveHash {
    /// The first x = hash(seed, counter) below p that is on the curve, with the smaller y.
    ///
    /// About two tries; seeds are public, so the time may depend on them. The cofactor is one.
    static func point(_ seed: Bytes32) -> AffinePoint<G1> {
        var counter: UInt8 = 0
        while true {
            var hasher = TranscriptHash("point", after: seed)
            hasher.append([counter])
            counter &+= 1
            guard var integer = Integer256(bigEndian: hasher.finalize().array) else { continue }
            // Without the two top bits, three of four values are below p.
            integer.words[3] &= 0x3fff_ffff_ffff_ffff
            guard let x = Fp(canonical: integer),
                let y = (x.squared * x + G1.constant).squareRoot
            else { continue }
            return AffinePoint(x: x, y: y.isLowerHalf ? y : -y)
        }
    }
}
