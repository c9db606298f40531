import BN254
import Foundation
import Groth16
import Groth16Files

/// The forms of files of verifying keys, proofs and public inputs.
enum Groth16Format: String, CaseIterable {
    /// JSON of snarkjs.
    case snarkjs
    /// Binary with compressed points, and with both coordinates; either name reads both.
    case gnark
    case gnarkRaw = "gnark-raw"
    /// A proving key of snarkjs, for its verifying key.
    case zkey
    /// The 256 bytes of a proof that contracts take.
    case evm

    /// The format of an option, or the default.
    init(_ session: Session, _ option: String, default fallback: Self? = nil) throws {
        guard let text = session.optional(option) ?? fallback?.rawValue else {
            throw UsageError(
                "'\(session.invocation.command.name)' needs --\(option): \(Self.names(Self.allCases))"
            )
        }
        guard let format = Self(rawValue: text) else {
            throw UsageError("'--\(option) \(text)' is none of \(Self.names(Self.allCases))")
        }
        self = format
    }

    static func names(_ formats: [Groth16Format]) -> String {
        formats.map(\.rawValue).joined(separator: ", ")
    }

    /// The error for a kind of file that has no such format.
    private func unfit(_ kind: Groth16FileKind, _ formats: [Groth16Format]) -> UsageError {
        UsageError(
            "'\(rawValue)' is no format for '\(kind.rawValue)': \(Self.names(formats))")
    }

    private static let limit = max(JSONFiles.maximumByteCount, GnarkFiles.maximumByteCount)

    private func bytes(_ path: String) throws -> [UInt8] {
        try InputFile.bytes(path, limit: Self.limit)
    }

    /// Reads a verifying key and checks it.
    func verifyingKey(_ path: String) throws -> VerifyingKey {
        if self == .snarkjs {
            let key = try JSONFiles.verifyingKey(Data(bytes(path)))
            try key.lint()
            return key
        }
        return try keyInBothGroups(path).key
    }

    /// Reads a key with beta and delta in both groups and checks it.
    func keyInBothGroups(_ path: String) throws -> GnarkVerifyingKey {
        let key: GnarkVerifyingKey
        switch self {
        case .zkey: key = GnarkVerifyingKey(try KeyFile.open(path))
        case .gnark, .gnarkRaw: key = try GnarkFiles.verifyingKey(bytes(path))
        case .snarkjs:
            throw UsageError(
                "a verifying key of snarkjs lacks beta and delta in G1, which gnark's has: give "
                    + "the proving key, with --from zkey")
        case .evm: throw unfit(.verifyingKey, [.snarkjs, .gnark, .gnarkRaw, .zkey])
        }
        try key.lint()
        return key
    }

    /// Reads a proof and checks its points.
    func proof(_ path: String) throws -> Proof {
        switch self {
        case .snarkjs: try JSONFiles.proof(Data(bytes(path)))
        case .gnark, .gnarkRaw: try GnarkFiles.proof(bytes(path))
        case .evm: try Proof(ethereum: bytes(path))
        case .zkey: throw unfit(.proof, [.snarkjs, .gnark, .gnarkRaw, .evm])
        }
    }

    /// Reads public inputs.
    func publicInputs(_ path: String) throws -> [Integer256] {
        switch self {
        case .snarkjs: try JSONFiles.publicInputs(Data(bytes(path)))
        case .gnark, .gnarkRaw: try GnarkFiles.publicInputs(bytes(path))
        case .zkey, .evm: throw unfit(.publicInputs, [.snarkjs, .gnark, .gnarkRaw])
        }
    }

    /// Reads a file of another format and gives its bytes in this one.
    func bytes(
        of kind: Groth16FileKind, from source: Groth16Format, _ path: String
    ) throws -> [UInt8] {
        switch (kind, self) {
        case (.verifyingKey, .snarkjs):
            Array(try JSONFiles.data(try source.verifyingKey(path)))
        case (.verifyingKey, .gnark):
            GnarkFiles.bytes(try source.keyInBothGroups(path), .compressed)
        case (.verifyingKey, .gnarkRaw):
            GnarkFiles.bytes(try source.keyInBothGroups(path), .raw)
        case (.proof, .snarkjs): Array(try JSONFiles.data(try source.proof(path)))
        case (.proof, .gnark): GnarkFiles.bytes(try source.proof(path), .compressed)
        case (.proof, .gnarkRaw): GnarkFiles.bytes(try source.proof(path), .raw)
        case (.proof, .evm): try source.proof(path).ethereumBytes
        case (.publicInputs, .snarkjs):
            Array(try JSONFiles.data(publicInputs: try source.publicInputs(path)))
        case (.publicInputs, .gnark), (.publicInputs, .gnarkRaw):
            GnarkFiles.bytes(publicInputs: try source.publicInputs(path))
        case (.verifyingKey, _): throw unfit(kind, [.snarkjs, .gnark, .gnarkRaw])
        case (.proof, _): throw unfit(kind, [.snarkjs, .gnark, .gnarkRaw, .evm])
        case (.publicInputs, _): throw unfit(kind, [.snarkjs, .gnark, .gnarkRaw])
        }
    }
}

/// What a file holds.
enum Groth16FileKind: String, CaseIterable {
    case verifyingKey = "verifying-key"
    case proof
    case publicInputs = "public"
}
