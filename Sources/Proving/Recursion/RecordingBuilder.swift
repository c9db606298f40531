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
    private var shapes: [CommitmentShape] = []

    init(_ recorder: ProgramRecorder) {
        self.recorder = recorder
    }

    func require(_ left: RecordedCubic, equals right: RecordedCubic) -> Bool {
        recorder.append(.requireEqual(left.cell(in: recorder), right.cell(in: recorder)))
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
        let bits = Array(place.bits.prefix(values.count.trailingZeroBitCount))
        recorder.append(
            .requireInTable(
                value.cell(in: recorder), table: values.map { $0.cell(in: recorder) }, bits: bits))
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
        shapes = commitments.map(\.shape)
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
                    VerifierProgram.Row(commitment: number, tables: tables, query: query),
                    count: tables.reduce(0) { $0 + shape.widths[$1] })
            },
            ascend: { node, level in
                let parent = recorder.newAddress()
                recorder.append(
                    .ascend(
                        node,
                        sibling: VerifierProgram.Sibling(
                            commitment: number, level: level, query: query),
                        bit: leaf.bits[level], to: parent))
                return parent
            },
            join: { node, digest in
                let joined = recorder.newAddress()
                recorder.append(.compress(node, digest, to: joined))
                return joined
            })
        recorder.append(
            .requireInTable(
                node, table: commitment.cap.map(\.address),
                bits: Array(leaf.bits.dropFirst(shape.pathCount))))
    }

    /// The row that is hashed with that of a table, and where it begins there.
    private func row(
        _ commitment: Int, _ table: Int, query: Int
    ) -> (row: VerifierProgram.Row, start: Int) {
        let shape = shapes[commitment]
        let tables = shape.heightsLog2.indices.filter {
            shape.heightsLog2[$0] == shape.heightsLog2[table]
        }
        let start = tables.prefix { $0 < table }.reduce(0) { $0 + shape.widths[$1] }
        return (VerifierProgram.Row(commitment: commitment, tables: tables, query: query), start)
    }

    func combination(
        of columns: [WeightedColumns], commitment: Int, query: Int, powers: [RecordedCubic]
    ) -> RecordedCubic {
        let runs = columns.map { part in
            let start = row(commitment, part.table, query: query).start
            return VerifierProgram.Fold.Run(
                places: (part.columns ?? Array(0..<part.count)).map { start + $0 },
                start: powers[part.firstExponent].cell(in: recorder))
        }
        let challenge = powers.count > 1 ? powers[1] : RecordedCubic(constant: .one)
        let target = recorder.fold(
            row(commitment, columns[0].table, query: query).row, runs,
            challenge: challenge.cell(in: recorder))
        return RecordedCubic(cell: target, recorder)
    }

    func cubics(commitment: Int, query: Int) -> [RecordedCubic] {
        recorder.cubics(of: row(commitment, 0, query: query).row).map {
            RecordedCubic(cell: $0, recorder)
        }
    }
}
