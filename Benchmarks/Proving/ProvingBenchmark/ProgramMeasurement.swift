import FRI
import Foundation
import Parallel
import Riscv
import RiscvCircuits
import RiscvProver
import StarkProver
import StarkVerifier

/// One proof of a guest program on all processors, in a process of its own, so that its peak
/// memory is that of this proof.
struct ProgramMeasurement {
    /// Stages joined to what people ask for.
    enum Group: String, CaseIterable {
        case trace, extension_, hashing, bus, constraints, opening

        var name: String { self == .extension_ ? "extension" : rawValue }

        init(_ stage: RunStage) {
            self =
                switch stage {
                case .execution, .filling: .trace
                case .proof(.mainExtension), .proof(.busExtension): .extension_
                case .proof(.mainCommitment), .proof(.busCommitment),
                    .proof(.quotientCommitment):
                    .hashing
                case .proof(.busColumns): .bus
                case .proof(.quotient): .constraints
                case .proof(.opening): .opening
                }
        }
    }

    private(set) var report: [String: Any] = [:]

    init(cyclesLog2: Int) throws {
        let workload = try LedgerWorkload()
        let (input, transfers, cycles) = try workload.input(cyclesLog2: cyclesLog2)
        let keyStart = ProcessTime.now
        let prover = try RunProver<RiscvMachine>(
            workload.program, parameterSet: .chunk, workers: .allProcessors)
        let keySeconds = ProcessTime.now - keyStart
        var times = StageTimes()
        let start = ProcessTime.now
        let proof = try prover.prove(input: input) { times.observe($0) }
        let total = ProcessTime.now - start
        let bytes = proof.bytes
        let peak = ProcessTime.peakGibibytes
        let inspection = try ProofInspection(bytes)
        report = [
            "program": LedgerWorkload.name, "transfers": transfers, "cycles": cycles,
            "key_seconds": keySeconds.wall, "seconds": total.wall,
            "processor_seconds": total.busy, "peak_gib": peak, "proof_bytes": bytes.count,
            "threads": Workers.allProcessors.count, "cells": inspection.cellCount,
            "cells_per_cycle": Double(inspection.cellCount) / Double(cycles),
            "cells_per_second_per_core": Double(inspection.cellCount) / total.busy,
            "security_bits_provable": inspection.provableBits,
            "security_bits_johnson": inspection.johnson.bits,
            "security_limited_by": inspection.johnson.weakestRound.rawValue,
            "security_bits_unique_decoding": inspection.uniqueDecoding.bits,
            "cells_by_chip": Dictionary(
                inspection.chips.map { ($0.name, $0.cellCount) }, uniquingKeysWith: +),
            "row_bytes_by_chip": Dictionary(
                inspection.chips.map { ($0.name, $0.rowByteCount) }, uniquingKeysWith: +),
            "bytes_by_kind": Dictionary(
                inspection.parts.map { ($0.name, $0.byteCount) }, uniquingKeysWith: +),
            "rows_log2_by_chip": Dictionary(
                inspection.chips.map { ($0.name, $0.heightLog2) }, uniquingKeysWith: max),
            "stage_seconds": times.wall, "stage_processor_seconds": times.busy,
            "group_seconds": times.groups, "group_processor_seconds": times.busyGroups,
        ]
        try measureVerification(bytes, prover)
        report["instruction_mix"] = try Self.mix(workload.program, input)
    }

    private mutating func measureVerification(_ bytes: [UInt8], _ prover: RunProver<RiscvMachine>)
        throws
    {
        var best = Double.infinity
        for _ in 0..<5 {
            let start = ProcessTime.now
            _ = try RiscvVerifier.verify(
                bytes, programDigest: prover.programDigest, workers: .allProcessors)
            best = min(best, (ProcessTime.now - start).wall)
        }
        report["verify_ms"] = best * 1e3
    }

    /// How many cycles need each chip beside the processor, and the words of host calls.
    private static func mix(_ program: Program, _ input: WordStream) throws -> [String: Int] {
        var recorder = ExecutionRecorder(program)
        _ = try program.execute(
            input: input, precompiles: RiscvMachine.precompiles, observer: &recorder)
        let record = recorder.record
        let calls = record.calls
        var mix = [String: Int]()
        for operation in record.operations { mix["\(operation.code)", default: 0] += 1 }
        mix["all"] = record.cycles.count
        mix["processor_alone"] = record.cycles.count - record.operations.count
        mix["input_calls"] = calls[.readInput]?.count
        mix["output_calls"] = calls[.writeOutput]?.count
        mix["poseidon2"] =
            (calls[.poseidon2Width8] ?? []).count + (calls[.poseidon2Width12] ?? []).count
        mix["sha256"] = (calls[.sha256Compress] ?? []).count
        return mix
    }
}

/// Seconds of each stage and of each group.
private struct StageTimes {
    private var began = ProcessTime.now
    private(set) var wall: [String: Double] = [:]
    private(set) var busy: [String: Double] = [:]
    private(set) var groups: [String: Double] = [:]
    private(set) var busyGroups: [String: Double] = [:]

    mutating func observe(_ event: StageEvent<RunStage>) {
        switch event {
        case .began:
            began = ProcessTime.now
        case .ended(let stage):
            let spent = ProcessTime.now - began
            let name =
                switch stage {
                case .execution: "execution"
                case .filling: "filling"
                case .proof(let part): part.name
                }
            wall[name, default: 0] += spent.wall
            busy[name, default: 0] += spent.busy
            let group = ProgramMeasurement.Group(stage).name
            groups[group, default: 0] += spent.wall
            busyGroups[group, default: 0] += spent.busy
        }
    }
}

/// Seconds on the wall and of all processors.
struct ProcessTime {
    var wall: Double
    var busy: Double

    static var now: ProcessTime {
        ProcessTime(wall: seconds(CLOCK_MONOTONIC), busy: seconds(CLOCK_PROCESS_CPUTIME_ID))
    }

    static func - (left: ProcessTime, right: ProcessTime) -> ProcessTime {
        ProcessTime(wall: left.wall - right.wall, busy: left.busy - right.busy)
    }

    /// The most memory that this program ever had.
    ///
    /// VmHWM, as the figure of getrusage counts what the parent had before this program began.
    static var peakGibibytes: Double {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap { Double($0) }
        return (kibibytes ?? 0) / 1_048_576
    }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
