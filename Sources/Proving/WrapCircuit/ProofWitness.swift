import BN254
import Commitments
import FRI
import Fields
import StarkVerifier
import WrapHashing

/// What a circuit reads of a proof; where there is no proof, or it lacks a value, zeros.
///
/// Zeros make a circuit whose matrices are those of every proof, and values that violate it.
struct ProofWitness: Sendable {
    private let proof: StarkProof<ScalarTree>?
    /// For each commitment the opening of each query.
    private let openings: [[RowOpening<ScalarTree>]]

    /// No proof.
    static let empty = ProofWitness(proof: nil, openings: [])

    private init(proof: StarkProof<ScalarTree>?, openings: [[RowOpening<ScalarTree>]]) {
        self.proof = proof
        self.openings = openings
    }

    /// The values of a proof; rows are left out if they have another form than the shape asks for.
    init(_ proof: StarkProof<ScalarTree>, shape: FRIShape) {
        self.proof = proof
        let indices = proof.fri.queryIndices
        let shared = zip(shape.commitments + shape.layers, proof.fri.batches + proof.fri.layers)
        openings = shared.map { commitment, opening in
            let (levels, limit) = (
                shape.sizeLog2 - commitment.treeHeightLog2, 1 << shape.sizeLog2
            )
            guard indices.allSatisfy({ (0..<limit).contains($0) }) else { return [] }
            let leaves = shape.leaves(of: commitment, indices: indices)
            let rows = (try? opening.rowOpenings(leaves: leaves, shape: commitment)) ?? []
            return indices.compactMap { index in
                leaves.place(of: index >> levels).flatMap { rows.element($0) }
            }
        }
    }

    /// An element of a row that a query opens.
    func element(commitment: Int, query: Int, table: Int, _ column: Int) -> Goldilocks {
        openings.element(commitment)?.element(query)?.rows.element(table)?.element(column) ?? .zero
    }

    /// The sibling of a node on the path of a query, at a level from the leaves on.
    func sibling(commitment: Int, query: Int, level: Int) -> Fr {
        openings.element(commitment)?.element(query)?.path.element(level) ?? .zero
    }

    /// An element of a list of the proof.
    func element<Element>(
        _ list: (StarkProof<ScalarTree>) -> [Element]?, _ index: Int, default value: Element
    ) -> Element {
        proof.flatMap(list)?.element(index) ?? value
    }

    /// A value of the proof.
    func value<Value>(_ value: (StarkProof<ScalarTree>) -> Value, default other: Value) -> Value {
        proof.map(value) ?? other
    }
}

extension Array {
    /// The element at an index, `nil` beyond the end.
    func element(_ index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
