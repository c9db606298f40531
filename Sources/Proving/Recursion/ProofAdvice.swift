public import Commitments
public import Constraints
public import FRI
import Fields
import Hashing
public import StarkVerifier

/// The values that a program reads of a key, a statement and a proof.
///
/// A value that the proof does not have is `nil`.
public struct ProofAdvice: Sendable {
    private let identity: [Goldilocks]
    private let fixedCap: [Digest]
    private let statement: Statement
    private let proof: StarkProof<Poseidon2Tree>
    /// For each commitment the opening of each query.
    private let openings: [[RowOpening<Poseidon2Tree>]]

    /// The values of a proof; throws on openings of another form than the query indices ask for.
    public init<Chips: Machine>(
        key: StarkKey<Chips, Poseidon2Hashing>, statement: Statement,
        proof: StarkProof<Poseidon2Tree>
    ) throws {
        identity = key.identity
        fixedCap = key.fixedCap
        self.statement = statement
        self.proof = proof
        let sizes = try ProofShape(key: key, heightsLog2: proof.heightsLog2).fri(key.parameters)
        let shared = zip(sizes.commitments + sizes.layers, proof.fri.batches + proof.fri.layers)
        openings = try shared.map { shape, opening in
            let leaves = sizes.leaves(of: shape, indices: proof.fri.queryIndices)
            let rows = try opening.rowOpenings(leaves: leaves, shape: shape)
            return proof.fri.queryIndices.compactMap { index in
                leaves.place(of: index >> (sizes.sizeLog2 - shape.treeHeightLog2)).map { rows[$0] }
            }
        }
    }
}

extension ProofAdvice {
    /// The cell of a value.
    func cell(_ value: VerifierProgram.ProofValue) -> VerifierProgram.Cell? {
        switch value {
        case .identity(let index): Self.cell(identity, index)
        case .fixedCap(let index): Self.cell(fixedCap, index)
        case .publicValue(let chip, let index):
            statement.publicValues.element(chip).flatMap { Self.cell($0, index) }
        case .message(let message, let index):
            statement.messages.element(message).flatMap { Self.cell($0.tuple, index) }
        case .mainCap(let index): Self.cell(proof.mainCap, index)
        case .busCap(let index): Self.cell(proof.busCap, index)
        case .quotientCap(let index): Self.cell(proof.quotientCap, index)
        case .terminalSum(let index): Self.cell(proof.terminalSums, index)
        case .column(let chip, let columns, let index):
            proof.openings.element(chip).flatMap { opening in
                Self.cell(opening.list(columns), index)
            }
        case .quotient(let part, let index):
            proof.quotient.element(part).flatMap { Self.cell($0, index) }
        case .batchingNonce: VerifierProgram.Cell(proof.fri.batchingNonce)
        case .layerCap(let layer, let index):
            proof.fri.layerCaps.element(layer).flatMap { Self.cell($0, index) }
        case .finalCoefficient(let index): Self.cell(proof.fri.finalPolynomial, index)
        case .nonce: VerifierProgram.Cell(proof.fri.nonce)
        }
    }

    /// The elements of a row.
    func elements(_ row: VerifierProgram.Row) -> [Goldilocks]? {
        guard let opening = openings.element(row.commitment)?.element(row.query) else {
            return nil
        }
        return row.tables.flatMap { opening.rows.element($0) ?? [] }
    }

    /// The digest of a sibling on the path of a query.
    func digest(commitment: Int, query: Int, level: Int) -> Digest? {
        openings.element(commitment)?.element(query)?.path.element(level)
    }

    private static func cell(_ list: [Goldilocks], _ index: Int) -> VerifierProgram.Cell? {
        list.element(index).map { VerifierProgram.Cell($0) }
    }

    private static func cell(_ list: [CubicExtension], _ index: Int) -> VerifierProgram.Cell? {
        list.element(index).map { VerifierProgram.Cell($0) }
    }

    private static func cell(_ list: [Digest], _ index: Int) -> VerifierProgram.Cell? {
        list.element(index).map { VerifierProgram.Cell(digest: $0) }
    }
}

extension OpenedColumns {
    fileprivate func list(_ columns: VerifierProgram.Columns) -> [Cubic] {
        switch columns {
        case .fixed: fixed
        case .main: main
        case .mainNext: mainNext
        case .bus: bus
        case .busNext: busNext
        }
    }
}

extension Array {
    /// The element at an index, `nil` beyond the end.
    func element(_ index: Int) -> Element? {
        indices.contains(index) ? self[index] : nil
    }
}
