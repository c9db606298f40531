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
        try writeKey(
            UnsafeRawBufferPointer(source.bytes),
            to: target.appendingPathComponent("proving_key.zkey").path)
        func write(_ data: Data, _ name: String) throws {
            try data.write(to: target.appendingPathComponent(name), options: .atomic)
        }
        try write(JSONFiles.data(verifyingKey), "verification_key.json")
        try write(Data(contract.utf8), "Groth16Verifier.vy")
        try write(Data(header.utf8), "groth16_key.h")
        return verifyingKey
    }

    /// Copies a key whose last two sections are those of contributions and of the origin, with new
    /// contents of both.
    private func writeKey(_ key: UnsafeRawBufferPointer, to path: String) throws {
        let section = try SectionReader(key: key).section(KeySection.contributions).rest
        let contributions = transcript.snarkjsSection
        guard let base = key.baseAddress, let start = section.baseAddress else { return }
        let kept = start - base - SectionWriter.sectionByteCount
        let rest = key.count - kept - SectionWriter.sectionByteCount - section.count
        let file = try MappedFile(
            creating: path,
            byteCount: kept + SectionWriter.sectionByteCount + contributions.count + rest)
        file.bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: key[..<kept]))
        var writer = SectionWriter(UnsafeMutableRawBufferPointer(rebasing: file.bytes[kept...]))
        writer.begin(KeySection.contributions, byteCount: contributions.count)
        writer.reserve(contributions.count).copyBytes(from: contributions)
        writer.begin(KeySection.origin, byteCount: KeyOrigin.byteCount)
        origin.write(to: &writer)
        try file.synchronize()
    }
}
