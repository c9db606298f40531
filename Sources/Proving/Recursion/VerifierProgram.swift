public import Fields
public import Hashing

/// A straight-line program over write-once memory: the verifier of proofs of one shape, recorded.
///
/// Every address is written once, before it is read; what is done does not depend on values. The
/// program accepts the values of a statement and a proof when all of its requirements hold.
public struct VerifierProgram: Sendable {
    /// The number of a cell of memory.
    public typealias Address = Int

    /// The operations in their order.
    public let operations: [Operation]
    /// Number of addresses: operations write 0..<`cellCount`.
    public let cellCount: Int
    /// Number of public cells, which have the first addresses: the public data of a proof.
    public let publicCount: Int

    /// A program of the given operations; `check` says whether it is one.
    public init(operations: [Operation], cellCount: Int, publicCount: Int = 0) {
        self.operations = operations
        self.cellCount = cellCount
        self.publicCount = publicCount
    }
}

extension VerifierProgram {
    /// The content of an address: four elements.
    ///
    /// A digest is all four; an element of the cubic extension the first three, of the base field
    /// the first, and the others are zero.
    public struct Cell: Hashable, Sendable {
        private var first: Goldilocks
        private var second: Goldilocks
        private var third: Goldilocks
        private var fourth: Goldilocks

        /// Four elements.
        public init(
            _ first: Goldilocks, _ second: Goldilocks = .zero, _ third: Goldilocks = .zero,
            _ fourth: Goldilocks = .zero
        ) {
            self.first = first
            self.second = second
            self.third = third
            self.fourth = fourth
        }

        /// An element of the extension.
        public init(_ cubic: CubicExtension) {
            self.init(cubic.c0, cubic.c1, cubic.c2)
        }

        /// A digest.
        public init(digest: Digest) {
            self.init(digest[0], digest[1], digest[2], digest[3])
        }

        /// The element at a place, 0...3.
        public subscript(place: Int) -> Goldilocks {
            switch place {
            case 0: first
            case 1: second
            case 2: third
            default: fourth
            }
        }

        /// All four elements.
        public var elements: [Goldilocks] { [first, second, third, fourth] }

        /// The first three elements as one of the extension.
        public var cubic: CubicExtension { CubicExtension(first, second, third) }
    }
}
