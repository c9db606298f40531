import BN254
import Bytes
import Hashing

/// The secret factor of a contribution, wiped when the value ends; nothing prints it.
public struct ContributionFactor: ~Copyable {
    private let secret: UnsafeMutablePointer<Fr>

    /// A factor from the system's randomness and from a participant's entropy.
    ///
    /// Others cannot know it as long as they do not know one of both.
    public init(
        entropy: [UInt8], randomness: inout some RandomNumberGenerator
    ) throws(CeremonyError) {
        guard !entropy.isEmpty else { throw .noEntropy }
        var hasher = BLAKE2b()
        var random = (0..<8).map { _ in randomness.next() as UInt64 }
        random.withUnsafeBytes { hasher.update($0) }
        random.withUnsafeMutableBytes { $0.wipe() }
        hasher.update(entropy)
        self.init(seed: hasher.finalize())
    }

    /// The public factor of a beacon.
    init(_ beacon: Beacon) {
        secret = .allocate(capacity: 1)
        secret.initialize(to: beacon.factor)
    }

    /// A factor from 64 bytes of a hash modulo r, uniform up to 2^-256; never zero or one.
    private init(seed: [UInt8]) {
        var seed = seed
        secret = .allocate(capacity: 1)
        secret.initialize(to: .zero)
        while secret.pointee == .zero || secret.pointee == .one {
            var hasher = BLAKE2b()
            hasher.update(seed)
            seed = hasher.finalize()
            let low = Integer256(littleEndian: seed[..<32]).map { Fr(reducing: $0) } ?? .zero
            let high = Integer256(littleEndian: seed[32...]).map { Fr(reducing: $0) } ?? .zero
            secret.pointee = low + high.timesRadix
        }
        seed.withUnsafeMutableBytes { $0.wipe() }
    }

    deinit {
        UnsafeMutableRawBufferPointer(start: secret, count: MemoryLayout<Fr>.size).wipe()
        secret.deallocate()
    }

    var scalar: Fr { secret.pointee }
}
