public import Commitments
import FRI
import Fields
public import StarkVerifier
public import TestSupport

/// Alters a proof as a value, with lists and heights that no bytes can encode.
public struct ValueMutation<Tree: TreeHasher> {
    private var random: SeededGenerator

    /// Changes that follow from the numbers of a generator.
    public init(random: SeededGenerator) {
        self.random = random
    }

    /// Makes one change, or a few.
    public mutating func apply(to proof: inout StarkProof<Tree>) {
        for _ in 0..<random.below(2) + 1 { change(&proof) }
    }

    private mutating func change(_ proof: inout StarkProof<Tree>) {
        switch random.below(15) {
        case 0: alterHeights(&proof.heightsLog2)
        case 1: alter(&proof.mainCap)
        case 2: alter(&proof.busCap)
        case 3: alter(&proof.quotientCap)
        case 4: alterCubics(&proof.terminalSums)
        case 5: alter(&proof.openings)
        case 6: pick(&proof.openings) { $0.alterOpening(&$1) }
        case 7: alter(&proof.fri.layerCaps)
        case 8: pick(&proof.fri.layerCaps) { $0.alter(&$1) }
        case 9: alterCubics(&proof.fri.finalPolynomial)
        case 10: alterIndices(&proof.fri.queryIndices)
        case 11: proof.fri.nonce = Goldilocks(reducing: random.next())
        case 12: proof.fri.batchingNonce = Goldilocks(reducing: random.next())
        case 13:
            if random.below(4) == 0 { alter(&proof.quotient) }
            pick(&proof.quotient) { $0.alterCubics(&$1) }
        default: alterOpenings(&proof.fri)
        }
    }

    private mutating func alterHeights(_ heights: inout [Int?]) {
        let values: [Int?] = [nil, -1, 0, 1, 25, 26, 27, 31, 32, 63, 64, .max, .min]
        if random.below(4) == 0 { alter(&heights) }
        pick(&heights) { $1 = values[$0.random.below(values.count)] }
    }

    private mutating func alterOpening(_ opening: inout ChipOpening) {
        switch random.below(5) {
        case 0: alterCubics(&opening.fixed)
        case 1: alterCubics(&opening.main)
        case 2: alterCubics(&opening.mainNext)
        case 3: alterCubics(&opening.bus)
        default: alterCubics(&opening.busNext)
        }
    }

    private mutating func alterIndices(_ indices: inout [Int]) {
        let values: [Int] = [0, 1, -1, 31, 32, 1 << 32, .max, .min]
        if random.below(3) == 0 { return alter(&indices) }
        pick(&indices) { $1 = values[$0.random.below(values.count)] }
    }

    private mutating func alterOpenings(_ proof: inout FRIProof<Tree>) {
        switch random.below(4) {
        case 0: alter(&proof.batches)
        case 1: alter(&proof.layers)
        case 2: pick(&proof.batches) { $0.alterRows(&$1) }
        default: pick(&proof.layers) { $0.alterRows(&$1) }
        }
    }

    private mutating func alterRows(_ opening: inout SharedOpening<Tree>) {
        switch random.below(5) {
        case 0: alter(&opening.rows)
        case 1: alter(&opening.nodes)
        case 2: pick(&opening.rows) { $0.alter(&$1) }
        case 3: pick(&opening.rows) { mutation, rows in mutation.pick(&rows) { $0.alter(&$1) } }
        default:
            pick(&opening.rows) { mutation, rows in
                mutation.pick(&rows) { mutation, row in
                    mutation.pick(&row) { $1 = Goldilocks(reducing: $0.random.next()) }
                }
            }
        }
    }

    private mutating func alterCubics(_ values: inout [CubicExtension]) {
        if random.below(3) == 0 { return alter(&values) }
        pick(&values) {
            $1 = CubicExtension(
                Goldilocks(reducing: $0.random.next()), Goldilocks(reducing: $0.random.next()),
                $0.random.below(2) == 0 ? .zero : $1.c2)
        }
    }

    /// Shortens, extends, empties or reorders a list.
    private mutating func alter<Element>(_ list: inout [Element]) {
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
