import Bytes
import FRI
import Network
import Parallel
import Riscv
import RiscvCircuits
import RiscvProver
import StarkVerifier

/// Shows the contents of a proof or a program.
enum InspectCommand {
    static let command = CommandDescription(
        "inspect", "Shows the parts of a proof or a program, without verifying anything",
        arguments: ["PROOF|PROGRAM.elf"],
        options: [OptionDescription("top", "N", "functions of a program to list (default 10)")],
        examples: [
            "zklink inspect build/fibonacci.proof", "zklink inspect build/guests/Fibonacci.elf",
        ]
    ) { session in
        let path = session.invocation.arguments[0]
        let limit = max(RiscvProof.byteCountLimit, ProgramLimits.fileByteCount)
        let bytes = try InputFile.bytes(path, limit: limit)
        guard !bytes.isEmpty else { throw InputError("\(path) is empty", reason: "empty") }
        if bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]) {
            let top = try session.integer("top", in: 1...10_000, default: 10)
            let report = try ProgramReport(
                try GuestFiles.program(elf: bytes, path), byteCount: bytes.count, top: top)
            session.console.show(report.json, text: report.text)
        } else {
            let inspection = try ProofFile.convertingErrors { () throws(RiscvProofError) in
                try ProofInspection(bytes)
            }
            session.console.show(
                json(inspection, byteCount: bytes.count),
                text: text(inspection, byteCount: bytes.count))
        }
    }

    private static func json(_ inspection: ProofInspection, byteCount: Int) -> JSON {
        let proof = inspection.proof
        let chips = inspection.chips.map { chip -> JSON in
            [
                "name": .string(chip.name), "rowsLog2": .integer(chip.heightLog2),
                "fixedColumns": .integer(chip.fixedWidth),
                "mainColumns": .integer(chip.mainWidth), "busColumns": .integer(chip.busWidth),
                "cells": .integer(chip.cellCount), "rowBytes": .integer(chip.rowByteCount),
            ]
        }
        let parts = inspection.parts.map { part -> JSON in
            ["name": .string(part.name), "bytes": .integer(part.byteCount)]
        }
        return [
            "kind": "proof", "verified": false,
            "program": .string("0x\(inspection.programDigest.hex)"),
            "exitCode": .integer(proof.result.exitCode),
            "output": GuestOutput(proof.result.output).json,
            "parameters": .string(proof.key.parameterSet.name),
            "forTestsOnly": .bool(proof.key.parameterSet.isForTestsOnly),
            "securityBits": .number(Decimal.tenths(inspection.provableBits)),
            "johnsonBits": .number(Decimal.tenths(inspection.johnson.bits)),
            "limitedBy": .string(inspection.johnson.weakestRound.rawValue),
            "uniqueDecodingBits": .number(Decimal.tenths(inspection.uniqueDecoding.bits)),
            "cells": .integer(inspection.cellCount), "chips": .array(chips),
            "bytes": .integer(byteCount), "parts": .array(parts),
        ]
    }

    private static func text(_ inspection: ProofInspection, byteCount: Int) -> String {
        let proof = inspection.proof
        let set = proof.key.parameterSet
        let johnson = inspection.johnson
        var lines = [
            "a proof of \(byteCount) bytes, not verified",
            "program 0x\(inspection.programDigest.hex)", "exit code \(proof.result.exitCode)",
        ]
        lines += GuestOutput(proof.result.output).lines
        lines += [
            "parameters \(set.name)" + (set.isForTestsOnly ? ", for tests only" : ""),
            "provable bits \(Decimal.tenths(johnson.bits)) up to the Johnson bound (limited by \(johnson.weakestRound.title)), \(Decimal.tenths(inspection.uniqueDecoding.bits)) in unique decoding, \(Int(ProofInspection.hashBits)) for a collision of the hash function",
            "", "\(inspection.cellCount) cells committed:",
            TextTable.text(
                [["chip", "rows", "fixed", "main", "bus", "cells", "bytes of rows"]]
                    + inspection.chips.map { chip in
                        [
                            chip.name, "2^\(chip.heightLog2)", "\(chip.fixedWidth)",
                            "\(chip.mainWidth)", "\(chip.busWidth)", "\(chip.cellCount)",
                            "\(chip.rowByteCount)",
                        ]
                    }),
            "", "bytes:",
            TextTable.text(inspection.parts.map { [$0.name, "\($0.byteCount)"] }),
        ]
        return lines.joined(separator: "\n")
    }
}

/// The report on a program.
struct ProgramReport {
    private let program: Program
    private let byteCount: Int
    private let digests: [(set: ParameterSet, digest: String)]
    private let functions: [Symbol]

    init(_ program: Program, byteCount: Int, top: Int) throws {
        self.program = program
        self.byteCount = byteCount
        digests = try ParameterSet.allCases.map { set in
            let prover = try GuestFiles.prover(program, set, workers: .allProcessors)
            return (set, "0x\(prover.programDigest.hex)")
        }
        let sorted = program.symbols.functions.sorted { $0.byteCount > $1.byteCount }
        functions = Array(sorted.prefix(top))
    }

    private var memory: MemoryBounds { MemoryBounds(program) }

    var json: JSON {
        var digests = JSONObject()
        for (set, digest) in self.digests { digests[set.name] = .string(digest) }
        return [
            "kind": "program", "bytes": .integer(byteCount), "digests": .object(digests),
            "entry": .integer(program.entry), "codeBytes": .integer(program.codeByteCount),
            "instructions": .integer(program.instructionCount),
            "imageBytes": .integer(4 * Int(memory.imageEnd - memory.imageStart)),
            "functionCount": .integer(program.symbols.functions.count),
            "functions": .array(
                functions.map {
                    [
                        "name": .string(SymbolName.readable($0.name)),
                        "address": .integer($0.address), "bytes": .integer($0.byteCount),
                    ]
                }),
        ]
    }

    var text: String {
        let image = 4 * Int(memory.imageEnd - memory.imageStart)
        return [
            "a program of \(byteCount) bytes",
            "code \(program.codeByteCount) bytes at 0x\(String(program.codeAddress, radix: 16)), entry 0x\(String(program.entry, radix: 16)), image \(image) bytes",
            "", "digest for each parameter set, which is what a verifier needs:",
            TextTable.text(digests.map { [$0.set.name, $0.digest] }), "",
            "\(program.symbols.functions.count) functions, the longest:",
            functionList,
        ].joined(separator: "\n")
    }

    /// Sizes and names; names are last because they may be long.
    private var functionList: String {
        let sizes = functions.map { "\($0.byteCount)" }
        let width = sizes.map(\.count).max() ?? 0
        return zip(sizes, functions).map { size, function in
            let padding = String(repeating: " ", count: width - size.count)
            return "  \(padding)\(size)  \(SymbolName.readable(function.name))"
        }.joined(separator: "\n")
    }
}
