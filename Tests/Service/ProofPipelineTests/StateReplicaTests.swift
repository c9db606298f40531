import Bytes
import Ledger
import ProofPipeline
import Simulation
import Storage
import Testing
import Transition

/// The replica of the state: what a restart finds, and what it refuses.
@Suite struct StateReplicaTests {
    private let chain: SealedChain
    private let store = MemoryStore()

    init() throws { chain = try SealedChain(4) }

    private func open() throws(ReplicaError) -> StateReplica {
        try StateReplica(store, genesis: chain.genesis)
    }

    private func advance(_ replica: inout StateReplica, isQueued: Bool = true) throws {
        let next = replica.number + 1
        try replica.advance(
            by: chain.data(next), to: chain.header(next), isQueued: isQueued)
    }

    private func refusal() -> ReplicaError? {
        do throws(ReplicaError) {
            _ = try open()
            return nil
        } catch {
            return error
        }
    }

    private func change(_ key: [UInt8], _ value: [UInt8]?) throws {
        var batch = WriteBatch()
        if let value { batch.put(key, value) } else { batch.delete(key) }
        try store.write(batch)
    }

    /// After each block the stored state is that in memory.
    @Test func aRestartFindsTheLastState() throws {
        var replica = try open()
        #expect(replica.number == 0 && replica.lastQueued == 0)
        #expect(replica.state.header == chain.header(0))
        for number in 1...4 as ClosedRange<UInt64> {
            try advance(&replica, isQueued: number != 4)
            let opened = try open()
            #expect(opened.state.header == chain.header(number))
            #expect(opened.state.records == chain.states[Int(number)].records)
            #expect(opened.lastQueued == min(number, 3))
        }
        #expect(try open().number == 4)
    }

    /// A block writes its changes and not the state.
    @Test func aBlockWritesWhatItChanged() throws {
        var replica = try open()
        for _ in 1...2 { try advance(&replica) }
        let before = Set(try store.scan(prefix: [2]).map { $0.key + $0.value })
        try advance(&replica)
        let after = Set(try store.scan(prefix: [2]).map { $0.key + $0.value })
        #expect(!after.subtracting(before).isEmpty)
        #expect(after.intersection(before).count > after.subtracting(before).count)
    }

    @Test func anotherNetworksStoreIsRefused() throws {
        _ = try open()
        let other = try SealedChain(1, feeOwner: 8)
        #expect(
            throws: ReplicaError.foreignState(
                expected: other.header(0).hash, actual: chain.header(0).hash)
        ) { try StateReplica(store, genesis: other.genesis) }
    }

    @Test func aSpoiltStoreIsRefused() throws {
        var replica = try open()
        for _ in 1...3 { try advance(&replica) }
        let record = try #require(try store.scan(prefix: [2]).last)
        let cases: [(key: [UInt8], value: [UInt8]?, ReplicaError)] = [
            ([1, 1], nil, .corrupt(.header)), ([1, 1], [1, 2, 3], .corrupt(.header)),
            ([1, 2], [1], .corrupt(.genesisHash)), ([1, 3], nil, .corrupt(.lastQueued)),
            ([1, 3], [0], .corrupt(.lastQueued)), (record.key, [1, 2], .corrupt(.record)),
            (record.key, nil, .otherRoot(block: 3)),
            ([1, 1], chain.header(2).encoded, .otherRoot(block: 3 - 1)),
        ]
        for (key, value, expected) in cases {
            let kept = try store.get(key)
            try change(key, value)
            #expect(refusal() == expected)
            try change(key, kept)
        }
        #expect(refusal() == nil)
    }

    /// A block that leads elsewhere changes nothing that is stored.
    @Test func anotherHeaderIsRefused() throws {
        var replica = try open()
        try advance(&replica)
        let second = try chain.data(2)
        var header = chain.header(2)
        header.newRoot = chain.header(1).newRoot
        let (expected, actual) = (header.hash, chain.header(2).hash)
        #expect(
            throws: ReplicaError.otherHeader(block: 2, expected: expected, actual: actual)
        ) { try replica.advance(by: second, to: header, isQueued: true) }
        var again = try open()
        #expect(again.number == 1)
        // A block out of order.
        let third = try chain.data(3)
        #expect(throws: ReplicaError.self) {
            try again.advance(by: third, to: chain.header(3), isQueued: true)
        }
        try again.advance(by: second, to: chain.header(2), isQueued: true)
        #expect(try open().number == 2)
    }

    @Test func aClearedStoreBeginsAtTheGenesis() throws {
        var replica = try open()
        for _ in 1...2 { try advance(&replica) }
        try StateReplica.clear(store)
        #expect(try store.scan(prefix: []).isEmpty)
        #expect(try open().number == 0)
    }
}
