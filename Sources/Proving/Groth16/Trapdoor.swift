package import BN254

/// The secrets of a setup: a party that knows them can prove anything.
///
/// They are at one place in memory, which is wiped when the value ends; nothing prints them.
public struct Trapdoor: ~Copyable {
    private let secrets: UnsafeMutableBufferPointer<Fr>

    /// Four scalars from `randomness`, none of them zero or one.
    public init(randomness: inout some RandomNumberGenerator) {
        secrets = .allocate(capacity: 4)
        for index in 0..<4 {
            var scalar = Fr.zero
            while scalar == .zero || scalar == .one { scalar = .random(&randomness) }
            secrets.initializeElement(at: index, to: scalar)
            scalar.wipe()
        }
    }

    deinit {
        UnsafeMutableRawBufferPointer(secrets).wipe()
        secrets.deallocate()
    }

    package var tau: Fr { secrets[0] }
    package var alpha: Fr { secrets[1] }
    package var beta: Fr { secrets[2] }
    package var delta: Fr { secrets[3] }
}
