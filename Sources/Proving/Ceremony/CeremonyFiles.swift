public import Bytes
import Foundation
import Glibc
import Groth16
import Groth16Files
import Hashing
public import Parallel
import R1CS

/// A file of powers of tau with its hash.
public struct PowersFile {
    public let powers: PowersOfTau
    /// BLAKE2b hash of the file, by which published files are identified.
    public let hash: FixedBytes<64>

    /// Opens a file; throws if its hash is not the expected one.
    public init(_ path: String, expecting expected: FixedBytes<64>? = nil) throws {
        let file = try MappedFile(reading: path)
        let bytes = UnsafeRawBufferPointer(file.bytes)
        hash = BLAKE2b.hash(bytes)
        if let expected, expected != hash {
            throw CeremonyError.powersHash(expected: expected.hex, actual: hash.hex)
        }
        powers = try PowersOfTau(bytes, owner: file)
    }

    /// Generates a file of powers for development, with secrets of the system that are wiped.
    public init(creatingLocal path: String, log2: Int, workers: Workers) throws {
        let local = LocalPowers(log2: log2)
        let file = try MappedFile(creating: path, byteCount: local.byteCount)
        var randomness = SystemRandomNumberGenerator()
        local.write(Trapdoor(randomness: &randomness), into: file.bytes, workers: workers)
        try file.synchronize()
        try self.init(path)
    }
}

/// A circuit with the hash of its file.
struct CircuitWithHash {
    let system: ConstraintSystem
    let hash: FixedBytes<64>

    init(_ path: String) throws {
        let file = try MappedFile(reading: path)
        let bytes = UnsafeRawBufferPointer(file.bytes)
        hash = BLAKE2b.hash(bytes)
        system = try CircuitFile.read(bytes)
    }
}

/// Reasons why a folder cannot be used for a step.
public enum CeremonyFolderError: Error, Equatable, Sendable {
    /// The folder has a ceremony already.
    case exists
    /// Another process is at a step of the ceremony.
    case busy
}

/// A lock on a folder, released with the value or at the end of the process.
final class FolderLock {
    private let descriptor: Int32

    init(_ folder: URL) throws {
        let path = folder.appendingPathComponent("lock").path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            if descriptor >= 0 { close(descriptor) }
            throw CeremonyFolderError.busy
        }
    }

    deinit { close(descriptor) }
}
