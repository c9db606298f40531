extension VerifierProgram {
    /// A step of a program.
    public enum Operation: Sendable {
        /// Writes a constant of the program.
        case constant(Cell, to: Address)
        /// Writes a value of the statement or of the proof.
        case advice(Advice, to: Address)
        /// a b + c = d in the cubic extension, for four cells of which one is written or none.
        case multiplyAdd(MultiplyAdd)
        /// A cell and its four elements as cells of their own.
        case elements(Elements)
        /// A permutation of a sponge over cells.
        case permute(Permutation)
        /// Hashes a row that is read as advice.
        case absorb(RowHash)
        /// Compresses two digests.
        case compress(Address, Address, to: Address)
        /// Compresses a digest and its sibling, which is read as advice, to their parent; where the
        /// bit is one, the digest is the right child.
        case ascend(Address, sibling: Sibling, bit: Address, to: Address)
        /// Writes parts of the canonical integer of an element.
        case bits(Bits)
        /// Requires that so many low bits of the canonical integer of an element are zero.
        case requireZeroBits(Address, count: Int)
        /// Makes cells the entries of a table, counted from 0; tables have the numbers from 1 on.
        case table([Address], number: Int)
        /// Requires that a cell is a certain entry of a table.
        case lookup(Lookup)
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
        /// The member that is written, if any; the others are read.
        public let written: Member?

        /// The equation of the given cells.
        public init(
            factor: Address, otherFactor: Address, addend: Address, result: Address,
            written: Member?
        ) {
            self.factor = factor
            self.otherFactor = otherFactor
            self.addend = addend
            self.result = result
            self.written = written
        }

        /// a, b, c and d.
        public var members: [Address] { [factor, otherFactor, addend, result] }

        /// The place among the members of the one that is written.
        public var writtenIndex: Int? {
            switch written {
            case .factor: 0
            case .addend: 2
            case .result: 3
            case nil: nil
            }
        }
    }

    /// A cell (x0, x1, x2, x3) and the cells (x0, 0, 0, 0) to (x3, 0, 0, 0).
    public struct Elements: Sendable, Equatable {
        /// The cell of four elements.
        public let cell: Address
        /// The cell of each element; `nil` for one that is not used, where the cell is not written.
        public var parts: [Address?]
        /// What is written; all else is read.
        public let written: Written

        /// What an operation about elements writes.
        public enum Written: Sendable {
            /// The cell of four elements.
            case cell
            /// The cells of one element.
            case parts
            /// Nothing: elements are required to be those of the cell.
            case nothing
        }

        /// The given cells.
        public init(cell: Address, parts: [Address?], written: Written) {
            self.cell = cell
            self.parts = parts
            self.written = written
        }
    }

    /// A permutation of a sponge over cells of memory: of a transcript, or a hash.
    ///
    /// It adds eight elements to the rate of the state and a constant to the second element of its
    /// capacity, and permutes.
    public struct Permutation: Sendable, Equatable {
        /// The state before.
        public enum Start: Sendable, Equatable {
            /// Zero, but for the tag in the first element of the capacity.
            case tag(UInt32)
            /// The state after the permutation before this one in the program.
            case previous
        }

        /// The state before.
        public let start: Start
        /// Two cells of elements that are added.
        public let block: [Address]
        /// What is added to the second element of the capacity.
        public let length: UInt32
        /// Receive the eight elements of the rate afterwards.
        public let outputs: [Address]

        /// A permutation of the given cells.
        public init(start: Start, block: [Address], length: UInt32, outputs: [Address]) {
            self.start = start
            self.block = block
            self.length = length
            self.outputs = outputs
        }
    }

    /// The hash of a row of advice, with weighted sums of its elements.
    ///
    /// The elements themselves reach memory only as `cells`. Each block of eight elements reads the
    /// challenge of the sums.
    public struct RowHash: Sendable {
        /// The row.
        public let row: Row
        /// Number of elements.
        public let count: Int
        /// Receives the digest of the row.
        public let digest: Address
        /// Each receives four elements, in order; none, or two for each block of eight, the last of
        /// which is filled up with zeros.
        public var cells: [Address] = []
        /// Weighted sums of elements: at most one of all and one of some, with one challenge.
        public var folds: [Fold] = []

        /// The hash of a row of a length, written to an address.
        public init(row: Row, count: Int, digest: Address) {
            self.row = row
            self.count = count
            self.digest = digest
        }

        /// Number of blocks of eight elements.
        public var blockCount: Int { (count + 7) / 8 }

        /// The sum of all elements.
        public var fullSum: Fold? { folds.first { $0.places.count == count } }

        /// The sum of some elements.
        public var partialSum: Fold? { folds.first { $0.places.count != count } }
    }

    /// A sum of elements of a row, each times a power of a challenge.
    ///
    /// The row is filled up to a multiple of eight elements; the element at place i of n has the
    /// power n - 1 - i.
    public struct Fold: Sendable {
        /// Places of the elements in the row, ascending.
        public let places: [Int]
        /// The challenge.
        public let challenge: Address
        /// Receives the sum.
        public let target: Address

        /// The sum of elements at some places.
        public init(places: [Int], challenge: Address, target: Address) {
            self.places = places
            self.challenge = challenge
            self.target = target
        }
    }

    /// Parts of the canonical integer of an element.
    public struct Bits: Sendable, Equatable {
        /// A cell with one element.
        public let element: Address
        /// Receive bits, the lowest first.
        public let bits: [Address]
        /// Receive the integer without its k low bits, by k, from 1 to the number of bits.
        public var upper: [Int: Address]

        /// Parts of the element of a cell.
        public init(element: Address, bits: [Address], upper: [Int: Address]) {
            self.element = element
            self.bits = bits
            self.upper = upper
        }
    }

    /// The requirement that a cell is the entry of a table with the number x - 2^k y.
    public struct Lookup: Sendable, Equatable {
        /// The cell.
        public let cell: Address
        /// The number of the table.
        public let table: Int
        /// The cell of x.
        public let integer: Address
        /// The cell of y.
        public let dropped: Address
        /// k.
        public let bitCount: Int

        /// The look-up of a cell in a table.
        public init(
            cell: Address, table: Int, integer: Address, dropped: Address, bitCount: Int
        ) {
            self.cell = cell
            self.table = table
            self.integer = integer
            self.dropped = dropped
            self.bitCount = bitCount
        }
    }
}

