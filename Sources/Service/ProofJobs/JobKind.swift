/// The kinds of jobs, in the order in which a block passes through them.
public enum JobKind: String, CaseIterable, Hashable, Sendable {
    /// A part of a block: a run of the ledger's program is proven.
    case chunk
    /// One or two proofs become one.
    case join
    /// The proof of a range of blocks is proven again in fewer columns and queries.
    case compress
    /// The last STARK proof, which is hashed over BN254.
    case last
    /// Groth16 over the last STARK proof.
    case wrap

    /// The number of the kind in encodings, from 1.
    public var code: UInt8 {
        switch self {
        case .chunk: 1
        case .join: 2
        case .compress: 3
        case .last: 4
        case .wrap: 5
        }
    }

    /// The kind of a number; `nil` for any other.
    public init?(code: UInt8) {
        guard let kind = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = kind
    }
}
