import BN254
import Bytes
import Foundation
public import Groth16
import Groth16Files

extension CeremonyFolder {
    /// Origin of the last key, for its mark.
    public var origin: KeyOrigin {
        transcript.isDevelopment ? .development : .ceremony(transcript: transcript.hash)
    }

    /// Writes the last key with its mark, its verifying key and the verifiers of chains to a
    /// folder.
    ///
    /// Files: proving_key.zkey, verification_key.json, Groth16Verifier.vy for EVM chains and
    /// groth16_key.h for Solana. The key is not compared with the transcript here; `verify` does
    /// that.
    public func export(to path: String) throws -> VerifyingKey {
        let target = URL(fileURLWithPath: path)
        try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        let source = try MappedFile(reading: keyPath)
        let key = try ProvingKey(UnsafeRawBufferPointer(source.bytes), owner: source)
        let verifyingKey = key.verifyingKey
        let contract = try VyperVerifier.source(verifyingKey, origin: origin)
        let header = try SolanaConstants.source(verifyingKey, origin: origin)
        let file = try MappedFile(
            creating: target.appendingPathComponent("proving_key.zkey").path,
            byteCount: source.bytes.count)
        file.bytes.copyMemory(from: UnsafeRawBufferPointer(source.bytes))
        try mark(file.bytes)
        try file.synchronize()
        func write(_ data: Data, _ name: String) throws {
            try data.write(to: target.appendingPathComponent(name), options: .atomic)
        }
        try write(JSONFiles.data(verifyingKey), "verification_key.json")
        try write(Data(contract.utf8), "Groth16Verifier.vy")
        try write(Data(header.utf8), "groth16_key.h")
        return verifyingKey
    }

    private func mark(_ bytes: UnsafeMutableRawBufferPointer) throws {
        let file = try SectionReader(key: UnsafeRawBufferPointer(bytes))
        let section = try file.section(KeySection.origin).rest
        var writer = SectionWriter(UnsafeMutableRawBufferPointer(mutating: section))
        origin.write(to: &writer)
    }
}
