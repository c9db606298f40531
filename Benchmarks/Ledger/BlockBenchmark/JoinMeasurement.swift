import Aggregation
import BlockAggregation
import BlockProving
import Constraints
import Foundation
import Hashing
import Ledger
import Parallel
import RecursionCircuits
import RiscvCircuits

/// The proofs of a block's parts joined to one, with the keys of all programs that join.
struct JoinMeasurement {
    /// Figures whose names begin with `join_` and `key_`; times are processor seconds.
    private(set) var report: [String: Any] = [:]

    /// Joins the encoded proofs of the runs of a block's parts.
    ///
    /// - Parameter note: Gets a line after each step.
    init(
        _ prover: PartProver, _ block: CutBlock, runs: [[UInt8]], note: (String) -> Void
    ) throws {
        BenchmarkProcess.forgetPeak()
        let (programs, recording) = try Self.timed {
            try AggregationPrograms(partsOf: prover.programKey, profiles: prover.profiles)
        }
        report["join_recording_seconds"] = recording
        note("programs recorded in \(recording) s, peak \(BenchmarkProcess.peakGibibytes) GiB")
        let (keys, keyTime) = try Self.timed { try programs.keys(workers: .allProcessors) }
        report["join_key_seconds"] = keyTime
        note("keys in \(keyTime) s, peak \(BenchmarkProcess.peakGibibytes) GiB")
        report["join_key_peak_gib"] = BenchmarkProcess.peakGibibytes
        report["join_keys"] = keys.text ?? ""
        BenchmarkProcess.forgetPeak()
        let tree = try JoinTree(parts: runs, profiles: prover.profiles)
        let last = try join(tree, runs, prover, programs, keys, note)
        report["join_peak_gib"] = BenchmarkProcess.peakGibibytes
        report["join_kinds"] = tree.joins.map { "\($0.kind)" }
        report["join_height_log2"] = programs.shape.heightLog2
        report["join_cells"] = try Self.cells(programs.shape)
        report["join_bytes"] = last.count
        let verifier = JoinedBlockVerifier(
            programDigest: prover.programDigest, keys: keys)
        let mark = BenchmarkProcess.seconds
        try verifier.verify(last, previous: block.previous.hash, header: block.header.hash)
        report["join_verify_milliseconds"] = Self.hundredths(
            (BenchmarkProcess.seconds - mark) * 1e3)
    }

    /// The last join's proof; the provers are made before the time is taken.
    private mutating func join(
        _ tree: JoinTree, _ runs: [[UInt8]], _ prover: PartProver, _ programs: AggregationPrograms,
        _ keys: AggregationKeys, _ note: (String) -> Void
    ) throws -> [UInt8] {
        guard let program = Digest(prover.programDigest) else {
            throw BlockMeasurement.Disagreement()
        }
        var worker = JoinWorker(programs, keys: keys.list, workers: .allProcessors)
        for join in tree.joins { try worker.prepare(join.kind) }
        var seconds = [Double]()
        var mark = BenchmarkProcess.seconds
        let last = try worker.prove(tree, runs: runs, program: program) { count in
            seconds.append(Self.hundredths(BenchmarkProcess.seconds - mark))
            note("\(tree.joins[count - 1].kind) in \(seconds[count - 1]) s")
            mark = BenchmarkProcess.seconds
        }
        report["join_seconds"] = seconds
        return last
    }

    /// The cells of main, bus and quotient columns of a proof, padded.
    private static func cells(_ shape: RecursionShape) throws -> Int {
        let layouts = try RecursionMachine.checked(shape.degree).layouts
        let width = layouts.reduce(0) { $0 + $1.shape.mainWidth + $1.busWidth }
        return (width + 3 * (shape.degree.rawValue - 1)) << shape.heightLog2
    }

    private static func timed<Result>(
        _ body: () throws -> Result
    ) rethrows -> (result: Result, seconds: Double) {
        let before = BenchmarkProcess.seconds
        let result = try body()
        return (result, hundredths(BenchmarkProcess.seconds - before))
    }

    private static func hundredths(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
