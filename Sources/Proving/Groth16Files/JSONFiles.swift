public import BN254
public import Foundation
public import Groth16

/// The JSON files of snarkjs: verifying keys, proofs and public inputs, numbers as decimal strings.
public enum JSONFiles {
    /// Greatest length of a file in bytes.
    public static let maximumByteCount = 16 << 20

    /// Reasons to refuse a JSON file.
    public enum Failure: Error, Equatable, Sendable {
        /// Longer than `maximumByteCount`.
        case tooLong(byteCount: Int)
        /// The file is not JSON of this form.
        case form
        /// Another protocol than Groth16 or another curve.
        case kind(String)
        /// A number that is not a coordinate, or a third coordinate other than one.
        case number(String)
        /// Another number of points than `nPublic` gives.
        case pointCount(expected: Int, actual: Int)
    }

    /// Reads a verifying key, whose points `VerifyingKey.lint` checks.
    public static func verifyingKey(_ data: Data) throws -> VerifyingKey {
        let form = try decode(VerifyingKeyForm.self, data)
        try checkKind(form.protocol, form.curve)
        guard form.nPublic >= 0, form.IC.count - 1 == form.nPublic else {
            throw Failure.pointCount(expected: form.nPublic + 1, actual: form.IC.count)
        }
        return VerifyingKey(
            alpha1: try point(form.vk_alpha_1), beta2: try point(form.vk_beta_2),
            gamma2: try point(form.vk_gamma_2), delta2: try point(form.vk_delta_2),
            inputs: try form.IC.map(point))
    }

    /// Writes a verifying key, without the pairing of alpha and beta that snarkjs adds.
    public static func data(_ key: VerifyingKey) throws -> Data {
        try encode(
            VerifyingKeyForm(
                protocol: "groth16", curve: "bn128", nPublic: key.publicCount,
                vk_alpha_1: text(key.alpha1), vk_beta_2: text(key.beta2),
                vk_gamma_2: text(key.gamma2), vk_delta_2: text(key.delta2),
                IC: key.inputs.map(text)))
    }

    /// Reads a proof and checks its points.
    public static func proof(_ data: Data) throws -> Proof {
        let form = try decode(ProofForm.self, data)
        try checkKind(form.protocol, form.curve)
        return try Proof(
            a: try point(form.pi_a), b: try point(form.pi_b), c: try point(form.pi_c))
    }

    /// Writes a proof.
    public static func data(_ proof: Proof) throws -> Data {
        try encode(
            ProofForm(
                pi_a: text(proof.a), pi_b: text(proof.b), pi_c: text(proof.c),
                protocol: "groth16", curve: "bn128"))
    }

    /// Reads public inputs; the verifier refuses those that are not below r.
    public static func publicInputs(_ data: Data) throws -> [Integer256] {
        try decode([String].self, data).map { text in
            guard let integer = Integer256(decimal: text) else { throw Failure.number(text) }
            return integer
        }
    }

    /// Writes public inputs.
    public static func data(publicInputs: [Integer256]) throws -> Data {
        try encode(publicInputs.map(\.decimal))
    }
}

/// Form of verification_key.json, with its names.
private struct VerifyingKeyForm: Codable {
    var `protocol`: String
    var curve: String
    var nPublic: Int
    var vk_alpha_1: [String]
    var vk_beta_2: [[String]]
    var vk_gamma_2: [[String]]
    var vk_delta_2: [[String]]
    var IC: [[String]]
}

/// Form of proof.json, with its names.
private struct ProofForm: Codable {
    var pi_a: [String]
    var pi_b: [[String]]
    var pi_c: [String]
    var `protocol`: String
    var curve: String
}

extension JSONFiles {
    private static func decode<Form: Decodable>(_ type: Form.Type, _ data: Data) throws -> Form {
        guard data.count <= maximumByteCount else {
            throw Failure.tooLong(byteCount: data.count)
        }
        guard let form = try? JSONDecoder().decode(type, from: data) else { throw Failure.form }
        return form
    }

    private static func encode(_ form: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return try encoder.encode(form)
    }

    private static func checkKind(_ protocolName: String, _ curve: String) throws {
        guard protocolName == "groth16" else { throw Failure.kind(protocolName) }
        guard ["bn128", "bn254"].contains(curve) else { throw Failure.kind(curve) }
    }

    private static func coordinate(_ text: String) throws -> Fp {
        guard let coordinate = Fp(decimal: text) else { throw Failure.number(text) }
        return coordinate
    }

    private static func pair(_ texts: [String]) throws -> Fp2 {
        guard texts.count == 2 else { throw Failure.form }
        return Fp2(try coordinate(texts[0]), try coordinate(texts[1]))
    }

    /// A point from x, y and 1; infinity is 0, 1, 0.
    private static func point(_ texts: [String]) throws -> AffinePoint<G1> {
        guard texts.count == 3 else { throw Failure.form }
        if texts == ["0", "1", "0"] { return .infinity }
        guard texts[2] == "1" else { throw Failure.number(texts[2]) }
        return AffinePoint(x: try coordinate(texts[0]), y: try coordinate(texts[1]))
    }

    private static func point(_ texts: [[String]]) throws -> AffinePoint<G2> {
        guard texts.count == 3 else { throw Failure.form }
        if texts == [["0", "0"], ["1", "0"], ["0", "0"]] { return .infinity }
        guard texts[2] == ["1", "0"] else { throw Failure.number(texts[2].joined()) }
        return AffinePoint(x: try pair(texts[0]), y: try pair(texts[1]))
    }

    private static func text(_ point: AffinePoint<G1>) -> [String] {
        point.isInfinity ? ["0", "1", "0"] : [point.x.decimal, point.y.decimal, "1"]
    }

    private static func text(_ point: AffinePoint<G2>) -> [[String]] {
        if point.isInfinity { return [["0", "0"], ["1", "0"], ["0", "0"]] }
        return [
            [point.x.c0.decimal, point.x.c1.decimal], [point.y.c0.decimal, point.y.c1.decimal],
            ["1", "0"],
        ]
    }
}
