import BN254
import Bytes
import Groth16
import Hashing
import Parallel

/// The hash of circuit and powers that snarkjs writes into a first key and compares in
/// `zkey verify`.
///
/// BLAKE2b over the points of the key, each list after its length, in the encoding of EIP-197;
/// in place of the points of H stand tau^(i + n) - tau^i, the same in the basis of powers. It proves
/// nothing here, where keys are compared byte for byte.
struct CircuitHash {
    private var hasher = BLAKE2b(outputByteCount: 64)
    private let workers: Workers

    /// The hash for the first key in memory, whose header and lists of points are complete.
    ///
    /// It is `nil` for a circuit of more than 2^14 rows that uses all powers of the file: there
    /// snarkjs reads on after the last power, and what it computes is no point.
    static func value(
        _ key: ProvingKey, _ powers: PowersOfTau, workers: Workers
    ) -> FixedBytes<64>? {
        var hash = CircuitHash(workers: workers)
        let header = key.header
        guard header.domainSize + differenceCount(header.domainSize) <= powers.tau1.count else {
            return nil
        }
        for point in [header.alpha1, header.beta1] { hash.append(point.ethereumBytes) }
        for point in [header.beta2, header.gamma2] { hash.append(point.ethereumBytes) }
        hash.append(header.delta1.ethereumBytes)
        hash.append(header.delta2.ethereumBytes)
        hash.append(key.inputs)
        hash.appendDifferences(powers, domainSize: header.domainSize)
        hash.append(key.c)
        hash.append(key.a)
        hash.append(key.b1)
        hash.append(key.b2)
        let bytes = hash.hasher.finalize()
        return FixedBytes { bytes[$0] }
    }

    private init(workers: Workers) { self.workers = workers }

    private mutating func append(_ bytes: [UInt8]) { hasher.update(bytes) }

    private mutating func append(count: Int) {
        append([24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) })
    }

    private static var chunkSize: Int { 1 << 14 }

    private mutating func append<Group: CurveGroup>(_ points: PointList<Group>) {
        append(count: points.count)
        for start in stride(from: 0, to: points.count, by: Self.chunkSize) {
            append(points.part(start..<min(start + Self.chunkSize, points.count)).map { $0 })
        }
    }

    private mutating func append<Group: CurveGroup>(_ points: [AffinePoint<Group>]) {
        let parts = workers.map((points.count + 511) / 512) { number in
            points[number * 512..<min((number + 1) * 512, points.count)].flatMap(\.ethereumBytes)
        }
        for part in parts { append(part) }
    }

    /// Number of the differences: n - 1, or n where snarkjs reads the last chunk whole.
    private static func differenceCount(_ domainSize: Int) -> Int {
        domainSize > chunkSize ? domainSize : domainSize - 1
    }

    /// Appends tau^(i + n) - tau^i for i below n - 1, or one more.
    private mutating func appendDifferences(_ powers: PowersOfTau, domainSize: Int) {
        append(count: domainSize - 1)
        let count = Self.differenceCount(domainSize)
        for start in stride(from: 0, to: count, by: Self.chunkSize) {
            let range = start..<min(start + Self.chunkSize, count)
            append(
                workers.fill(range.count, chunkSize: 1_024) { part, target in
                    Self.subtract(powers, domainSize, first: start + part.lowerBound, target)
                })
        }
    }

    private static func subtract(
        _ powers: PowersOfTau, _ domainSize: Int, first: Int,
        _ target: UnsafeMutableBufferPointer<AffinePoint<G1>>
    ) {
        var pairs: [AffinePoint<G1>] = []
        pairs.reserveCapacity(2 * target.count)
        for index in first..<first + target.count {
            pairs.append(powers.tau1[domainSize + index])
            pairs.append(-powers.tau1[index])
        }
        let lengths = [UInt32](repeating: 2, count: target.count)
        _ = target.initialize(fromContentsOf: G1.sums(ofRuns: lengths, pairs))
    }
}

extension PointList {
    fileprivate func map<Value>(_ body: (AffinePoint<Group>) -> Value) -> [Value] {
        (0..<count).map { body(self[$0]) }
    }
}
