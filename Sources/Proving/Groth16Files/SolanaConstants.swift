import BN254
import Bytes
public import Groth16

extension VerifyingKey {
    /// Throws unless the key passes `lint` and has one public input, as verifiers of chains need.
    func lintForChains() throws(Groth16Error) {
        try lint()
        guard publicCount == 1 else { throw .inputCount(expected: 1, actual: publicCount) }
    }
}

/// The verifying key as a C header for the program on Solana.
///
/// The bytes are those of the `alt_bn128` system calls: numbers big-endian, of elements of Fp2 the
/// coefficient of i first, as in EIP-197. The program checks e(-A, B) e(alpha, beta) e(L, gamma)
/// e(C, delta) = 1 and negates A itself. The calls refuse points off their curve or group; the
/// range of the input and the lengths are the program's to check.
public enum SolanaConstants {
    /// The text of the header; throws unless the key passes `lint` and has one public input.
    public static func source(
        _ key: VerifyingKey, origin: KeyOrigin
    ) throws(Groth16Error) -> String {
        try key.lintForChains()
        let lines = [
            "// The verifying key of one circuit over BN254, generated from the key. Numbers are",
            "// big-endian; of elements of Fp2 the coefficient of i comes first.",
            "//",
        ]
        let isDevelopment: Bool
        let mark: [String]
        switch origin {
        case .ceremony(let transcript):
            isDevelopment = false
            mark = [
                "// Made by the ceremony whose transcript has the hash",
                "// \(transcript.hex).",
            ]
        case .development, .unmarked:
            isDevelopment = true
            mark = [
                "// DEVELOPMENT KEY: its maker can prove anything. Programs on public",
                "// clusters must refuse it.",
            ]
        }
        let constants = [
            "#define GROTH16_DEVELOPMENT_KEY \(isDevelopment ? 1 : 0)",
            "#define GROTH16_PROOF_BYTES \(Proof.byteCount)",
            constant("order", Fr.modulus.bigEndianBytes, "Public inputs are below it."),
            constant("modulus", Fp.modulus.bigEndianBytes, "Coordinates are below it."),
            constant("alpha", key.alpha1.ethereumBytes),
            constant("beta", key.beta2.ethereumBytes),
            constant("gamma", key.gamma2.ethereumBytes),
            constant("delta", key.delta2.ethereumBytes),
            constant("constant", key.inputs[0].ethereumBytes, "L = constant + value * input"),
            constant("input", key.inputs[1].ethereumBytes),
        ]
        return (lines + mark + ["#pragma once", "", "#include <stdint.h>", ""] + constants)
            .joined(separator: "\n") + "\n"
    }

    /// A declaration of an array of bytes, sixteen a line.
    private static func constant(
        _ name: String, _ bytes: [UInt8], _ comment: String? = nil
    ) -> String {
        let rows = stride(from: 0, to: bytes.count, by: 16).map { start in
            "    "
                + bytes[start..<start + 16].map { "0x\(Hex.encode([$0]))," }
                .joined(separator: " ")
        }
        return (comment.map { "\n// \($0)\n" } ?? "\n")
            + "static const uint8_t groth16_\(name)[\(bytes.count)] = {\n"
            + rows.joined(separator: "\n") + "\n};"
    }
}
