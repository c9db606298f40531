public import Commitments
public import Fields
public import Parallel
import Polynomials

/// The verifier read on elements of the field: it runs.
///
/// Openings are shared by the queries (`SharedOpening`), so every row and node is hashed once; their
/// form has not been checked before.
public struct NativeVerifierBuilder<Hashing: ProofHashing>: VerifierBuilder {
    /// The sponge of the transcript.
    public typealias Sponge = Hashing.Sponge
    private let openings: [SharedOpening<Hashing.Tree>]
    private let queryIndices: [Int]
    private let workers: Workers
    /// For each commitment and table the place of the row of each query in the opening.
    private var places: [[[Int]]] = []

    /// Number of queries whose divisors are inverted together.
    private static var chunkSize: Int { 32 }

    /// A reading of a proof of claims.
    public init(_ proof: FRIProof<Hashing.Tree>, workers: Workers) {
        openings = proof.batches + proof.layers
        queryIndices = proof.queryIndices
        self.workers = workers
    }

    /// Whether two elements are equal.
    public func require(_ left: CubicExtension, equals right: CubicExtension) -> Bool {
        left == right
    }

    /// Whether two elements differ.
    public func require(_ left: CubicExtension, differsFrom right: CubicExtension) -> Bool {
        left != right
    }

    /// The inverses, with one inversion.
    public func inverses(of values: [CubicExtension]) -> [CubicExtension] {
        var inverses = values
        CubicExtension.invertAll(&inverses)
        return inverses
    }

    /// Powers of a root of unity and of its inverse.
    public func rootPower(
        orderLog2: Int, at place: Int
    ) -> (power: Goldilocks, inverse: Goldilocks) {
        let exponent = UInt64(bitReversed(place, bitCount: orderLog2))
        return (
            RootsOfUnity.root(orderLog2: orderLog2).power(exponent),
            RootsOfUnity.inverse(orderLog2: orderLog2).power(exponent)
        )
    }

    /// Whether the value at the low bits of an index equals another.
    public func require(
        _ values: [CubicExtension], at place: Int, equals value: CubicExtension
    ) -> Bool {
        values[place & (values.count - 1)] == value
    }

    /// Compares the indices of the proof with those drawn.
    public func opensRows(at places: [Int]) -> Bool { places == queryIndices }

    /// Calls the body for 32 queries at a time, on all threads.
    public func firstRefusal<Refusal: Error>(
        of count: Int, _ body: (Range<Int>) -> Refusal?
    ) -> Refusal? {
        let size = Self.chunkSize
        let refusals = workers.map((count + size - 1) / size) { chunk in
            body(chunk * size..<min((chunk + 1) * size, count))
        }
        return refusals.lazy.compactMap { $0 }.first
    }
}

extension NativeVerifierBuilder {
    /// Verifies the shared opening of each commitment, on all threads.
    public mutating func open(
        _ commitments: [OpenedCommitment<Hashing.Tree.Node>], at places: [Int], sizeLog2: Int
    ) -> OpeningRefusal? {
        let rows = (0...sizeLog2).map { OpenedRows(places, levels: sizeLog2 - $0) }
        self.places = commitments.map { commitment in
            commitment.shape.heightsLog2.map { rows[$0].places }
        }
        let openings = openings
        let refusals = workers.map(commitments.count) { number -> OpeningRefusal? in
            let (cap, shape) = (commitments[number].cap, commitments[number].shape)
            do throws(CommitmentError) {
                try openings[number].verify(
                    leaves: rows[shape.treeHeightLog2].leaves, cap: cap, shape: shape)
                return nil
            } catch {
                return OpeningRefusal(commitment: number, reason: error)
            }
        }
        return refusals.lazy.compactMap { $0 }.first
    }

    /// The rows of one height.
    private struct OpenedRows {
        let leaves: LeafSet
        /// The place of each query's row.
        let places: [Int]

        init(_ indices: [Int], levels: Int) {
            let rows = indices.map { $0 >> levels }
            let leaves = LeafSet(rows)
            self.leaves = leaves
            places = rows.compactMap { leaves.place(of: $0) }
        }
    }

    private func row(_ commitment: Int, _ table: Int, _ query: Int) -> [Goldilocks] {
        openings[commitment].rows[table][places[commitment][table][query]]
    }

    /// The powers, the greatest last.
    public func weights(_ challenge: CubicExtension, count: Int) -> [CubicExtension] {
        challenge.ascendingPowers(count)
    }

    /// The sum of products, reduced once.
    public func combination(
        of row: WeightedRow, commitment: Int, query: Int, weights: [CubicExtension]
    ) -> CubicExtension {
        var sum = CubicSum()
        var last = row.weightCount - 1
        for (index, table) in row.tables.enumerated() {
            let elements = self.row(commitment, table, query)
            if let columns = row.columns[index] {
                for column in columns { sum.add(weights[last - column], times: elements[column]) }
            } else {
                for (column, element) in elements.enumerated() {
                    sum.add(weights[last - column], times: element)
                }
            }
            last -= row.widths[index]
        }
        return sum.reduced
    }

    /// Each three elements of the row as one of the extension.
    public func cubics(commitment: Int, query: Int) -> [CubicExtension] {
        let row = row(commitment, 0, query)
        return (0..<row.count / 3).map {
            CubicExtension(row[3 * $0], row[3 * $0 + 1], row[3 * $0 + 2])
        }
    }
}
