import BN254
import Commitments
import Constraints
import FRI
import Fields
import R1CS
import StarkVerifier
import WrapHashing

/// Makes the values of a proof variables: elements as integers below 2^64, nodes as scalars.
///
/// An element may be given as any integer of its class below 2^64. Its form enters the transcript,
/// which is then that of other scalars, but of the same elements: a prover has a few more ways to
/// draw challenges, as he has by nonces.
struct ProofReading<Chips: Machine> {
    let graph: CircuitGraph
    let witness: ProofWitness
    let checked: CheckedMachine<Chips>
    let shape: ProofShape

    private typealias Proof = StarkProof<ScalarTree>

    private func cap(_ count: Int, _ list: (Proof) -> [Fr]?) -> [CircuitNode] {
        (0..<count).map { index in
            .signal(graph, graph.builder.hint(witness.element(list, index, default: .zero)))
        }
    }

    private func cap(_ phase: ProofShape.Phase, _ list: (Proof) -> [Fr]?) -> [CircuitNode] {
        cap(shape.commitment(phase)?.capCount ?? 0, list)
    }

    private func cubics(_ count: Int, _ list: (Proof) -> [CubicExtension]?) -> [CircuitCubic] {
        (0..<count).map { graph.cubic(witness.element(list, $0, default: .zero)) }
    }

    func proof(_ fri: FRIShape) -> ProofValues<CircuitVerifierBuilder> {
        graph.gadget("values of the proof") { values(fri) }
    }

    private func values(_ fri: FRIShape) -> ProofValues<CircuitVerifierBuilder> {
        ProofValues(
            mainCap: cap(.main) { $0.mainCap }, busCap: cap(.bus) { $0.busCap },
            terminalSums: cubics(shape.busChips.count) { $0.terminalSums },
            quotientCap: cap(.quotient) { $0.quotientCap },
            openings: shape.chips.indices.map { openedColumns($0) },
            quotient: (0..<shape.quotientPartCount).map { part in
                cubics(3) { $0.quotient.element(part) }
            },
            fri: FRIValues(
                batchingNonce: graph.element(
                    witness.value({ $0.fri.batchingNonce }, default: .zero)),
                layerCaps: fri.layers.enumerated().map { layer, shape in
                    cap(shape.capCount) { $0.fri.layerCaps.element(layer) }
                },
                finalPolynomial: cubics(fri.finalCount) { $0.fri.finalPolynomial },
                nonce: graph.element(witness.value({ $0.fri.nonce }, default: .zero))))
    }

    private func openedColumns(_ number: Int) -> OpenedColumns<CircuitCubic> {
        let layout = checked.layouts[shape.chips[number]]
        func columns(
            _ count: Int, _ list: KeyPath<ChipOpening, [CubicExtension]>
        ) -> [CircuitCubic] {
            cubics(count) { $0.openings.element(number)?[keyPath: list] }
        }
        var opened = OpenedColumns<CircuitCubic>()
        opened.fixed = columns(layout.shape.fixedWidth, \.fixed)
        opened.main = columns(layout.shape.mainWidth, \.main)
        opened.mainNext = columns(layout.nextMainColumns.count, \.mainNext)
        opened.bus = columns(layout.busWidth, \.bus)
        opened.busNext = columns(layout.nextBusColumns.count, \.busNext)
        return opened
    }
}
