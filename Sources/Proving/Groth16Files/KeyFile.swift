public import Groth16
public import Parallel
public import R1CS

/// Proving keys in files.
public enum KeyFile {
    /// Opens a key; only `lint` checks its points.
    public static func open(_ path: String) throws -> ProvingKey {
        let file = try MappedFile(reading: path)
        return try ProvingKey(UnsafeRawBufferPointer(file.bytes), owner: file)
    }

    /// Generates a development key in a new file, with secrets of the system that are wiped.
    ///
    /// `progress` gets the finished share. The operator of this machine could have kept the
    /// secrets and can prove anything: a key that others can trust comes from a ceremony.
    public static func makeDevelopmentKey(
        for system: ConstraintSystem, at path: String, workers: Workers,
        progress: (Double) -> Void
    ) throws -> ProvingKey {
        var randomness = SystemRandomNumberGenerator()
        return try makeDevelopmentKey(
            for: system, at: path, Trapdoor(randomness: &randomness), workers: workers,
            progress: progress)
    }

    /// Generates the development key of a circuit and a seed in a new file: the same bytes on every
    /// computer, and secrets that everybody knows who knows the seed.
    public static func makeDevelopmentKey(
        for system: ConstraintSystem, seed: [UInt8], at path: String, workers: Workers,
        progress: (Double) -> Void
    ) throws -> ProvingKey {
        var randomness = SeededRandomness(seed: seed)
        return try makeDevelopmentKey(
            for: system, at: path, Trapdoor(randomness: &randomness), workers: workers,
            progress: progress)
    }

    private static func makeDevelopmentKey(
        for system: ConstraintSystem, at path: String, _ trapdoor: consuming Trapdoor,
        workers: Workers, progress: (Double) -> Void
    ) throws -> ProvingKey {
        let setup = try Setup(system)
        let file = try MappedFile(creating: path, byteCount: setup.byteCount)
        setup.write(trapdoor, into: file.bytes, workers: workers, progress: progress)
        try file.synchronize()
        return try ProvingKey(UnsafeRawBufferPointer(file.bytes), owner: file)
    }
}
