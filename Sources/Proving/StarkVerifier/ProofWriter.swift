import Bytes
import Commitments
public import Constraints
public import FRI
import Fields

/// Encodes proofs for a key.
public struct ProofWriter<Chips: Machine, Hashing: ProofHashing>: Sendable {
    /// Key of the proofs.
    public let key: StarkKey<Chips, Hashing>

    private typealias Tree = Hashing.Tree

    /// An encoder for a key.
    public init(key: StarkKey<Chips, Hashing>) {
        self.key = key
    }

    /// Encodes a proof; throws only on proofs that `ProofReader` would not read back.
    public func write(
        _ proof: StarkProof<Hashing.Tree>
    ) throws(ProofEncodingError) -> [UInt8] {
        let shape: ProofShape
        do {
            shape = try ProofShape(key: key, heightsLog2: proof.heightsLog2)
        } catch {
            throw .heights(error)
        }
        var parts = ProofParts<Tree>()
        key.proofHeader.write(to: &parts.writer)
        parts.writer.append(UInt16(truncatingIfNeeded: proof.heightsLog2.count))
        for height in proof.heightsLog2 {
            parts.writer.append(
                height.map { UInt8(truncatingIfNeeded: $0) } ?? ProofFormat.absentHeight)
        }
        try parts.append(proof.mainCap, shape.commitment(.main)?.capCount ?? 0)
        try parts.append(proof.busCap, shape.commitment(.bus)?.capCount ?? 0)
        try parts.append(proof.terminalSums, shape.busChips.count)
        try parts.append(proof.quotientCap, shape.commitment(.quotient)?.capCount ?? 0)
        try parts.require(proof.openings.count, shape.chips.count)
        for (chip, opening) in zip(shape.chips, proof.openings) {
            let layout = key.checked.layouts[chip]
            try parts.append(opening.fixed, layout.shape.fixedWidth)
            try parts.append(opening.main, layout.shape.mainWidth)
            try parts.append(opening.mainNext, layout.nextMainColumns.count)
            try parts.append(opening.bus, layout.busWidth)
            try parts.append(opening.busNext, layout.nextBusColumns.count)
        }
        try parts.require(proof.quotient.count, shape.quotientPartCount)
        for part in proof.quotient { try parts.append(part, 3) }
        try write(proof.fri, shape.fri(key.parameters), &parts)
        let bytes = parts.writer.bytes
        guard bytes.count <= ProofFormat.byteCountLimit else {
            throw .byteCountLimit(limit: ProofFormat.byteCountLimit, actual: bytes.count)
        }
        return bytes
    }

    private func write(
        _ proof: FRIProof<Hashing.Tree>, _ sizes: FRIShape,
        _ parts: inout ProofParts<Hashing.Tree>
    ) throws(ProofEncodingError) {
        parts.writer.append(proof.batchingNonce.value)
        try parts.require(proof.layerCaps.count, sizes.layers.count)
        for (cap, shape) in zip(proof.layerCaps, sizes.layers) {
            try parts.append(cap, shape.capCount)
        }
        try parts.append(proof.finalPolynomial, sizes.finalCount)
        parts.writer.append(proof.nonce.value)
        try parts.require(proof.queryIndices.count, sizes.queryCount)
        for index in proof.queryIndices {
            // A negative index stays negative.
            guard index >> sizes.sizeLog2 == 0 else { throw .queryIndex(index) }
            parts.writer.append(UInt32(truncatingIfNeeded: index))
        }
        try parts.require(proof.batches.count, sizes.commitments.count)
        try parts.require(proof.layers.count, sizes.layers.count)
        for (opening, shape) in zip(proof.batches + proof.layers, sizes.commitments + sizes.layers)
        {
            let leaves = sizes.leaves(of: shape, indices: proof.queryIndices)
            try parts.append(opening, shape, leaves)
        }
    }
}

/// Appends lists after a check of their lengths, which are not written.
private struct ProofParts<Tree: TreeHasher> {
    var writer = ByteWriter()

    func require(_ actual: Int, _ expected: Int) throws(ProofEncodingError) {
        guard actual == expected else { throw .partCount(expected: expected, actual: actual) }
    }

    mutating func append(_ nodes: [Tree.Node], _ count: Int) throws(ProofEncodingError) {
        try require(nodes.count, count)
        for node in nodes { Tree.write(node, to: &writer) }
    }

    mutating func append(_ values: [CubicExtension], _ count: Int) throws(ProofEncodingError) {
        try require(values.count, count)
        for value in values {
            writer.append(value.c0.value)
            writer.append(value.c1.value)
            writer.append(value.c2.value)
        }
    }

    mutating func append(
        _ opening: SharedOpening<Tree>, _ shape: CommitmentShape, _ leaves: LeafSet
    ) throws(ProofEncodingError) {
        try require(opening.rows.count, shape.widths.count)
        for (table, rows) in opening.rows.enumerated() {
            try require(rows.count, shape.rows(of: table, leaves: leaves).count)
            for row in rows {
                try require(row.count, shape.widths[table])
                for element in row { writer.append(element.value) }
            }
        }
        try append(opening.nodes, leaves.siblingCount(levels: shape.pathCount))
    }
}