extension VerifierProgram.Operation {
    /// The addresses that the operation writes.
    public var targets: [VerifierProgram.Address] {
        switch self {
        case .constant(_, let target), .advice(_, let target), .compress(_, _, let target),
            .ascend(_, _, _, let target):
            [target]
        case .multiplyAdd(let equation): equation.writtenIndex.map { [equation.members[$0]] } ?? []
        case .elements(let elements):
            switch elements.written {
            case .cell: [elements.cell]
            case .parts: elements.parts.compactMap { $0 }
            case .nothing: []
            }
        case .permute(let permutation): permutation.outputs
        case .absorb(let row): [row.digest] + row.cells + row.folds.map(\.target)
        case .bits(let bits): bits.bits + bits.upper.values.sorted()
        case .requireZeroBits, .table, .lookup: []
        }
    }

    /// The addresses that the operation reads, each as often as it does.
    public var sources: [VerifierProgram.Address] {
        switch self {
        case .constant, .advice: []
        case .multiplyAdd(let equation):
            equation.members.indices.filter { $0 != equation.writtenIndex }
                .map { equation.members[$0] }
        case .elements(let elements):
            switch elements.written {
            case .cell: elements.parts.compactMap { $0 }
            case .parts: [elements.cell]
            case .nothing: [elements.cell] + elements.parts.compactMap { $0 }
            }
        case .permute(let permutation): permutation.block
        case .absorb(let row):
            row.folds.first.map { Array(repeating: $0.challenge, count: row.blockCount) } ?? []
        case .compress(let left, let right, _): [left, right]
        case .ascend(let node, _, let bit, _): [node, bit]
        case .bits(let bits): [bits.element]
        case .requireZeroBits(let element, _): [element]
        case .table(let entries, _): entries
        case .lookup(let lookup): [lookup.cell, lookup.integer, lookup.dropped]
        }
    }
}
