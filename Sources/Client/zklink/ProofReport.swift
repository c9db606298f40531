import Bytes
import FRI
import Network
import Riscv
import RiscvCircuits
import RiscvProver

/// The report on a new proof.
struct ProofReport {
    private let inspection: ProofInspection
    private let byteCount: Int
    private let cycleCount: UInt64
    private let seconds: Double
    private let path: String

    init(_ bytes: [UInt8], cycleCount: UInt64, seconds: Double, path: String) throws {
        inspection = try ProofInspection(bytes)
        byteCount = bytes.count
        self.cycleCount = cycleCount
        self.seconds = seconds
        self.path = path
    }

    private var cellsPerCycle: String {
        Decimal.tenths(Double(inspection.cellCount) / Double(max(1, cycleCount)))
    }

    var json: JSON {
        let proof = inspection.proof
        return [
            "proof": .string(path), "program": .string("0x\(inspection.programDigest.hex)"),
            "parameters": .string(proof.key.parameterSet.name),
            "exitCode": .integer(proof.result.exitCode),
            "output": GuestOutput(proof.result.output).json,
            "cycles": .integer(cycleCount), "cells": .integer(inspection.cellCount),
            "cellsPerCycle": .number(cellsPerCycle), "proofBytes": .integer(byteCount),
            "seconds": .number(Decimal.text(seconds, places: 3)),
        ]
    }

    var text: String {
        let proof = inspection.proof
        let set = proof.key.parameterSet
        var lines = [
            "program 0x\(inspection.programDigest.hex)",
            "exit code \(proof.result.exitCode)",
        ]
        lines += GuestOutput(proof.result.output).lines
        lines += [
            "\(cycleCount) cycles, \(cellsPerCycle) cells a cycle, \(Decimal.text(seconds, places: 2)) s",
            "\(path): \(byteCount) bytes, parameters \(set.name)"
                + (set.isForTestsOnly ? ", for tests only: it proves nothing" : ""),
        ]
        return lines.joined(separator: "\n")
    }
}
