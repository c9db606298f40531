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
        let setup = try Setup(system)
        let file = try MappedFile(creating: path, byteCount: setup.byteCount)
        let trapdoor = Trapdoor(randomness: &randomness)
        setup.write(trapdoor, into: file.bytes, workers: workers, progress: progress)
        try file.synchronize()
        return try ProvingKey(UnsafeRawBufferPointer(file.bytes), owner: file)
    }
}
