import BN254
import Bytes
import Ceremony
import Foundation
import Groth16
import Groth16Files
import Network
import Parallel
import R1CS

/// What a file of circom or snarkjs holds: a circuit, values, a key or powers of tau.
enum Groth16Inspection {
    static let command = CommandDescription(
        "groth16 inspect", "Shows what a circuit, values, a key or powers of tau contain",
        arguments: ["FILE"],
        options: [
            OptionDescription(
                "check", nil,
                "of a key: check every point, and that beta, gamma and delta are independent")
        ],
        examples: ["zklink groth16 inspect cube.r1cs", "zklink groth16 inspect cube.zkey --check"]
    ) { session in
        let path = session.invocation.arguments[0]
        try Groth16Commands.convertingErrors {
            let file = try MappedFile(reading: path)
            let lines = try lines(
                file, isChecked: session.has("check"), kind: kind(file.bytes, path))
            let title = "\(path), \(file.bytes.count) bytes"
            session.console.show(
                .object(
                    JSONObject(
                        [("bytes", .integer(file.bytes.count))] + lines.map { ($0.key, $0.json) })),
                text: ([title] + lines.map(\.line)).joined(separator: "\n"))
        }
    }

    private static func kind(
        _ bytes: UnsafeMutableRawBufferPointer, _ path: String
    ) throws -> String {
        let magic = String(decoding: bytes.prefix(4), as: UTF8.self)
        guard ["r1cs", "wtns", "zkey", "ptau"].contains(magic) else {
            throw CommandFailure(
                "malformed", "\(path) is none of r1cs, wtns, zkey and ptau by its first bytes")
        }
        return magic
    }

    private static func lines(
        _ file: MappedFile, isChecked: Bool, kind: String
    ) throws -> [Line] {
        let bytes = UnsafeRawBufferPointer(file.bytes)
        guard kind == "zkey" || !isChecked else {
            throw UsageError("'--check' is for keys")
        }
        switch kind {
        case "r1cs": return try circuit(CircuitFile.read(bytes))
        case "wtns":
            let witness = try WitnessFile.read(bytes)
            return [Line("kind", "values"), Line("values", witness.count)]
        case "zkey": return try key(ProvingKey(bytes, owner: file), isChecked: isChecked)
        default: return try powers(PowersOfTau(bytes, owner: file))
        }
    }

    private static func circuit(_ system: ConstraintSystem) throws -> [Line] {
        let layout = try KeyLayout(system)
        return [
            Line("kind", "circuit"), Line("constraints", system.constraintCount),
            Line("variables", system.variableCount), Line("public inputs", system.publicCount),
            Line(
                "entries",
                [system.a, system.b, system.c].reduce(0) { $0 + $1.variables.count }),
            Line("domain log2", layout.domainLog2), Line("key bytes", layout.byteCount),
        ]
    }

    private static func key(_ key: ProvingKey, isChecked: Bool) throws -> [Line] {
        var lines = [
            Line("kind", "proving key"), Line("variables", key.header.variableCount),
            Line("public inputs", key.header.publicCount),
            Line("domain log2", key.header.domainLog2),
        ]
        switch key.origin {
        case .development: lines.append(Line("origin", "development"))
        case .ceremony(let transcript):
            lines += [Line("origin", "ceremony"), Line("transcript", transcript.hex)]
        case .unmarked: lines.append(Line("origin", "unmarked"))
        }
        guard isChecked else { return lines }
        var randomness = SystemRandomNumberGenerator()
        try key.lint(workers: .allProcessors, randomness: &randomness)
        return lines + [Line("points", "valid")]
    }

    private static func powers(_ powers: PowersOfTau) -> [Line] {
        [
            Line("kind", "powers of tau"), Line("domain log2", powers.log2),
            Line("contributions", powers.contributionCount),
            Line("development", powers.isDevelopment ? "yes" : "no"),
        ]
    }

    /// A member of the report.
    private struct Line {
        let label: String
        let text: String
        let json: JSON

        init(_ label: String, _ text: String) {
            (self.label, self.text, json) = (label, text, .string(text))
        }

        init(_ label: String, _ count: Int) {
            (self.label, text, json) = (label, String(count), .integer(count))
        }

        /// The label, then the text in a column.
        var line: String {
            "  " + label + String(repeating: " ", count: 15 - label.count) + text
        }

        /// The label in camel case.
        var key: String {
            let words = label.split(separator: " ")
            return words.dropFirst().reduce(String(words.first ?? "")) { $0 + $1.capitalized }
        }
    }
}
