import Constraints
import Fields
import Recursion
import RecursionCircuits

/// Compressions of nodes.
struct CompressionRows: ChipRows {
    private enum Compression {
        case nodes(left: Int, right: Int, result: Int)
        case step(node: Int, sibling: VerifierProgram.Sibling, bit: Int, result: Int)
    }

    private let rows: [Compression]
    private let permutation: PermutationRow<Poseidon2Width8>

    init(_ program: VerifierProgram, _ degree: RecursionDegree) {
        permutation = CompressionChip.Column.permutation(degree)
        rows = program.operations.compactMap { operation in
            switch operation {
            case .compress(let left, let right, let result):
                .nodes(left: left, right: right, result: result)
            case .ascend(let node, let sibling, let bit, let result):
                .step(node: node, sibling: sibling, bit: bit, result: result)
            default: nil
            }
        }
    }

    var count: Int { rows.count }

    func writeFixed(_ row: Int, reads: [Int], to cells: Row) {
        typealias Fixed = CompressionChip.Fixed
        func write(node: Int, result: Int) {
            cells.write(node, 1, to: (Fixed.nodeAddress, Fixed.isReal))
            cells.write(result, reads[result], to: (Fixed.resultAddress, Fixed.resultReads))
        }
        switch rows[row] {
        case .nodes(let left, let right, let result):
            write(node: left, result: result)
            cells.write(right, 1, to: (Fixed.rightAddress, Fixed.readsRight))
        case .step(let node, _, let bit, let result):
            write(node: node, result: result)
            cells.write(bit, 1, to: (Fixed.bitAddress, Fixed.readsBit))
        }
    }

    func write(_ row: Int, _ values: ProgramValues, to cells: Row) {
        typealias Column = CompressionChip.Column
        let memory = values.memory
        switch rows[row] {
        case .nodes(let left, let right, _):
            cells.write(memory[left], to: Column.left)
            cells.write(memory[right], to: Column.right)
        case .step(let node, let sibling, let bit, _):
            let sibling = values.advice.digest(sibling).map { VerifierProgram.Cell(digest: $0) }
            let isRight = memory[bit][0] == .one
            let other = sibling ?? VerifierProgram.Cell(.zero)
            cells.write(isRight ? other : memory[node], to: Column.left)
            cells.write(isRight ? memory[node] : other, to: Column.right)
            cells[Column.bit] = memory[bit][0]
        }
        permute(cells)
    }

    func writePadding(to cells: Row) { permute(cells) }

    private func permute(_ cells: Row) {
        typealias Column = CompressionChip.Column
        let input = (Column.left.lowerBound..<Column.right.upperBound).map { cells[$0] }
        _ = permutation.fill(input, into: cells.cells)
    }
}
