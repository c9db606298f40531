import BenchmarkMarket
import BlockProofs
import BlockProving
import Constraints
import FRI
import Foundation
import Ledger
import Parallel
import Polynomials
import Riscv
import RiscvCircuits
import RiscvProver
import Transition

/// A block of swaps and transfers, half and half, cut into parts, proven, verified and joined.
struct BlockProofBenchmark {
    private(set) var report: [String: Any] = [:]
    private let program: Program
    private let market: Market
    private let count: Int

    /// Measures blocks of `count` operations, at most as many as the market has accounts.
    init(_ program: Program, _ market: Market, count: Int) throws {
        (self.program, self.market, self.count) = (program, market, count)
        report["operations"] = count
        report["instruction_set"] = "\(VectorLevel.best)"
        report["processors"] = Workers.allProcessors.count
        try measureOperations()
        try measureProof()
        // Other work on the machine lengthens seconds.
        var load = [0.0, 0.0, 0.0]
        getloadavg(&load, 3)
        report["load_average"] = load[0]
    }

    /// Cycles, cells and bytes of data of an operation, by kind of block.
    private mutating func measureOperations() throws {
        var cycles = [String: Double]()
        var cells = [String: Any]()
        var bytes = [String: Double]()
        for kind in MarketBlock.allCases {
            let part = try market.part(of: kind, count: count)
            let size = try PartSize(program, part)
            func each(_ total: Int) -> Double { Self.tenths(Double(total) / Double(count)) }
            let chips = try size.cells()
            cycles[kind.rawValue] = each(size.size.cycleCount)
            cells[kind.rawValue] =
                [
                    "all": each(chips.reduce(0) { $0 + $1.cells }),
                    "chips": Dictionary(
                        chips.map { ($0.name, each($0.cells)) }, uniquingKeysWith: max),
                    "rows": Dictionary(
                        chips.map { ($0.name, each($0.rows)) }, uniquingKeysWith: max),
                ] as [String: Any]
            bytes[kind.rawValue] = each(part.encoded.data.count)
        }
        report["guest_cycles_per_operation"] = cycles
        report["cells_per_operation"] = cells
        report["data_bytes_per_operation"] = bytes
    }

    private mutating func measureProof() throws {
        let clock = ContinuousClock()
        let prover = try PartProver(program, workers: .allProcessors)
        let (data, state) = try market.block(of: .mixed, count: count)
        var started = clock.now
        let cut = try PartCutter(prover).cut(data, over: state)
        let cutSeconds = Self.seconds(clock.now - started)
        note("\(cut.parts.count) parts")
        let busyBefore = BenchmarkProcess.seconds
        var seconds = [Double]()
        var runs = [[UInt8]]()
        for part in cut.parts {
            started = clock.now
            runs.append(try prover.prove(part.job).run)
            seconds.append(Self.seconds(clock.now - started))
            note("part \(seconds.count) in \(seconds[seconds.count - 1]) s")
        }
        report["processor_seconds"] = Self.hundredths(BenchmarkProcess.seconds - busyBefore)
        let proof = BlockProof(
            header: cut.header, chainOperations: cut.chainOperations, runs: runs)
        started = clock.now
        try prover.blockVerifier.verify(proof, previous: cut.previous, header: cut.header)
        report["verify_seconds"] = Self.seconds(clock.now - started)
        let all = seconds.reduce(cutSeconds, +)
        report["cut_seconds"] = cutSeconds
        report["cut_guest_runs"] = cut.trialCount
        report["part_seconds"] = seconds
        report["parts"] = cut.parts.count
        report["operations_per_part"] = cut.parts.map(\.operationCount)
        report["profile_of_part"] = cut.parts.map(\.profile)
        report["load_of_part"] = cut.parts.map { part in
            Self.hundredths(prover.profiles[part.profile].load(rowCounts: part.size.rowCounts))
        }
        report["fullest_chip_of_part"] = cut.parts.map { part in
            Self.fullestChip(prover.profiles[part.profile], part.size.rowCounts)
        }
        report["seconds"] = all
        report["operations_per_second_proven"] = Self.hundredths(Double(count) / all)
        report["peak_gib"] = BenchmarkProcess.peakGibibytes
        report["proof_bytes"] = proof.encoded.count
        report["bytes_of_part"] = runs.map(\.count)
        if let first = runs.first {
            let inspection = try ProofInspection(first)
            report["bytes_by_kind"] = Dictionary(
                inspection.parts.map { ($0.name, $0.byteCount) }, uniquingKeysWith: +)
            report["row_bytes_by_chip"] = Dictionary(
                inspection.chips.map { ($0.name, $0.rowByteCount) }, uniquingKeysWith: +)
        }
        report["cells_of_profiles"] = try prover.profiles.indices.map { index in
            try prover.cells(ofProfile: index)
        }
        let joins = try JoinMeasurement(prover, cut, runs: runs, note: note)
        report.merge(joins.report) { $1 }
    }

    /// The name of the chip that is nearest to being full.
    private static func fullestChip(_ profile: HeightProfile, _ rowCounts: [Int]) -> String {
        let loads = zip(profile.heightsLog2, rowCounts).map { heightLog2, count in
            heightLog2.map { Double(count) / Double(1 << $0) } ?? 0
        }
        let fullest = loads.indices.max { loads[$0] < loads[$1] } ?? 0
        return RiscvMachine().chips[fullest].name.description
    }

    private func note(_ text: String) {
        FileHandle.standardError.write(Data("bench: \(text)\n".utf8))
    }

    private static func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }

    private static func hundredths(_ value: Double) -> Double { (value * 100).rounded() / 100 }

    private static func seconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return hundredths(Double(seconds) + Double(attoseconds) * 1e-18)
    }
}
