import BN254
import Bytes
import Foundation
import Groth16
import Groth16Files
import Hashing
public import Parallel
import R1CS

/// A ceremony in a folder: transcript.json and the key after each step, 0000.zkey before any.
///
/// A step writes the new key under another name first and the transcript last, so an interrupted
/// step leaves the ceremony as it was. Keys but the last may be deleted; while they exist, `verify`
/// can name the first invalid step.
public struct CeremonyFolder {
    private let folder: URL
    private let workers: Workers
    /// Lock that excludes other processes during a step.
    private let lock: FolderLock
    public private(set) var transcript: CeremonyTranscript

    /// Opens a ceremony; throws if the folder has none or a step is running.
    public init(opening path: String, workers: Workers) throws {
        folder = URL(fileURLWithPath: path)
        self.workers = workers
        let file = try MappedFile(reading: folder.appendingPathComponent(Self.transcript).path)
        transcript = try TranscriptFile.transcript(Data(file.bytes))
        lock = try FolderLock(folder)
        try removeLeftovers()
    }

    /// Begins a ceremony in a folder that has none, with the first key from circuit and powers.
    public init(
        creating path: String, circuit: String, powers: PowersFile, workers: Workers,
        progress: (Double) -> Void
    ) throws {
        folder = URL(fileURLWithPath: path)
        self.workers = workers
        lock = try Self.lockWithoutCeremony(folder)
        let circuit = try CircuitWithHash(circuit)
        let key = try FirstKey(circuit.system, powers.powers)
        try Self.remove([folder.appendingPathComponent(Self.partial), Self.keyURL(folder, 0)])
        let hashes = try Self.writeFirst(
            key, to: folder.appendingPathComponent(Self.partial), workers, progress)
        try FileManager.default.moveItem(
            at: folder.appendingPathComponent(Self.partial), to: Self.keyURL(folder, 0))
        transcript = CeremonyTranscript(
            CeremonyTranscript.Subject(
                circuitHash: circuit.hash, powersHash: powers.hash,
                arePowersLocal: powers.powers.isDevelopment, firstKeyHash: hashes.key,
                snarkjsHash: hashes.snarkjs))
        try save()
    }

    /// The file of powers that were made for one ceremony.
    public static func localPowersPath(in folder: String) -> String { folder + "/powers.ptau" }

    /// Makes powers for a ceremony that has not begun; throws if it has.
    public static func makeLocalPowers(
        in path: String, log2: Int, workers: Workers
    ) throws -> PowersFile {
        let lock = try lockWithoutCeremony(URL(fileURLWithPath: path))
        defer { withExtendedLifetime(lock) {} }
        let target = localPowersPath(in: path)
        try remove([URL(fileURLWithPath: target)])
        return try PowersFile(creatingLocal: target, log2: log2, workers: workers)
    }

    /// Makes and locks a folder; throws if it has a ceremony.
    private static func lockWithoutCeremony(_ folder: URL) throws -> FolderLock {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let lock = try FolderLock(folder)
        guard !FileManager.default.fileExists(atPath: folder.path + "/" + transcript) else {
            throw CeremonyFolderError.exists
        }
        return lock
    }

    static let transcript = "transcript.json"
    private static let partial = "key.partial"

    private static func keyURL(_ folder: URL, _ number: Int) -> URL {
        let digits = String(number)
        let padding = String(repeating: "0", count: max(0, 4 - digits.count))
        return folder.appendingPathComponent(padding + digits + ".zkey")
    }

    private func keyURL(_ number: Int) -> URL { Self.keyURL(folder, number) }

    /// The path of the last key.
    public var keyPath: String { keyURL(transcript.contributions.count).path }

    /// Contributes a factor from a participant's entropy and the system's randomness.
    public mutating func contribute(
        name: String, entropy: [UInt8], progress: (Double) -> Void
    ) throws {
        try transcript.requireOpen()
        guard Contribution.isName(name) else { throw CeremonyError.name }
        var randomness = SystemRandomNumberGenerator()
        let factor = try ContributionFactor(entropy: entropy, randomness: &randomness)
        try apply(factor, name: name, kind: .party, beacon: nil, progress)
    }

    /// Ends the ceremony with the factor of a public value.
    public mutating func applyBeacon(
        _ value: [UInt8], iterationsLog2: Int, progress: (Double) -> Void
    ) throws {
        try transcript.requireOpen()
        guard !transcript.contributions.isEmpty else { throw CeremonyError.noContribution }
        let beacon = Beacon(value: value, iterationsLog2: iterationsLog2)
        try apply(
            ContributionFactor(beacon), name: "beacon",
            kind: .beacon(value: value, iterationsLog2: iterationsLog2), beacon: beacon, progress)
    }

