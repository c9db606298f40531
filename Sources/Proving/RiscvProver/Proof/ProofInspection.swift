public import Bytes
import Commitments
import Constraints
import FRI
import Hashing
public import RiscvCircuits
public import StarkVerifier

/// Parts and sizes of an encoded proof; nothing is verified.
public struct ProofInspection: Sendable {
    /// A chip with rows.
    public struct ChipSize: Sendable {
        /// Name of the chip.
        public let name: String
        /// The logarithm of the number of rows.
        public let heightLog2: Int
        /// Columns that are part of the program.
        public let fixedWidth: Int
        /// Columns that the prover fills.
        public let mainWidth: Int
        /// Columns of bus traffic.
        public let busWidth: Int

        /// Length of the rows that queries open, in bytes of the encoding.
        public let rowByteCount: Int

        /// Number of cells that the prover commits to: all but the fixed ones.
        public var cellCount: Int { (mainWidth + busWidth) << heightLog2 }
    }

    /// A part of the encoding and its length.
    public struct Part: Sendable {
        /// Name for reports.
        public let name: String
        /// Number of bytes of the encoding.
        public let byteCount: Int
    }

    /// The proof with its statement.
    public let proof: RiscvProof
    /// The digest of program, machine and parameters that the proof claims.
    public let programDigest: Bytes32
    /// The chips with rows.
    public let chips: [ChipSize]
    /// The parts of the encoding, complete and in order.
    public let parts: [Part]
    /// Provable security for the heights of this proof, up to the Johnson bound.
    public let johnson: SecurityEstimate
    /// Provable security for the same heights in unique decoding.
    public let uniqueDecoding: SecurityEstimate

    /// Decodes a proof and measures its parts.
    public init<Chips: ProgramMachine>(
        _ bytes: [UInt8], machine: Chips.Type = RiscvMachine.self
    ) throws(RiscvProofError) {
        let proof = try RiscvProof(bytes, machine: machine)
        let machine = try Self.checkedMachine(machine)
        let key = proof.key.starkKey(for: machine)
        let inner = try Self.machineProof(proof, key)
        let parameters = proof.key.parameterSet.parameters
        let messageCount = proof.result.output.count
        self.proof = proof
        programDigest = proof.key.digest(for: machine).bytes
        chips = inner.heightsLog2.indices.compactMap { chip in
            ChipSize(chip, of: inner, machine.layouts[chip])
        }
        parts = Self.parts(inner, byteCount: bytes.count, proof)
        johnson =
            SecurityEstimate.strongestJohnson(
                machine: machine, heightsLog2: inner.heightsLog2, messageCount: messageCount,
                parameters: parameters
            ).estimate
        uniqueDecoding = SecurityEstimate(
            machine: machine, heightsLog2: inner.heightsLog2, messageCount: messageCount,
            parameters: parameters, regime: .uniqueDecoding)
    }

    /// Bits of collision resistance of the hash function: a digest has four Goldilocks elements.
    public static let hashBits = 128.0

    /// Proven security of this proof in bits.
    ///
    /// That of its weakest round up to the Johnson bound, or of the hash function where that is
    /// weaker.
    public var provableBits: Double { min(johnson.bits, Self.hashBits) }

    /// Columns of the quotient: two parts of the cubic extension, as high as the highest chip.
    public static let quotientWidth = 6

    /// Number of cells that the prover committed to.
    public var cellCount: Int {
        let highest = chips.reduce(0) { max($0, $1.heightLog2) }
        return chips.reduce(Self.quotientWidth << highest) { $0 + $1.cellCount }
    }
}

extension ProofInspection {
    private typealias Tree = Poseidon2Hashing.Tree
    private static let nodeByteCount = 32
    private static let elementByteCount = 8

    private static func checkedMachine<Chips: ProgramMachine>(
        _ machine: Chips.Type
    ) throws(RiscvProofError) -> CheckedMachine<Chips> {
        do {
            return try Chips.checked()
        } catch {
            throw .machine(error)
        }
    }

    private static func machineProof<Chips: ProgramMachine>(
        _ proof: RiscvProof, _ key: StarkKey<Chips, Poseidon2Hashing>
    ) throws(RiscvProofError) -> StarkProof<Tree> {
        do {
            return try ProofReader(key: key).read(proof.machineProof)
        } catch {
            throw .proofDecoding(error)
        }
    }

    private static func parts(
        _ inner: StarkProof<Tree>, byteCount: Int, _ proof: RiscvProof
    ) -> [Part] {
        let fri = inner.fri
        let capCount =
            inner.mainCap.count + inner.busCap.count + inner.quotientCap.count
            + fri.layerCaps.reduce(0) { $0 + $1.count }
        let values = inner.openings.reduce(inner.terminalSums.count + quotientWidth) {
            $0 + $1.fixed.count + $1.main.count + $1.mainNext.count + $1.bus.count
                + $1.busNext.count
        }
        var parts = [
            Part(name: "output", byteCount: 4 * proof.result.output.count),
            Part(name: "commitments", byteCount: nodeByteCount * capCount),
            Part(
                name: "values at the point", byteCount: 3 * elementByteCount * values),
            Part(
                name: "final polynomial",
                byteCount: 3 * elementByteCount * fri.finalPolynomial.count),
            Part(name: "query indices", byteCount: 4 * fri.queryIndices.count),
        ]
        // A machine of programs has columns of all four kinds.
        for (kind, opening) in zip(["fixed", "main", "bus", "quotient"], fri.batches) {
            parts += Self.parts(of: "\(kind) columns", [opening])
        }
        parts += Self.parts(of: "folded codewords", fri.layers)
        let known = parts.reduce(0) { $0 + $1.byteCount }
        return [Part(name: "header and program key", byteCount: byteCount - known)] + parts
    }

    private static func parts(of name: String, _ openings: [SharedOpening<Tree>]) -> [Part] {
        let elements = openings.flatMap { $0.rows.flatMap { $0.flatMap { $0 } } }
        return [
            Part(name: "rows of \(name)", byteCount: elementByteCount * elements.count),
            Part(
                name: "nodes of \(name)",
                byteCount: nodeByteCount * openings.reduce(0) { $0 + $1.nodes.count }),
        ]
    }
}

extension ProofInspection.ChipSize {
    /// The sizes of a chip, `nil` if it has no rows.
    init?(_ chip: Int, of proof: StarkProof<Poseidon2Hashing.Tree>, _ layout: ChipLayout) {
        guard let height = proof.heightsLog2[chip] else { return nil }
        // A row of every table of a height is opened.
        let indices = proof.fri.queryIndices
        let size = proof.heightsLog2.reduce(0) { max($0, $1 ?? 0) }
        let rows = LeafSet(indices.map { $0 >> (size - height) })
        let width = layout.shape.fixedWidth + layout.shape.mainWidth + layout.busWidth
        self.init(
            name: layout.shape.name.description, heightLog2: height,
            fixedWidth: layout.shape.fixedWidth, mainWidth: layout.shape.mainWidth,
            busWidth: layout.busWidth, rowByteCount: 8 * width * rows.count)
    }
}
