import Commitments
import Fields
import Parallel
import Polynomials
import TestSupport
import Testing

/// Openings of many leaves at once, and each of their checks.
@Suite struct SharedOpeningTests {
    /// Tables of mixed heights, two of one height, one as low as the cap allows.
    private static let shapes: [[(heightLog2: Int, width: Int)]] = [
        [(0, 1)], [(3, 5)], [(5, 2), (5, 9), (3, 1), (1, 17)], [(2, 3), (6, 1), (4, 8), (6, 8)],
    ]

    private func committed<Hasher: TreeHasher>(
        _ place: Int, capLog2: Int
    ) -> CommittedTables<Hasher> {
        var random = SeededGenerator(seed: 1)
        let tables = Self.shapes[place].map { heightLog2, width in
            Matrix(
                width: width,
                elements: (0..<width << heightLog2).map { _ in
                    Goldilocks(reducing: random.next())
                })
        }
        return CommittedTables(tables, capLog2: capLog2, workers: .serial)
    }

    private func checkManyLeaves<Hasher: TreeHasher>(_: Hasher.Type) throws {
        for place in Self.shapes.indices {
            let committed: CommittedTables<Hasher> = committed(place, capLog2: place)
            let (cap, shape) = (committed.cap, committed.shape)
            let leafCount = 1 << shape.treeHeightLog2
            for count in [0, 1, 2, 8, 21, 200] {
                let leaves = LeafSet((0..<count).map { 13 * $0 * $0 % leafCount })
                let opening = committed.open(leaves)
                try opening.verify(leaves: leaves, cap: cap, shape: shape)
                #expect(opening.nodes.count == leaves.siblingCount(levels: shape.pathCount))
                let plain = try opening.rowOpenings(leaves: leaves, shape: shape)
                #expect(plain == leaves.leaves.map { committed.open(leaf: $0) })
            }
        }
    }

    @Test func opensManyLeavesAtOnce() throws {
        try checkManyLeaves(Poseidon2Tree.self)
        try checkManyLeaves(SHA256Tree.self)
    }

    /// All leaves need no other node, and rows are there once.
    @Test func sharesWhatFollows() {
        let committed: CommittedTables<Poseidon2Tree> = committed(2, capLog2: 1)
        let all = committed.open(LeafSet(Array(0..<32) + [3, 3, 31]))
        #expect(all.nodes.isEmpty && all.rows.map(\.count) == [32, 32, 8, 2])
        let two = LeafSet([13, 12, 13])
        #expect(two.leaves == [12, 13] && two.place(of: 13) == 1 && two.place(of: 11) == nil)
        // Siblings of one another: the path begins a level higher.
        #expect(committed.open(two).nodes.count == 3)
        #expect(committed.open(two).rows.map(\.count) == [2, 2, 1, 1])
    }

    private func checkForgeries<Hasher: TreeHasher>(_: Hasher.Type, change: Hasher.Node) {
        let committed: CommittedTables<Hasher> = committed(2, capLog2: 1)
        let (cap, shape) = (committed.cap, committed.shape)
        let leaves = LeafSet([2, 3, 8, 14, 29])
        let honest = committed.open(leaves)
        func refusal(
            leaves other: LeafSet? = nil, cap otherCap: [Hasher.Node]? = nil,
            _ change: (inout SharedOpening<Hasher>) -> Void = { _ in }
        ) -> CommitmentError? {
            var copy = honest
            change(&copy)
            do throws(CommitmentError) {
                try copy.verify(leaves: other ?? leaves, cap: otherCap ?? cap, shape: shape)
                return nil
            } catch {
                return error
            }
        }
        #expect(refusal() == nil)
        for table in honest.rows.indices {
            for row in honest.rows[table].indices {
                for column in honest.rows[table][row].indices {
                    let forged = refusal { $0.rows[table][row][column] += .one }
                    guard case .capMismatch? = forged else {
                        Issue.record("\(table) \(row) \(String(describing: forged))")
                        return
                    }
                }
            }
            let (count, width) = (honest.rows[table].count, shape.widths[table])
            #expect(
                refusal { $0.rows[table][0].append(.zero) }
                    == .rowLength(table: table, expected: width, actual: width + 1))
            #expect(
                refusal { $0.rows[table].removeLast() }
                    == .rowCount(table: table, expected: count, actual: count - 1))
            #expect(
                refusal { $0.rows[table].append($0.rows[table][0]) }
                    == .rowCount(table: table, expected: count, actual: count + 1))
        }
        for node in honest.nodes.indices {
            let forged = refusal { $0.nodes[node] = change }
            guard case .capMismatch? = forged else {
                Issue.record("\(node) \(String(describing: forged))")
                return
            }
        }
        let count = honest.nodes.count
        #expect(
            refusal { $0.nodes.removeLast() } == .nodeCount(expected: count, actual: count - 1))
        #expect(
            refusal { $0.nodes.append(change) } == .nodeCount(expected: count, actual: count + 1))
        #expect(refusal { $0.rows.removeLast() } == .tableCount(expected: 4, actual: 3))
        for leaf in [-1, 32, Int.max, Int.min] {
            #expect(
                refusal(leaves: LeafSet([2, 3, 8, 14, leaf]))
                    == .leafOutOfRange(index: leaf, count: 32))
        }
        #expect(refusal(leaves: LeafSet([2, 3, 9, 14, 29])) != nil)
        #expect(refusal(cap: [cap[0]]) == .capCount(expected: 2, actual: 1))
        #expect(refusal(cap: cap.reversed()) == .capMismatch(node: 0))
        #expect(refusal(cap: [cap[0], change]) == .capMismatch(node: 1))
    }

    @Test func refusesForgedSharedOpenings() {
        checkForgeries(Poseidon2Tree.self, change: Poseidon2Tree.hashRow([.one]))
        checkForgeries(SHA256Tree.self, change: SHA256Tree.hashRow([.one]))
    }

    @Test func plainOpeningsNeedTheForm() {
        let committed: CommittedTables<Poseidon2Tree> = committed(1, capLog2: 1)
        var opening = committed.open(LeafSet([1, 6]))
        opening.nodes.removeLast()
        #expect(throws: CommitmentError.nodeCount(expected: 4, actual: 3)) {
            _ = try opening.rowOpenings(leaves: LeafSet([1, 6]), shape: committed.shape)
        }
    }
}