    /// Writes the next key and appends the step.
    private mutating func apply(
        _ factor: borrowing ContributionFactor, name: String, kind: Contribution.Kind,
        beacon: Beacon?, _ progress: (Double) -> Void
    ) throws {
        var randomness = SystemRandomNumberGenerator()
        let snarkjs = try transcript.checkedSteps(randomness: &randomness)
        let last = transcript.contributions.count
        let current = try MappedFile(reading: keyURL(last).path)
        guard BLAKE2b.hash(UnsafeRawBufferPointer(current.bytes)) == keyHash(last) else {
            throw keyError(last, .hash)
        }
        let partial = folder.appendingPathComponent(Self.partial)
        let next = try MappedFile(creating: partial.path, byteCount: current.bytes.count)
        next.bytes.copyMemory(from: UnsafeRawBufferPointer(current.bytes))
        let update = try KeyUpdate(next.bytes)
        try update.multiplyDelta(by: factor, workers: workers, progress: progress)
        try next.synchronize()
        let header = try ProvingKey(UnsafeRawBufferPointer(next.bytes), owner: next).header
        var scalar = factor.scalar
        defer { scalar.wipe() }
        let factor1 = (scalar * ProjectivePoint(G1.generator)).affine
        let factor2 = (scalar * ProjectivePoint(G2.generator)).affine
        let challenge = Contribution.challenge(
            after: transcript.hash, name: name, kind: kind, factor1, factor2)
        let challenge2 = snarkjs.next(factor1: factor1, beacon: beacon).challenge2
        transcript.append(
            Contribution(
                name: name, kind: kind, factor1: factor1, factor2: factor2,
                proof: (scalar * ProjectivePoint(challenge)).affine,
                proof2: (scalar * ProjectivePoint(challenge2)).affine, delta1: header.delta1,
                delta2: header.delta2,
                keyHash: BLAKE2b.hash(UnsafeRawBufferPointer(next.bytes))))
        try FileManager.default.moveItem(at: partial, to: keyURL(last + 1))
        try save()
    }

    /// Throws unless the transcript, the powers, the first key and the last key are valid.
    public func verify(
        circuit path: String, powers: PowersFile, progress: (Double) -> Void
    ) throws {
        var randomness = SystemRandomNumberGenerator()
        let circuit = try CircuitWithHash(path)
        let subject = transcript.subject
        guard circuit.hash == subject.circuitHash else { throw CeremonyError.otherCircuit }
        guard powers.hash == subject.powersHash,
            powers.powers.isDevelopment == subject.arePowersLocal
        else { throw CeremonyError.otherPowers }
        try transcript.checkContributions(randomness: &randomness)
        let first = try FirstKey(circuit.system, powers.powers)
        try powers.powers.check(
            log2: first.domainLog2, workers: workers, randomness: &randomness)
        let partial = folder.appendingPathComponent(Self.partial)
        defer { try? FileManager.default.removeItem(at: partial) }
        let hashes = try Self.writeFirst(first, to: partial, workers, progress)
        guard hashes == (subject.firstKeyHash, subject.snarkjsHash) else {
            throw CeremonyError.firstKey
        }
        let file = try MappedFile(reading: partial.path)
        let comparison = KeyComparison(
            first: UnsafeRawBufferPointer(file.bytes), workers: workers)
        let last = transcript.contributions.count
        guard let defect = defect(last, comparison) else { return }
        // The first invalid key shows which step was wrong.
        for number in 0..<last {
            if let earlier = self.defect(number, comparison), earlier != .file {
                throw keyError(number, earlier)
            }
        }
        throw keyError(last, defect)
    }

    /// Defect of the key after a number of steps, or `nil`.
    private func defect(_ number: Int, _ comparison: KeyComparison) -> KeyDefect? {
        guard let file = try? MappedFile(reading: keyURL(number).path) else { return .file }
        let bytes = UnsafeRawBufferPointer(file.bytes)
        guard BLAKE2b.hash(bytes) == keyHash(number) else { return .hash }
        let step = number == 0 ? nil : transcript.contributions[number - 1]
        var randomness = SystemRandomNumberGenerator()
        return comparison.defect(
            of: bytes, delta1: step?.delta1 ?? G1.generator,
            delta2: step?.delta2 ?? G2.generator, randomness: &randomness)
    }

    private func keyHash(_ number: Int) -> FixedBytes<64> {
        number == 0
            ? transcript.subject.firstKeyHash : transcript.contributions[number - 1].keyHash
    }

    private func keyError(_ number: Int, _ defect: KeyDefect) -> CeremonyError {
        .key(
            number: number,
            name: number == 0 ? "begin" : transcript.contributions[number - 1].name, defect)
    }
}

extension CeremonyFolder {
    /// Writes the first key to a new file; returns the hash of the file and the one in it.
    private static func writeFirst(
        _ key: FirstKey, to url: URL, _ workers: Workers, _ progress: (Double) -> Void
    ) throws -> (key: FixedBytes<64>, snarkjs: FixedBytes<64>) {
        let file = try MappedFile(creating: url.path, byteCount: key.byteCount)
        let snarkjsHash = key.write(into: file.bytes, workers: workers, progress: progress)
        try file.synchronize()
        return (BLAKE2b.hash(UnsafeRawBufferPointer(file.bytes)), snarkjsHash)
    }

    private func save() throws {
        try TranscriptFile.data(transcript).write(
            to: folder.appendingPathComponent(Self.transcript), options: .atomic)
    }

    /// Removes the key of an interrupted step, which the transcript does not have.
    private func removeLeftovers() throws {
        try Self.remove([
            folder.appendingPathComponent(Self.partial),
            keyURL(transcript.contributions.count + 1),
        ])
    }

    private static func remove(_ urls: [URL]) throws {
        for url in urls where FileManager.default.fileExists(atPath: url.path) {
            try FileManager.default.removeItem(at: url)
        }
    }
}
