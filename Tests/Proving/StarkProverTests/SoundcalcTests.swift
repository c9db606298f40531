import FRI
import Foundation
import StarkVerifier
import Testing

/// Figures of the Ethereum Foundation's soundcalc beside ours.
///
/// Published: report on ZisK 0.16.0 in ethereum/soundcalc, `reports/zisk.md`; its gap to the Johnson
/// bound is fitted to each circuit, so a multiplicity must exist that gives all its figures. The
/// report takes theorem 4.2 of eprint 2025/2055 as printed, with twice the multiplicity for a gap.
/// Computed with soundcalc for this project: 250 (200, 120) columns, 300 constraints, folding by 8.
@Suite struct SoundcalcTests {
    struct Circuit: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let blowupLog2: Int
        let heightLog2: Int
        let queryCount: Int
        let grindingBits: Int
        let constraintCount: Int
        let batchSize: Int
        /// Constraints, batching, queries up to the Johnson bound; queries with unique decoding.
        let published: [Int]
    }

    private static let circuits = [
        Circuit(
            testDescription: "Dma", blowupLog2: 1, heightLog2: 21, queryCount: 229,
            grindingBits: 16, constraintCount: 49, batchSize: 46,
            published: [179, 128, 128, 111]),
        Circuit(
            testDescription: "Keccakf-compressor", blowupLog2: 2, heightLog2: 20,
            queryCount: 110, grindingBits: 20, constraintCount: 179, batchSize: 198,
            published: [177, 128, 128, 94]),
        Circuit(
            testDescription: "Recursive2", blowupLog2: 3, heightLog2: 17, queryCount: 73,
            grindingBits: 20, constraintCount: 158, batchSize: 145,
            published: [176, 128, 128, 80]),
        Circuit(
            testDescription: "Final", blowupLog2: 5, heightLog2: 16, queryCount: 43,
            grindingBits: 22, constraintCount: 161, batchSize: 158,
            published: [175, 128, 128, 63]),
    ]

    private func estimate(
        blowupLog2: Int, heightLog2: Int, queryCount: Int, grindingBits: Int,
        constraintCount: Int, openedCount: Int, batchingGrindingBits: Int = 0,
        _ regime: SecurityEstimate.Regime
    ) throws -> SecurityEstimate {
        let parameters = try #require(
            FRIParameters(
                blowupLog2: blowupLog2, queryCount: queryCount, grindingBits: grindingBits,
                batchingGrindingBits: batchingGrindingBits))
        let sizes = SecurityEstimate.ChipSizes(
            heightLog2: heightLog2, transferCount: 0, constraintCount: constraintCount,
            weightCount: openedCount)
        return SecurityEstimate(
            chips: [sizes], messageCount: 0, longestTuple: 0, parameters: parameters,
            regime: regime)
    }

    @Test(arguments: circuits)
    func someMultiplicityGivesThePublishedFigures(circuit: Circuit) throws {
        func figures(_ regime: SecurityEstimate.Regime) throws -> [Double] {
            let result = try estimate(
                blowupLog2: circuit.blowupLog2, heightLog2: circuit.heightLog2,
                queryCount: circuit.queryCount, grindingBits: circuit.grindingBits,
                constraintCount: circuit.constraintCount, openedCount: circuit.batchSize - 1,
                regime)
            return [result.constraints, result.batching, result.queries]
        }
        let multiplicities = try (3...150).filter { multiplicity in
            var bits = try figures(.johnson(multiplicity: multiplicity))
            let shifted = Double(multiplicity) + 0.5
            // The error of a line grows with the fifth power of m + 1/2.
            bits[1] -= 5 * log2((2 * Double(multiplicity) + 0.5) / shifted)
            return bits.map { Int($0) } == Array(circuit.published[..<3])
        }
        #expect(!multiplicities.isEmpty)
        #expect(Int(try figures(.uniqueDecoding)[2]) == circuit.published[3])
    }

    /// Blow-up, rows, columns, grinding; queries for 100 bits with unique decoding and up to the
    /// Johnson bound, and for 128 bits: soundcalc's, ours, ours with 12 bits before batching.
    private static let table: [(sizes: [Int], unique: Int, johnson: Int, full: [Int])] = [
        ([1, 20, 250, 20], 193, 161, [220, 219, 217]),
        ([1, 22, 250, 20], 193, 161, [220, 220, 218]),
        ([2, 20, 250, 20], 118, 81, [110, 109, 109]),
        ([2, 22, 250, 20], 118, 81, [110, 110, 109]),
        ([3, 18, 250, 20], 97, 54, [73, 73, 73]),
        ([4, 18, 200, 20], 88, 41, [55, 55, 55]),
        ([6, 16, 120, 24], 78, 26, [35, 35, 35]),
        ([8, 16, 120, 26], 75, 19, [26, 26, 26]),
    ]

    private func fewestQueries(
        bits: Double, sizes: [Int], batchingGrindingBits: Int, multiplicities: [Int?]
    ) throws -> Int {
        try multiplicities.map { multiplicity in
            let result = try estimate(
                blowupLog2: sizes[0], heightLog2: sizes[1], queryCount: 1,
                grindingBits: sizes[3], constraintCount: 300, openedCount: sizes[2],
                batchingGrindingBits: batchingGrindingBits,
                multiplicity.map { .johnson(multiplicity: $0) } ?? .uniqueDecoding)
            let rest = min(
                result.constraints, result.outOfDomain, result.batching, result.folding)
            if rest < bits { return Int.max }
            let grinding = Double(sizes[3])
            return Int(((bits - grinding) / (result.queries - grinding)).rounded(.up))
        }.min() ?? .max
    }

    @Test(arguments: table.indices)
    func queryCountsAreThoseOfTheTable(row: Int) throws {
        let (sizes, unique, johnson, full) = Self.table[row]
        let all = Array(3...700)
        func queries(_ bits: Double, _ grinding: Int, _ multiplicities: [Int?]) throws -> Int {
            try fewestQueries(
                bits: bits, sizes: sizes, batchingGrindingBits: grinding,
                multiplicities: multiplicities)
        }
        #expect(try queries(100, 0, [nil]) == unique)
        #expect(try queries(100, 0, all) == johnson)
        #expect(try queries(128, 0, all) == full[1])
        #expect(try queries(128, 12, all) == full[2])
        #expect(full[1] <= full[0] && full[2] <= full[1])
    }
}
