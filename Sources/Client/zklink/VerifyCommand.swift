import Bytes
import FRI
import Foundation
import Network
import Parallel
import Riscv
import RiscvCircuits
import RiscvProver
import StarkVerifier

/// Verifies a proof of a run.
enum VerifyCommand {
    static let command = CommandDescription(
        "verify", "Verifies a proof of a guest program: exit status 0 only if it is valid",
        arguments: ["PROOF"],
        options: [
            OptionDescription("program", "DIGEST|ELF", "the program, by digest or as its file"),
            OptionDescription("exit-code", "N", "the exit code that must be proven (default 0)"),
            OptionDescription("output", "FILE", "file for the output words, as bytes"),
            OptionDescription(
                "parameters", "NAME",
                "accept this parameter set alone (default: all but test, which proves nothing)"),
        ],
        examples: [
            "zklink verify build/fibonacci.proof --program build/guests/Fibonacci.elf",
            "zklink verify proof --program 0x\(String(repeating: "1d", count: 32)) --output words --json",
        ]
    ) { session in
        let path = session.invocation.arguments[0]
        let wanted = try session.required("program")
        let expected = try GuestRun.exitCode(session)
        let set = try session.optional("parameters").map(ParameterName.parse)
        let output = try session.optional("output").map(OutputFile.init)
        let console = try session.console.leavingRoom(for: [output].compactMap { $0 })
        let bytes = try ProofFile.bytes(path)
        let digest = try digest(wanted, of: bytes)
        let started = Date()
        let result = try verify(bytes, digest, set)
        let seconds = Date().timeIntervalSince(started)
        let report = try VerificationReport(bytes, digest: digest, seconds: seconds)
        guard result.exitCode == expected else {
            throw CommandFailure(
                "exitCode",
                "the proof is valid, but of a run that exited with code \(result.exitCode), not \(expected)",
                result: report.json)
        }
        try output?.write(GuestOutput(result.output).bytes)
        console.show(report.json, text: report.text)
    }

    /// The digest named by the user, or that of the named file for the proof's parameters.
    private static func digest(_ wanted: String, of proof: [UInt8]) throws -> Bytes32 {
        if let digest = Bytes32(hex: wanted) { return digest }
        guard FileManager.default.fileExists(atPath: wanted) else {
            throw InputError("'\(wanted)' is neither a digest (64 hexadecimal digits) nor a file")
        }
        let program = try GuestFiles.program(wanted)
        let set = try ProofFile.convertingErrors { () throws(RiscvProofError) in
            try RiscvProof(proof)
        }.key
            .parameterSet
        return try GuestFiles.prover(program, set, workers: .allProcessors).programDigest
    }

    private static func verify(
        _ bytes: [UInt8], _ digest: Bytes32, _ set: ParameterSet?
    ) throws -> RunResult {
        let result = try ProofFile.convertingErrors { () throws(RiscvProofError) in
            try RiscvVerifier.verify(
                bytes, programDigest: digest, parameters: set == .test ? .any : .secure,
                workers: .allProcessors)
        }
        guard let set else { return result }
        let actual = try ProofFile.convertingErrors { () throws(RiscvProofError) in
            try RiscvProof(bytes)
        }
        .key.parameterSet
        guard actual == set else {
            throw CommandFailure(
                "parameterSet", "the proof is of parameter set \(actual.name), not \(set.name)")
        }
        return result
    }
}

/// The report on a valid proof.
struct VerificationReport {
    private let inspection: ProofInspection
    private let byteCount: Int
    private let seconds: Double

    init(_ bytes: [UInt8], digest: Bytes32, seconds: Double) throws {
        inspection = try ProofFile.convertingErrors { () throws(RiscvProofError) in
            try ProofInspection(bytes)
        }
        byteCount = bytes.count
        self.seconds = seconds
    }

    var json: JSON {
        let proof = inspection.proof
        return [
            "valid": true, "program": .string("0x\(inspection.programDigest.hex)"),
            "exitCode": .integer(proof.result.exitCode),
            "output": GuestOutput(proof.result.output).json,
            "parameters": .string(proof.key.parameterSet.name),
            "forTestsOnly": .bool(proof.key.parameterSet.isForTestsOnly),
            "securityBits": .number(Decimal.tenths(inspection.provableBits)),
            "proofBytes": .integer(byteCount),
            "seconds": .number(Decimal.text(seconds, places: 4)),
        ]
    }

    var text: String {
        let proof = inspection.proof
        let set = proof.key.parameterSet
        let strength =
            set.isForTestsOnly
            ? "for tests only: it proves nothing"
            : "\(Decimal.tenths(inspection.provableBits)) provable bits"
        let lines =
            [
                "valid: program 0x\(inspection.programDigest.hex)",
                "exit code \(proof.result.exitCode)",
            ] + GuestOutput(proof.result.output).lines + [
                "parameters \(set.name), \(strength); verified in \(Decimal.text(seconds * 1e3, places: 1)) ms"
            ]
        return lines.joined(separator: "\n")
    }
}
