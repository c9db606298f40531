import Commitments
import FRI
import Fields
import StarkVerifier
import TestSupport

/// Spoils a proof as a value, past what bytes can say: lists of any length, heights of any size.
struct ValueMutation<Tree: TreeHasher> {
    var random: SeededGenerator

    /// Changes one thing, or a few.
    mutating func apply(to proof: inout StarkProof<Tree>) {
        for _ in 0..<random.below(2) + 1 { change(&proof) }
    }

    private mutating func change(_ proof: inout StarkProof<Tree>) {
        switch random.below(14) {
        case 0: spoilHeights(&proof.heightsLog2)
        case 1: spoil(&proof.mainCap)
        case 2: spoil(&proof.busCap)
        case 3: spoil(&proof.quotientCap)
        case 4: spoilCubics(&proof.totals)
        case 5: spoil(&proof.openings)
        case 6: pick(&proof.openings) { $0.spoilOpening(&$1) }
        case 7: spoil(&proof.lowDegree.layerCaps)
        case 8: pick(&proof.lowDegree.layerCaps) { $0.spoil(&$1) }
        case 9: spoilCubics(&proof.lowDegree.finalPolynomial)
        case 10: spoil(&proof.lowDegree.queries)
        case 11: proof.lowDegree.nonce = Goldilocks(reducing: random.next())
        case 12: proof.lowDegree.batchingNonce = Goldilocks(reducing: random.next())
        default: pick(&proof.lowDegree.queries) { $0.spoilQuery(&$1) }
        }
    }

    private mutating func spoilHeights(_ heights: inout [Int?]) {
        let values: [Int?] = [nil, -1, 0, 1, 25, 26, 27, 31, 32, 63, 64, .max, .min]
        if random.below(4) == 0 { spoil(&heights) }
        pick(&heights) { $1 = values[$0.random.below(values.count)] }
    }

    private mutating func spoilOpening(_ opening: inout ChipOpening) {
        switch random.below(6) {
        case 0: spoilCubics(&opening.fixed)
        case 1: spoilCubics(&opening.main)
        case 2: spoilCubics(&opening.mainNext)
        case 3: spoilCubics(&opening.bus)
        case 4: spoilCubics(&opening.busNext)
        default:
            if random.below(4) == 0 { spoil(&opening.quotient) }
            pick(&opening.quotient) { $0.spoilCubics(&$1) }
        }
    }

    private mutating func spoilQuery(_ query: inout FRIProof<Tree>.Query) {
        switch random.below(4) {
        case 0: spoil(&query.batches)
        case 1: spoil(&query.layers)
        case 2: pick(&query.batches) { $0.spoilRows(&$1) }
        default: pick(&query.layers) { $0.spoilRows(&$1) }
        }
    }

    private mutating func spoilRows(_ opening: inout RowOpening<Tree>) {
        switch random.below(4) {
        case 0: spoil(&opening.rows)
        case 1: spoil(&opening.path)
        case 2: pick(&opening.rows) { $0.spoil(&$1) }
        default:
            pick(&opening.rows) { spoiler, row in
                spoiler.pick(&row) { $1 = Goldilocks(reducing: $0.random.next()) }
            }
        }
    }

    private mutating func spoilCubics(_ values: inout [CubicExtension]) {
        if random.below(3) == 0 { return spoil(&values) }
        pick(&values) {
            $1 = CubicExtension(
                Goldilocks(reducing: $0.random.next()), Goldilocks(reducing: $0.random.next()),
                $0.random.below(2) == 0 ? .zero : $1.c2)
        }
    }

    /// Makes a list shorter, longer, empty, or another order of itself.
    private mutating func spoil<Element>(_ list: inout [Element]) {
        guard let first = list.first else { return }
        switch random.below(5) {
        case 0: list.remove(at: random.below(list.count))
        case 1: list.insert(first, at: random.below(list.count))
        case 2: list.swapAt(random.below(list.count), random.below(list.count))
        case 3: list = []
        default: list += [Element](repeating: first, count: random.below(1 << 10))
        }
    }

    private mutating func pick<Element>(
        _ list: inout [Element], _ change: (inout Self, inout Element) -> Void
    ) {
        if list.isEmpty { return }
        change(&self, &list[random.below(list.count)])
    }
}
