public import Fields

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

    /// A program of the given operations; `check` says whether it is one.
    public init(operations: [Operation], cellCount: Int) {
        self.operations = operations
        self.cellCount = cellCount
    }
}

extension VerifierProgram {
    /// The content of an address: four elements.
    ///
    /// A digest is all four; an element of the cubic extension the first three, of the base field
    /// the first, and the others are zero.
    public struct Cell: Hashable, Sendable {
        /// The elements.
        public var elements: [Goldilocks]

        /// Four elements.
        public init(
            _ first: Goldilocks, _ second: Goldilocks = .zero, _ third: Goldilocks = .zero,
            _ fourth: Goldilocks = .zero
        ) {
            elements = [first, second, third, fourth]
        }

        /// An element of the extension.
        public init(_ cubic: CubicExtension) {
            self.init(cubic.c0, cubic.c1, cubic.c2)
        }

        /// The first three elements as one of the extension.
        public var cubic: CubicExtension {
            CubicExtension(elements[0], elements[1], elements[2])
        }
    }

    /// One of the four elements of a cell.
    public struct Element: Hashable, Sendable {
        /// The cell.
        public let address: Address
        /// The place in the cell, 0...3.
        public let index: Int

        /// An element of a cell.
        public init(_ address: Address, _ index: Int = 0) {
            self.address = address
            self.index = index
        }
    }
}
