import Commitments
import FRI
import Fields
import Polynomials

/// The verifier read as a recording.
///
/// Every query opens its own rows with whole paths. Requirements become operations, and hold while
/// recording.
struct RecordingBuilder: VerifierBuilder {
    typealias Sponge = RecordingSponge

    let recorder: ProgramRecorder
    /// The number of the proof.
    let proof: Int

    init(_ recorder: ProgramRecorder, proof: Int) {
        self.recorder = recorder
        self.proof = proof
    }

    func require(_ left: RecordedCubic, equals right: RecordedCubic) -> Bool {
        recorder.requireEqual(left.cell(in: recorder), right.cell(in: recorder))
        return true
    }

    /// The difference has an inverse.
    func require(_ left: RecordedCubic, differsFrom right: RecordedCubic) -> Bool {
        _ = recorder.inverse((left - right).cell(in: recorder))
        return true
    }

    func require(
        _ values: [RecordedCubic], at place: RecordedPlace, equals value: RecordedCubic
    ) -> Bool {
        recorder.requireEntry(
            value.cell(in: recorder), of: values.map { $0.cell(in: recorder) }, at: place)
        return true
    }

    func inverses(of values: [RecordedCubic]) -> [RecordedCubic] {
        values.map {
            RecordedCubic(cell: recorder.inverse($0.cell(in: recorder)), recorder)
        }
    }

    func rootPower(
        orderLog2: Int, at place: RecordedPlace
    ) -> (power: RecordedElement, inverse: RecordedElement) {
        let power = recorder.rootPower(Array(place.bits.prefix(orderLog2))) {
            RootsOfUnity.root(orderLog2: $0)
        }
        return (
            RecordedElement(cell: power, recorder),
            RecordedElement(cell: recorder.inverse(power), recorder)
        )
    }

    func opensRows(at places: [RecordedPlace]) -> Bool { true }

    func firstRefusal<Refusal: Error>(
        of count: Int, _ body: (Range<Int>) -> Refusal?
    ) -> Refusal? {
        body(0..<count)
    }
}

extension RecordingBuilder {
    mutating func open(
        _ commitments: [OpenedCommitment<RecordedNode>], at places: [RecordedPlace], sizeLog2: Int
    ) -> OpeningRefusal? {
        for query in places.indices {
            for (number, commitment) in commitments.enumerated() {
                let leaf = places[query].droppingLowBits(
                    sizeLog2 - commitment.shape.treeHeightLog2)
                openPath(number, commitment, query: query, leaf: leaf)
            }
        }
        return nil
    }

    private func openPath(
        _ number: Int, _ commitment: OpenedCommitment<RecordedNode>, query: Int,
        leaf: RecordedPlace
    ) {
        let shape = commitment.shape
        let node = shape.capNode(
            digest: { tables in
                recorder.absorb(
                    VerifierProgram.Row(
                        proof: proof, commitment: number, tables: tables, query: query),
                    count: tables.reduce(0) { $0 + shape.widths[$1] })
            },
            ascend: { node, level in
                let parent = recorder.newAddress()
                recorder.append(
                    .ascend(
                        node,
                        sibling: .row(
                            proof: proof, commitment: number, query: query, level: level),
                        bit: leaf.bits[level], to: parent))
                return parent
            },
            join: { node, digest in
                let joined = recorder.newAddress()
                recorder.append(.compress(node, digest, to: joined))
                return joined
            })
        recorder.requireEntry(
            node, of: commitment.cap.map(\.address), at: leaf.droppingLowBits(shape.pathCount))
    }

    /// The challenge is enough: a row is summed up by Horner's rule.
    func weights(_ challenge: RecordedCubic, count: Int) -> RecordedCubic { challenge }

    func combination(
        of row: WeightedRow, commitment: Int, query: Int, weights: RecordedCubic
    ) -> RecordedCubic {
        let target = recorder.fold(
            VerifierProgram.Row(
                proof: proof, commitment: commitment, tables: row.tables, query: query),
            places: row.places.flatMap { $0 }, challenge: weights.cell(in: recorder))
        return RecordedCubic(cell: target, recorder)
    }

    func cubics(commitment: Int, query: Int) -> [RecordedCubic] {
        let row = VerifierProgram.Row(
            proof: proof, commitment: commitment, tables: [0], query: query)
        return recorder.cubics(of: row).map { RecordedCubic(cell: $0, recorder) }
    }
}
