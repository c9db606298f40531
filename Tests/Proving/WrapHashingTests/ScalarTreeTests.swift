import BN254
import Bytes
import Commitments
import Fields
import Parallel
import Polynomials
import TestSupport
import Testing
import WrapHashing

@Suite struct ScalarTreeTests {
    private func elements(_ count: Int, seed: UInt64) -> [Goldilocks] {
        var source = SeededGenerator(seed: seed)
        return (0..<count).map { _ in Goldilocks(reducing: source.next()) }
    }

    /// The sponge by its description, for every number of blocks and both widths.
    @Test(arguments: [1, 3, 6, 7, 45, 46, 100])
    func rowsAreHashedByTheSponge(length: Int) {
        let row = elements(length, seed: 1)
        let width = length <= 6 ? 3 : 16
        let permutation = length <= 6 ? ScalarPoseidon2.width3 : .width16
        var state = [Fr](repeating: .zero, count: width)
        state[width - 1] = Fr(UInt64(length) << 32 + 5)
        for start in stride(from: 0, to: length, by: 3 * (width - 1)) {
            for (offset, element) in row[start..<min(start + 3 * (width - 1), length)].enumerated()
            {
                var weight = Integer256(0)
                weight.words[offset % 3] = 1
                state[offset / 3] += Fr(reducing: weight) * Fr(element.value)
            }
            permutation.permute(&state)
        }
        #expect(ScalarTree.hashRow(row) == state[0])
    }

    @Test(arguments: [1, 5, 6, 7, 46], [1, 7, 8, 19])
    func manyRowsAndPairsAsOneByOne(length: Int, count: Int) {
        let left = Matrix(width: length, elements: elements(length * 32, seed: 2))
        let right = Matrix(width: 2, elements: elements(64, seed: 3))
        let digests = ScalarTree.hashRows(5..<5 + count, of: [left, right])
        #expect(
            digests
                == (5..<5 + count).map { ScalarTree.hashRow(Array(left.row($0)) + right.row($0)) })
        let nodes = digests + digests.reversed()
        #expect(
            ScalarTree.compressPairs(nodes[...])
                == (0..<count).map { ScalarTree.compress(nodes[2 * $0], nodes[2 * $0 + 1]) })
    }

    /// Rows that differ in one element, in order, in length by a zero.
    @Test func differentRowsHaveDifferentDigests() {
        let row = elements(8, seed: 4)
        var rows = [row, row.reversed(), row + [.zero], Array(row.dropLast()), [], [.zero]]
        for index in row.indices {
            var changed = row
            changed[index] += .one
            rows.append(changed)
        }
        #expect(Set(rows.map { ScalarTree.hashRow($0) }).count == rows.count)
    }

    @Test func nodesHaveOneEncoding() throws {
        for node in [Fr.zero, .one, -Fr.one, ScalarTree.hashRow([])] {
            var writer = ByteWriter()
            ScalarTree.write(node, to: &writer)
            #expect(writer.bytes == node.canonical.bigEndianBytes)
            var reader = ByteReader(writer.bytes)
            #expect(try ScalarTree.readNode(from: &reader) == node)
        }
        for integer in [Fr.modulus, Integer256(.max, .max, .max, .max)] {
            var reader = ByteReader(integer.bigEndianBytes)
            #expect(throws: DecodingError.invalidValue(field: "node")) {
                try ScalarTree.readNode(from: &reader)
            }
        }
    }

    @Test func openingsOfTreesAreAccepted() throws {
        let tables = [
            Matrix(width: 7, elements: elements(7 * 32, seed: 5)),
            Matrix(width: 4, elements: elements(4 * 8, seed: 6)),
        ]
        let committed = CommittedTables<ScalarTree>(tables, capLog2: 1, workers: .serial)
        for leaf in [0, 13, 31] {
            let opening = committed.open(leaf: leaf)
            try opening.verify(leaf: leaf, cap: committed.cap, shape: committed.shape)
            var changed = opening
            changed.rows[1][2] += .one
            #expect(throws: CommitmentError.self) {
                try changed.verify(leaf: leaf, cap: committed.cap, shape: committed.shape)
            }
        }
    }
}
