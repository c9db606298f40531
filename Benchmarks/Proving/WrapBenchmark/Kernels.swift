import BN254
import Commitments
import Fields
import Parallel
import Polynomials
import WrapHashing

/// Single permutations, eight at a time on one thread, and a tree over 2^18 rows of 100 elements.
func addKernels(to stages: inout Stages) {
    for permutation in [ScalarPoseidon2.width2, .width3, .width16] {
        var states = (0..<1 << 16).map { Fr(UInt64($0)) }
        states.removeLast(states.count % (8 * permutation.width))
        stages.measure(
            "permutations_\(states.count / permutation.width)_of_width_\(permutation.width)"
        ) {
            permutation.permuteLanes(&states)
        }
    }
    let table = Matrix(
        width: 100,
        elements: (0..<100 << 18).map {
            Goldilocks(reducing: UInt64($0) &* 0x9e37_79b9_7f4a_7c15)
        })
    let cap = stages.measure("tree") {
        CommittedTables<ScalarTree>([table], capLog2: 6, workers: .allProcessors).cap
    }
    precondition(cap.count == 64)
}
