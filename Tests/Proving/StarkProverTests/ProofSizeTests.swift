import Commitments
import Constraints
import FRI
import Fields
import ProofFixtures
import StarkVerifier
import Testing

/// Proofs of zeros that have the right form, of any size.
@Suite struct ProofSizeTests {
    private func blank<Chips: Machine>(
        _ key: StarkKey<Chips, Poseidon2Hashing>, heightsLog2: [Int?]
    ) throws -> StarkProof<Poseidon2Tree> {
        let shape = try ProofShape(key: key, heightsLog2: heightsLog2)
        let sizes = shape.fri(key.parameters)
        func nodes(_ count: Int) -> [Poseidon2Tree.Node] {
            [Poseidon2Tree.Node](repeating: Poseidon2Tree.hashRow([]), count: count)
        }
        func cubics(_ count: Int) -> [CubicExtension] {
            [CubicExtension](repeating: .zero, count: count)
        }
        // Indices far from one another, so that little is shared.
        let indices = (0..<sizes.queryCount).map { $0 * 0x9e37_79b1 % (1 << sizes.sizeLog2) }
        func opening(_ shape: CommitmentShape) -> SharedOpening<Poseidon2Tree> {
            let leaves = sizes.leaves(of: shape, indices: indices)
            return SharedOpening(
                rows: shape.widths.enumerated().map { table, width in
                    shape.rows(of: table, leaves: leaves).leaves.map { _ in
                        [Goldilocks](repeating: .zero, count: width)
                    }
                },
                nodes: nodes(leaves.siblingCount(levels: shape.pathCount)))
        }
        let openings = shape.chips.map { chip -> ChipOpening in
            let layout = key.checked.layouts[chip]
            var opening = ChipOpening()
            opening.fixed = cubics(layout.shape.fixedWidth)
            opening.main = cubics(layout.shape.mainWidth)
            opening.mainNext = cubics(layout.nextMainColumns.count)
            opening.bus = cubics(layout.busWidth)
            opening.busNext = cubics(layout.nextBusColumns.count)
            return opening
        }
        return StarkProof(
            heightsLog2: heightsLog2, mainCap: nodes(shape.commitment(.main)?.capCount ?? 0),
            busCap: nodes(shape.commitment(.bus)?.capCount ?? 0),
            terminalSums: cubics(shape.busChips.count),
            quotientCap: nodes(shape.commitment(.quotient)?.capCount ?? 0), openings: openings,
            quotient: [cubics(3), cubics(3)],
            fri: FRIProof(
                batchingNonce: .zero, layerCaps: sizes.layers.map { nodes($0.capCount) },
                finalPolynomial: cubics(sizes.finalCount), nonce: .zero,
                queryIndices: indices, batches: sizes.commitments.map(opening),
                layers: sizes.layers.map(opening)))
    }

    private func key<Chips: Machine>(
        of machine: Chips, queryCount: Int, fixedHeightsLog2: [Int?]
    ) throws -> StarkKey<Chips, Poseidon2Hashing> {
        let parameters = try #require(
            FRIParameters(
                blowupLog2: 6, queryCount: queryCount, grindingBits: 0, foldingLog2: 1,
                finalCountLog2: 0, capLog2: 0))
        return StarkKey(
            checked: try CheckedMachine(machine), parameters: parameters, identity: [],
            fixedHeightsLog2: fixedHeightsLog2, fixedCap: [Poseidon2Tree.hashRow([])])
    }

    /// The highest chips that a key allows, and the most queries.
    @Test func theHighestProofsReturn() throws {
        for queryCount in [1, 1_024] {
            let key = try key(
                of: FixtureMachine(), queryCount: queryCount,
                fixedHeightsLog2: [nil, 8, nil, nil])
            let proof = try blank(key, heightsLog2: [26, 8, 0, nil])
            let bytes = try ProofWriter(key: key).write(proof)
            #expect(try ProofReader(key: key).read(bytes) == proof)
        }
    }

    /// Many columns and many queries: a good form, but too long.
    @Test func refusesToEncodeMoreThanTheLimit() throws {
        let few = try key(of: WideMachine(), queryCount: 1, fixedHeightsLog2: [nil])
        let proof = try blank(few, heightsLog2: [12])
        #expect(try ProofReader(key: few).read(ProofWriter(key: few).write(proof)) == proof)
        let many = try key(of: WideMachine(), queryCount: 1_024, fixedHeightsLog2: [nil])
        let long = try blank(many, heightsLog2: [12])
        do {
            _ = try ProofWriter(key: many).write(long)
            Issue.record("encoded")
        } catch {
            guard case .byteCountLimit(limit: ProofFormat.byteCountLimit, _) = error else {
                Issue.record("\(error)")
                return
            }
        }
    }
}

/// One chip of many columns, all free but one.
private struct WideMachine: Machine {
    let chips = [ChipShape(name: "wide", mainWidth: 2_048)]
    let publicBuses: [Bus] = []

    func describe<Builder: ConstraintBuilder>(chip: Int, to builder: inout Builder) {
        builder.require("zero", zero: builder.this(0))
    }
}
