extension VerifierProgram {
    /// A step of a program.
    public enum Operation: Sendable {
        /// Writes a constant of the program.
        case constant(Cell, to: Address)
        /// Writes a value of the statement or of the proof.
        case advice(Advice, to: Address)
        /// a b + c = d in the cubic extension, for four cells of which one is written.
        case multiplyAdd(MultiplyAdd)
        /// Writes an element of the extension from its three coefficients.
        case pack(Element, Element, Element, to: Address)
        /// A permutation of the transcript: adds up to eight elements to the rate of a state of
        /// three cells, one more than their number to the second element of its capacity, and
        /// permutes.
        case permute(state: [Address], elements: [Element], to: [Address])
        /// Hashes a row that is read as advice.
        case absorb(RowHash)
        /// Compresses two digests.
        case compress(Address, Address, to: Address)
        /// Compresses a digest and its sibling, which is read as advice, to their parent; where the
        /// bit is one, the digest is the right child.
        case ascend(Address, sibling: Sibling, bit: Address, to: Address)
        /// Writes the low bits of the canonical integer of an element, the lowest first.
        case bits(Element, to: [Address])
        /// Requires that so many low bits of the canonical integer of an element are zero.
        case requireZeroBits(Element, count: Int)
        /// Requires that two cells are the same.
        case requireEqual(Address, Address)
        /// Requires that a cell is the one of a table whose number has these bits, the lowest first.
        case requireInTable(Address, table: [Address], bits: [Address])
    }

    /// a b + c = d.
    public struct MultiplyAdd: Sendable, Equatable {
        /// A member of the equation.
        public enum Member: Sendable {
            /// a = 1 / b, where c is zero and d is one; no value satisfies the equation for b zero.
            case factor
            /// c = d - a b.
            case addend
            /// d = a b + c.
            case result
        }

        /// a.
        public let factor: Address
        /// b.
        public let otherFactor: Address
        /// c.
        public let addend: Address
        /// d.
        public let result: Address
        /// The member that is written; the others are read.
        public let written: Member

        /// The equation of the given cells.
        public init(
            factor: Address, otherFactor: Address, addend: Address, result: Address,
            written: Member
        ) {
            self.factor = factor
            self.otherFactor = otherFactor
            self.addend = addend
            self.result = result
            self.written = written
        }

        /// The address that is written.
        public var target: Address {
            switch written {
            case .factor: factor
            case .addend: addend
            case .result: result
            }
        }

        /// The addresses that are read.
        public var sources: [Address] {
            switch written {
            case .factor: [otherFactor, addend, result]
            case .addend: [factor, otherFactor, result]
            case .result: [factor, otherFactor, addend]
            }
        }
    }

    /// The hash of a row of advice, with weighted sums of its elements.
    ///
    /// The elements themselves reach memory only as `cubics`.
    public struct RowHash: Sendable {
        /// The row.
        public let row: Row
        /// Number of elements.
        public let count: Int
        /// Receives the digest of the row.
        public let digest: Address
        /// Each receives three elements as one of the extension, in order; empty, or all of them.
        public var cubics: [Address] = []
        /// Weighted sums of elements.
        public var folds: [Fold] = []
    }

    /// A sum of runs of elements of a row, each times a power of a challenge.
    public struct Fold: Sendable {
        /// Elements with successive powers.
        public struct Run: Sendable, Equatable {
            /// Places of the elements in the row, ascending.
            public let places: [Int]
            /// The weight of the first of them; that of the next is this times the challenge.
            public let start: Address
        }

        /// The runs.
        public let runs: [Run]
        /// The challenge.
        public let challenge: Address
        /// Receives the sum.
        public let target: Address
    }
}

extension VerifierProgram.Operation {
    /// The addresses that the operation writes.
    public var targets: [VerifierProgram.Address] {
        switch self {
        case .constant(_, let target), .advice(_, let target), .pack(_, _, _, let target),
            .compress(_, _, let target), .ascend(_, _, _, let target):
            [target]
        case .multiplyAdd(let equation): [equation.target]
        case .permute(_, _, let targets), .bits(_, let targets): targets
        case .absorb(let row): [row.digest] + row.cubics + row.folds.map(\.target)
        case .requireZeroBits, .requireEqual, .requireInTable: []
        }
    }

    /// The addresses that the operation reads.
    public var sources: [VerifierProgram.Address] {
        switch self {
        case .constant, .advice: []
        case .multiplyAdd(let equation): equation.sources
        case .pack(let first, let second, let third, _):
            [first.address, second.address, third.address]
        case .permute(let state, let elements, _): state + elements.map(\.address)
        case .absorb(let row): row.folds.flatMap { [$0.challenge] + $0.runs.map(\.start) }
        case .compress(let left, let right, _): [left, right]
        case .ascend(let node, _, let bit, _): [node, bit]
        case .bits(let element, _), .requireZeroBits(let element, _): [element.address]
        case .requireEqual(let left, let right): [left, right]
        case .requireInTable(let cell, let table, let bits): [cell] + table + bits
        }
    }
}
