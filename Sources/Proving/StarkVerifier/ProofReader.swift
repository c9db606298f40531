import Commitments
public import Constraints
public import FRI
import Fields

/// Decodes proofs for a key from untrusted bytes.
///
/// Never traps, and allocates memory only for bytes that are there.
public struct ProofReader<Chips: Machine, Hashing: ProofHashing>: Sendable {
    /// Key of the proofs.
    public let key: StarkKey<Chips, Hashing>

    /// A decoder for a key.
    public init(key: StarkKey<Chips, Hashing>) {
        self.key = key
    }

    /// Decodes a proof; `ProofWriter` gives the same bytes for it.
    public func read(
        _ bytes: [UInt8]
    ) throws(ProofDecodingError) -> StarkProof<Hashing.Tree> {
        guard bytes.count <= ProofFormat.byteCountLimit else {
            throw .byteCountLimit(limit: ProofFormat.byteCountLimit, actual: bytes.count)
        }
        var cursor = ProofCursor(bytes)
        try checkHeader(&cursor)
        let heights = try readHeights(&cursor)
        let shape: ProofShape
        do {
            shape = try ProofShape(key: key, heightsLog2: heights)
        } catch {
            throw .heights(error)
        }
        let proof = StarkProof<Hashing.Tree>(
            heightsLog2: heights, mainCap: try readCap(.main, shape, &cursor),
            busCap: try readCap(.bus, shape, &cursor),
            terminalSums: try cursor.cubics(shape.busChips.count),
            quotientCap: try readCap(.quotient, shape, &cursor),
            openings: try readOpenings(shape, &cursor),
            quotient: try readQuotient(shape.quotientPartCount, &cursor),
            fri: try readFRI(shape, &cursor))
        try cursor.finish()
        return proof
    }

    private func readQuotient(
        _ partCount: Int, _ cursor: inout ProofCursor
    ) throws(ProofDecodingError) -> [[CubicExtension]] {
        var parts = [[CubicExtension]]()
        for _ in 0..<partCount { parts.append(try cursor.cubics(3)) }
        return parts
    }

    private func checkHeader(_ cursor: inout ProofCursor) throws(ProofDecodingError) {
        let (header, expected) = (try ProofHeader(&cursor), key.proofHeader)
        guard header.hashing == expected.hashing else {
            throw .hashing(expected: expected.hashing, actual: header.hashing)
        }
        guard header.parameterSet == expected.parameterSet else {
            throw .parameterSet(expected: expected.parameterSet, actual: header.parameterSet)
        }
    }

    private func readHeights(_ cursor: inout ProofCursor) throws(ProofDecodingError) -> [Int?] {
        let chipCount = key.checked.layouts.count
        let declared: UInt16 = try cursor.integer()
        guard Int(declared) == chipCount else {
            throw .chipCount(expected: chipCount, actual: Int(declared))
        }
        var heights = [Int?]()
        for _ in 0..<chipCount {
            let height: UInt8 = try cursor.integer()
            heights.append(height == ProofFormat.absentHeight ? nil : Int(height))
        }
        return heights
    }

    private func readCap(
        _ phase: ProofShape.Phase, _ shape: ProofShape, _ cursor: inout ProofCursor
    ) throws(ProofDecodingError) -> [Hashing.Tree.Node] {
        try cursor.nodes(shape.commitment(phase)?.capCount ?? 0, of: Hashing.Tree.self)
    }

    private func readOpenings(
        _ shape: ProofShape, _ cursor: inout ProofCursor
    ) throws(ProofDecodingError) -> [ChipOpening] {
        var openings = [ChipOpening]()
        for chip in shape.chips {
            let layout = key.checked.layouts[chip]
            var opening = ChipOpening()
            opening.fixed = try cursor.cubics(layout.shape.fixedWidth)
            opening.main = try cursor.cubics(layout.shape.mainWidth)
            opening.mainNext = try cursor.cubics(layout.nextMainColumns.count)
            opening.bus = try cursor.cubics(layout.busWidth)
            opening.busNext = try cursor.cubics(layout.nextBusColumns.count)
            openings.append(opening)
        }
        return openings
    }
}

extension ProofReader {
    private func readFRI(
        _ shape: ProofShape, _ cursor: inout ProofCursor
    ) throws(ProofDecodingError) -> FRIProof<Hashing.Tree> {
        let sizes = shape.fri(key.parameters)
        let batchingNonce = try cursor.element()
        var caps = [[Hashing.Tree.Node]]()
        for layer in sizes.layers {
            caps.append(try cursor.nodes(layer.capCount, of: Hashing.Tree.self))
        }
        let finalPolynomial = try cursor.cubics(sizes.finalCount)
        let nonce = try cursor.element()
        var indices = [Int]()
        for _ in 0..<sizes.queryCount {
            let number: UInt32 = try cursor.integer()
            // A guest's integers have 32 bits with a sign.
            guard let index = Int(exactly: number), index >> sizes.sizeLog2 == 0 else {
                throw .queryIndex(number)
            }
            indices.append(index)
        }
        var openings = [SharedOpening<Hashing.Tree>]()
        for shape in sizes.commitments + sizes.layers {
            openings.append(
                try readOpening(shape, sizes.leaves(of: shape, indices: indices), &cursor))
        }
        let batchCount = sizes.commitments.count
        return FRIProof(
            batchingNonce: batchingNonce, layerCaps: caps, finalPolynomial: finalPolynomial,
            nonce: nonce, queryIndices: indices, batches: Array(openings.prefix(batchCount)),
            layers: Array(openings.dropFirst(batchCount)))
    }

    private func readOpening(
        _ shape: CommitmentShape, _ leaves: LeafSet, _ cursor: inout ProofCursor
    ) throws(ProofDecodingError) -> SharedOpening<Hashing.Tree> {
        var tables = [[[Goldilocks]]]()
        for (table, width) in shape.widths.enumerated() {
            var rows = [[Goldilocks]]()
            for _ in 0..<shape.rows(of: table, leaves: leaves).count {
                rows.append(try cursor.elements(width))
            }
            tables.append(rows)
        }
        let nodeCount = leaves.siblingCount(levels: shape.pathCount)
        return SharedOpening(
            rows: tables, nodes: try cursor.nodes(nodeCount, of: Hashing.Tree.self))
    }
}
