import BN254
import CBN254
import Fields
import Parallel

/// Products, transforms, sums of multiples and pairings.
enum KernelMeasurement {
    /// Lists of every fourth size from 2^16 elements on.
    static func add(to report: inout Report, largestLog2: Int) {
        let sizes = Array(stride(from: 16, through: largestLog2, by: 2))
        addProducts(to: &report)
        addTransforms(log2: sizes, to: &report)
        addSums(G1.self, name: "g1", log2: sizes, to: &report)
        addSums(G2.self, name: "g2", log2: [16, 18], to: &report)
        addPairings(to: &report)
    }

    private static func addProducts(to report: inout Report) {
        let factor = Fp(0x1234_5678_9abc_def0).inverseOrZero.stored
        for (name, level) in [("portable", CBN254_PORTABLE), ("best", cbn254_best_level())] {
            // One product after the other, each waiting for the last.
            let count = 10_000_000
            let seconds = Report.best(of: 5) {
                let result = cbn254_fp_square_times(level, factor, UInt32(count), factor)
                report.mix(result.word.0)
            }
            report.add(name + "ProductNanoseconds", seconds * 1e9 / Double(count))
        }
    }

    private static func addTransforms(log2: [Int], to report: inout Report) {
        for log2 in log2 {
            let transform = ScalarTransform(log2: log2)
            var values = scalars(1 << log2)
            let seconds = Report.best(of: 3) {
                values.withUnsafeMutableBufferPointer { transform.evaluate($0, workers: .serial) }
            }
            report.mix(values[1].stored.word.0)
            report.add("transform2^\(log2)ProcessorSeconds", seconds)
        }
    }

    private static func addSums<G: CurveGroup>(
        _ group: G.Type, name: String, log2: [Int], to report: inout Report
    ) {
        let largest = 1 << (log2.max() ?? 0)
        let table = FixedBaseTable<G>(
            G.generator, scalarCount: largest, workers: .allProcessors)
        let points = table.multiples(scalars(largest), workers: .allProcessors)
        let factors = scalars(largest)
        for log2 in log2 {
            let count = 1 << log2
            let seconds = Report.best(of: log2 < 20 ? 2 : 1) {
                let sum = MultiScalarSum.sum(
                    Array(factors[..<count]), Array(points[..<count]), workers: .allProcessors)
                report.mix(sum.isInfinity ? 1 : 0)
            }
            report.add("\(name)Sum2^\(log2)ProcessorSeconds", seconds)
        }
    }

    private static func addPairings(to report: inout Report) {
        let pairs = (1...4).map { index in
            let factor = Integer256(UInt64(index))
            return (
                ProjectivePoint(G1.generator).multiplied(by: factor).affine,
                ProjectivePoint(G2.generator).multiplied(by: factor).affine
            )
        }
        let seconds = Report.best(of: 5) {
            for _ in 0..<20 { report.mix(Pairing.isOne(pairs) ? 1 : 0) }
        }
        report.add("fourPairingsMilliseconds", seconds * 1e3 / 20)
    }

    /// Full-size scalars from a fixed start.
    static func scalars(_ count: Int) -> [Fr] {
        var value = Fr(3).inverseOrZero
        return (0..<count).map { _ in
            value = value.squared + .one
            return value
        }
    }
}
