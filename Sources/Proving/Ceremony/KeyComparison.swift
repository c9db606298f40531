import BN254
import Glibc
import Groth16
import Parallel

/// Compares the key after some contributions with the first key of the ceremony.
struct KeyComparison {
    private let first: UnsafeRawBufferPointer
    private let workers: Workers

    /// A comparison with the bytes of the first key, which the caller has computed or compared.
    init(first: UnsafeRawBufferPointer, workers: Workers) {
        self.first = first
        self.workers = workers
    }

    /// Defect of a key that should have this delta, or `nil`.
    func defect(
        of bytes: UnsafeRawBufferPointer, delta1: AffinePoint<G1>, delta2: AffinePoint<G2>,
        randomness: inout some RandomNumberGenerator
    ) -> KeyDefect? {
        guard let key = try? ProvingKey(bytes, owner: nil),
            let old = try? ProvingKey(first, owner: nil),
            let file = try? SectionReader(key: first),
            let header = try? file.section(KeySection.header).rest,
            let c = try? file.section(KeySection.c).rest,
            let h = try? file.section(KeySection.h).rest
        else { return .file }
        let delta = UnsafeRawBufferPointer(rebasing: header[KeyUpdate.deltaOffset...])
        guard bytes.count == first.count, isEqual(bytes, except: [delta, c, h]) else {
            return .fixedPart
        }
        guard key.header.delta1 == delta1, key.header.delta2 == delta2 else { return .delta }
        guard key.c.areValid(workers, randomness: &randomness),
            key.h.areValid(workers, randomness: &randomness)
        else { return .point }
        // e(sum of f_i P'_i, delta) = e(sum of f_i P_i, 1) over all points of C and H.
        let factors = PowersOfTau.factors(key.c.count + key.h.count, &randomness)
        func sum(_ key: ProvingKey) -> AffinePoint<G1> {
            factors.withUnsafeBufferPointer { factors in
                let part = UnsafeBufferPointer(rebasing: factors[..<key.c.count])
                let rest = UnsafeBufferPointer(rebasing: factors[key.c.count...])
                return
                    (MultiScalarSum.sum(part, key.c, workers: workers)
                    + MultiScalarSum.sum(rest, key.h, workers: workers)).affine
            }
        }
        let holds = Pairing.isOne([(-sum(key), delta2), (sum(old), G2.generator)])
        return holds ? nil : .lists
    }

    /// Whether both files have the same bytes outside of some parts of the first.
    private func isEqual(
        _ bytes: UnsafeRawBufferPointer, except parts: [UnsafeRawBufferPointer]
    ) -> Bool {
        guard let base = first.baseAddress, let other = bytes.baseAddress else { return false }
        let ranges = parts.compactMap { part in
            part.baseAddress.map { $0 - base..<$0 - base + part.count }
        }.sorted { $0.lowerBound < $1.lowerBound }
        var start = 0
        for range in ranges {
            guard memcmp(base + start, other + start, range.lowerBound - start) == 0 else {
                return false
            }
            start = range.upperBound
        }
        return memcmp(base + start, other + start, first.count - start) == 0
    }
}
