import Constraints
import FRI
import Foundation
import Hashing
import Recursion
import Riscv
import RiscvCircuits
import RiscvProver
import StarkVerifier

/// What one verification costs a recursion machine, for the profiles of block parts.
struct RecursionMeasurement {
    private static let name = "TransitionProgram"
    /// Words of output of a part: a frame of two digests.
    private static let outputWordCount = 17

    /// The operations of the recorded verifier of proofs of each profile, by kind.
    static func report() throws -> [String: Any] {
        let path = "build/guests/\(name).elf"
        guard let data = FileManager.default.contents(atPath: path) else {
            throw LedgerWorkload.Missing(path: path)
        }
        let program = try Program(elf: Array(data))
        let machine = try RiscvMachine.checked()
        var report: [String: Any] = [
            "program": name, "output_words": outputWordCount,
        ]
        for set in [ParameterSet.chunk, .small] {
            for (number, profile) in RiscvMachine.profiles.enumerated() {
                report["\(set)_profile_\(number)"] = try counts(program, machine, set, profile)
            }
        }
        return report
    }

    private static func counts(
        _ program: Program, _ machine: CheckedMachine<RiscvMachine>, _ set: ParameterSet,
        _ profile: HeightProfile
    ) throws -> [String: Any] {
        let key = try programKey(program, set)
        let claim = RunClaim(
            entry: key.entry, memory: key.memory,
            result: RunResult(
                exitCode: 0, output: [UInt32](repeating: 0, count: outputWordCount)))
        let fixedHeightsLog2 = key.fixedHeightsLog2(of: RiscvMachine.self)
        let start = ProcessTime.now
        let recorded = try VerifierProgram(
            key: key.starkKey(for: machine),
            heightsLog2: zip(profile.heightsLog2, fixedHeightsLog2).map { $0 ?? $1 },
            messages: RiscvMachine.statement(claim).messages.map {
                MessageForm($0.side, on: $0.bus)
            })
        try recorded.check()
        let seconds = (ProcessTime.now - start).busy
        let counts = OperationCounts(recorded)
        return [
            "heights_log2": zip(profile.heightsLog2, fixedHeightsLog2).map { $0 ?? $1 ?? 0 },
            "addresses": recorded.cellCount, "operations": recorded.operations.count,
            "value_rows": counts.valueRows, "equation_rows": counts.equationRows,
            "element_rows": counts.elementRows, "sponge_rows": counts.spongeRows,
            "compression_rows": counts.compressionRows, "bit_rows": counts.bitRows,
            "table_rows": counts.tableRows, "lookup_rows": counts.lookupRows,
            "recording_seconds": seconds,
        ]
    }

    /// The key with a commitment of zeros, which the recording does not read.
    private static func programKey(_ program: Program, _ set: ParameterSet) throws -> ProgramKey {
        let memory = MemoryBounds(program)
        let rowCount = program.programRows.reduce(0) { $1 == nil ? $0 : $0 + 1 }
        var heightLog2 = 0
        while 1 << heightLog2 < rowCount { heightLog2 += 1 }
        let count = try ProgramKey.capCount(
            parameterSet: set, memory: memory, programHeightLog2: heightLog2,
            machine: RiscvMachine.self)
        return try ProgramKey(
            parameterSet: set, entry: program.entry, memory: memory,
            programHeightLog2: heightLog2, fixedCap: [Digest](repeating: .zero, count: count))
    }
}
