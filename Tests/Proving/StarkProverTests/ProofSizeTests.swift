import Commitments
import Constraints
import FRI
import Fields
import ProofFixtures
import StarkVerifier
import Testing

/// Proofs of zeros that have the right form, of any size.
@Suite struct ProofSizeTests {
    private func blank(
        _ key: StarkKey<FixtureMachine, Poseidon2Hashing>, heightsLog2: [Int?]
    ) throws -> StarkProof<Poseidon2Tree> {
        let shape = try ProofShape(key: key, heightsLog2: heightsLog2)
        let sizes = shape.fri(key.parameters)
        func nodes(_ count: Int) -> [Poseidon2Tree.Node] {
            [Poseidon2Tree.Node](repeating: Poseidon2Tree.hashRow([]), count: count)
        }
        func cubics(_ count: Int) -> [CubicExtension] {
            [CubicExtension](repeating: .zero, count: count)
        }
        func opening(_ widths: [Int], _ pathCount: Int) -> RowOpening<Poseidon2Tree> {
            RowOpening(
                rows: widths.map { [Goldilocks](repeating: .zero, count: $0) },
                path: nodes(pathCount))
        }
        let query = FRIProof<Poseidon2Tree>.Query(
            batches: sizes.commitments.map { opening($0.widths, $0.pathCount) },
            layers: zip(sizes.layerWidths, sizes.layerPathCounts).map { opening([$0], $1) })
        let openings = shape.chips.map { chip -> ChipOpening in
            let layout = key.checked.layouts[chip]
            var opening = ChipOpening()
            opening.fixed = cubics(layout.shape.fixedWidth)
            opening.main = cubics(layout.shape.mainWidth)
            opening.mainNext = cubics(layout.nextMainColumns.count)
            opening.bus = cubics(layout.busWidth)
            opening.busNext = cubics(layout.nextBusColumns.count)
            opening.quotient = [cubics(3), cubics(3)]
            return opening
        }
        return StarkProof(
            heightsLog2: heightsLog2, mainCap: nodes(shape.commitment(.main)?.capCount ?? 0),
            busCap: nodes(shape.commitment(.bus)?.capCount ?? 0),
            terminalSums: cubics(shape.busChips.count),
            quotientCap: nodes(shape.commitment(.quotient)?.capCount ?? 0), openings: openings,
            fri: FRIProof(
                batchingNonce: .zero, layerCaps: sizes.layerCapCounts.map(nodes),
                finalPolynomial: cubics(sizes.finalCount), nonce: .zero,
                queries: [FRIProof<Poseidon2Tree>.Query](
                    repeating: query, count: sizes.queryCount)))
    }

    private func key(queryCount: Int) throws -> StarkKey<FixtureMachine, Poseidon2Hashing> {
        let parameters = try #require(
            FRIParameters(
                blowupLog2: 6, queryCount: queryCount, grindingBits: 0, foldingLog2: 1,
                finalCountLog2: 0, capLog2: 0))
        let checked = try CheckedMachine(FixtureMachine())
        return StarkKey(
            checked: checked, parameters: parameters, identity: [],
            fixedHeightsLog2: [nil, 8, nil, nil], fixedCap: [Poseidon2Tree.hashRow([])])
    }

    /// The highest chips that a key allows, many queries: a good form, but too long.
    @Test func refusesToEncodeMoreThanTheLimit() throws {
        let few = try key(queryCount: 1)
        let proof = try blank(few, heightsLog2: [26, 8, 0, nil])
        let bytes = try ProofWriter(key: few).write(proof)
        #expect(try ProofReader(key: few).read(bytes) == proof)
        let many = try key(queryCount: 1_024)
        let long = try blank(many, heightsLog2: [26, 8, 0, nil])
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
