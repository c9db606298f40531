import Commitments
import Fields
import Parallel
import Polynomials
import TestSupport
import Testing

@Suite struct CommitmentTests {
    /// Tables of mixed heights, two of one height, one as low as the cap allows.
    private static let shapes: [[(heightLog2: Int, width: Int)]] = [
        [(0, 1)], [(3, 5)], [(5, 2), (5, 9), (3, 1), (1, 17)], [(2, 3), (6, 1), (4, 8), (6, 8)],
    ]

    private func tables(_ shape: [(heightLog2: Int, width: Int)], seed: UInt64 = 1) -> [Matrix] {
        var random = SeededGenerator(seed: seed)
        return shape.map { heightLog2, width in
            Matrix(
                width: width,
                elements: (0..<width << heightLog2).map { _ in
                    Goldilocks(reducing: random.next())
                })
        }
    }

    private func checkEveryLeaf<Hasher: TreeHasher>(_: Hasher.Type) throws {
        for (place, shape) in Self.shapes.enumerated() {
            let committed = CommittedTables<Hasher>(
                tables(shape), capLog2: place, workers: .serial)
            for leaf in 0..<1 << committed.shape.treeHeightLog2 {
                let opening = committed.open(leaf: leaf)
                try opening.verify(leaf: leaf, cap: committed.cap, shape: committed.shape)
                for table in shape.indices {
                    let row = leaf >> (committed.shape.treeHeightLog2 - shape[table].heightLog2)
                    #expect(opening.rows[table] == Array(committed.tables[table].row(row)))
                }
            }
        }
    }

    @Test func opensEveryLeaf() throws {
        try checkEveryLeaf(Poseidon2Tree.self)
        try checkEveryLeaf(SHA256Tree.self)
    }

    private func checkForgeries<Hasher: TreeHasher>(_: Hasher.Type, change: Hasher.Node) throws {
        let committed = CommittedTables<Hasher>(
            tables(Self.shapes[2]), capLog2: 1, workers: .serial)
        let (cap, shape, leaf) = (committed.cap, committed.shape, 13)
        let honest = committed.open(leaf: leaf)
        func refused(_ opening: RowOpening<Hasher>, _ error: CommitmentError) {
            #expect(throws: error) { try opening.verify(leaf: leaf, cap: cap, shape: shape) }
        }
        for table in honest.rows.indices {
            for column in honest.rows[table].indices {
                var forged = honest
                forged.rows[table][column] += .one
                refused(forged, .capMismatch(node: 0))
            }
            var longer = honest
            longer.rows[table].append(.zero)
            let width = shape.widths[table]
            refused(longer, .rowLength(table: table, expected: width, actual: width + 1))
        }
        for level in honest.path.indices {
            var forged = honest
            forged.path[level] = change
            refused(forged, .capMismatch(node: 0))
        }
        var forged = honest
        forged.path.removeLast()
        refused(forged, .pathCount(expected: 4, actual: 3))
        forged.path += [change, change]
        refused(forged, .pathCount(expected: 4, actual: 5))
        forged = honest
        forged.rows.removeLast()
        refused(forged, .tableCount(expected: 4, actual: 3))
        forged = honest
        forged.rows.swapAt(0, 1)
        refused(forged, .rowLength(table: 0, expected: 2, actual: 9))
        for other in 0..<32 where other != leaf {
            #expect(throws: CommitmentError.capMismatch(node: other >> 4)) {
                try honest.verify(leaf: other, cap: cap, shape: shape)
            }
        }
    }

    @Test func refusesForgedOpenings() throws {
        try checkForgeries(
            Poseidon2Tree.self, change: Poseidon2Tree.hashRow([.one]))
        try checkForgeries(SHA256Tree.self, change: SHA256Tree.hashRow([.one]))
    }

    @Test func refusesWrongIndicesAndCaps() throws {
        let committed = CommittedTables<Poseidon2Tree>(
            tables([(3, 2)]), capLog2: 1, workers: .serial)
        let opening = committed.open(leaf: 7)
        for leaf in [-1, 8, Int.max, Int.min] {
            #expect(throws: CommitmentError.leafOutOfRange(index: leaf, count: 8)) {
                try opening.verify(leaf: leaf, cap: committed.cap, shape: committed.shape)
            }
        }
        #expect(throws: CommitmentError.capCount(expected: 2, actual: 1)) {
            try opening.verify(leaf: 7, cap: [committed.cap[1]], shape: committed.shape)
        }
        #expect(throws: CommitmentError.capMismatch(node: 1)) {
            try opening.verify(
                leaf: 7, cap: committed.cap.reversed(), shape: committed.shape)
        }
    }

    @Test func shapesHaveLimits() {
        #expect(CommitmentShape(heightsLog2: [], widths: [], capLog2: 0) == nil)
        #expect(CommitmentShape(heightsLog2: [33], widths: [1], capLog2: 0) == nil)
        #expect(CommitmentShape(heightsLog2: [-1], widths: [1], capLog2: 0) == nil)
        #expect(CommitmentShape(heightsLog2: [3], widths: [0], capLog2: 0) == nil)
        #expect(CommitmentShape(heightsLog2: [3], widths: [1 << 17], capLog2: 0) == nil)
        #expect(CommitmentShape(heightsLog2: [3, 4], widths: [1], capLog2: 0) == nil)
        #expect(CommitmentShape(heightsLog2: [3], widths: [1], capLog2: -1) == nil)
        #expect(CommitmentShape(heightsLog2: [5, 3], widths: [1, 1], capLog2: 9)?.capLog2 == 3)
    }

    @Test func threadsDoNotChangeTheCap() {
        let tables = tables([(11, 9), (10, 3)])
        let serial = CommittedTables<Poseidon2Tree>(tables, capLog2: 2, workers: .serial)
        let parallel = CommittedTables<Poseidon2Tree>(
            tables, capLog2: 2, workers: Workers(count: 3))
        #expect(serial.cap == parallel.cap)
        var changed = tables
        changed[1][1_023, 2] += .one
        let other = CommittedTables<Poseidon2Tree>(changed, capLog2: 2, workers: .serial)
        #expect(other.cap[3] != serial.cap[3] && other.cap[0] == serial.cap[0])
    }

    @Test(arguments: VectorLevel.available)
    func vectorKernelsHashAsThePlainCode(level: VectorLevel) {
        for width in [1, 7, 8, 9, 24, 25] {
            let tables = tables([(4, width), (4, 3)], seed: UInt64(width))
            let digests = Poseidon2Tree.hashRows(0..<16, of: tables, level: level)
            let plain = (0..<16).map { row in
                Poseidon2Tree.hashRow(Array(tables[0].row(row)) + Array(tables[1].row(row)))
            }
            #expect(digests == plain)
            let parents = Poseidon2Tree.compressPairs(plain[...], level: level)
            #expect(
                parents == (0..<8).map { Poseidon2Tree.compress(plain[2 * $0], plain[2 * $0 + 1]) })
        }
    }
}
