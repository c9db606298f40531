public import Bytes

/// All steps of a ceremony in order.
///
/// With the circuit and the powers of tau they are enough to verify its last key.
public struct CeremonyTranscript: Sendable, Equatable {
    /// Circuit, powers and first key of a ceremony.
    public struct Subject: Sendable, Equatable {
        /// BLAKE2b hash of the circuit's file.
        public let circuitHash: FixedBytes<64>
        /// BLAKE2b hash of the file of powers.
        public let powersHash: FixedBytes<64>
        /// Whether one party made the powers and could have kept tau.
        public let arePowersLocal: Bool
        /// BLAKE2b hash of the key before any contribution.
        public let firstKeyHash: FixedBytes<64>
        /// The hash of circuit and powers in the first key, which snarkjs calls circuit hash.
        public let snarkjsHash: FixedBytes<64>

        public init(
            circuitHash: FixedBytes<64>, powersHash: FixedBytes<64>, arePowersLocal: Bool,
            firstKeyHash: FixedBytes<64>, snarkjsHash: FixedBytes<64>
        ) {
            self.circuitHash = circuitHash
            self.powersHash = powersHash
            self.arePowersLocal = arePowersLocal
            self.firstKeyHash = firstKeyHash
            self.snarkjsHash = snarkjsHash
        }

        var hash: Bytes32 {
            var hasher = TranscriptHash("subject")
            hasher.append(circuitHash.array)
            hasher.append(powersHash.array)
            hasher.append([arePowersLocal ? 1 : 0])
            hasher.append(firstKeyHash.array)
            hasher.append(snarkjsHash.array)
            return hasher.finalize()
        }
    }

    public let subject: Subject
    public private(set) var contributions: [Contribution] = []
    /// The hash of the subject, then of the transcript up to each contribution.
    public private(set) var hashes: [Bytes32]

    /// Greatest number of contributions of a ceremony.
    public static let maximumCount = 10_000

    /// A ceremony without contributions.
    public init(_ subject: Subject) {
        self.subject = subject
        hashes = [subject.hash]
    }

    /// Appends a contribution, whose proof `checkContributions` verifies.
    public mutating func append(_ contribution: Contribution) {
        hashes.append(contribution.hash(after: hash))
        contributions.append(contribution)
    }

    /// The hash of the whole transcript.
    public var hash: Bytes32 { hashes[contributions.count] }

    /// Whether the beacon was applied.
    public var isFinal: Bool {
        if case .beacon = contributions.last?.kind { true } else { false }
    }

    /// Whether one party could know the secrets of the key.
    ///
    /// That is so when the powers are for development, or fewer than two different names
    /// contributed.
    public var isDevelopment: Bool {
        let parties = Set(contributions.filter { $0.kind == .party }.map(\.name))
        return subject.arePowersLocal || parties.count < 2
    }

    /// Throws unless a party may contribute next.
    func requireOpen() throws(CeremonyError) {
        guard !isFinal else { throw .afterBeacon }
        guard contributions.count < Self.maximumCount else { throw .transcriptForm }
    }
}
