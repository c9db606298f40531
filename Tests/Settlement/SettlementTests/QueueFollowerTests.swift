import Bytes
import Ledger
import Settlement
import Testing
import Transition

@Suite struct QueueFollowerTests {
    private func request(_ index: UInt64, after hash: Bytes32) -> (ChainEvent, Bytes32) {
        let operation = PriorityOperation.registerToken(
            RegisterToken(
                token: TokenID(UInt16(index + 2)), contract: ChainAddress(evm: Bytes20 { _ in 1 }),
                decimals: 6, tokenClass: 1))
        let next = operation.rollingHash(after: hash)
        return (
            .priorityRequested(
                index: index, operation: operation, sender: Bytes32(), rollingHash: next), next
        )
    }

    @Test func takesEntriesThatFollowEachOther() throws {
        var follower = QueueFollower()
        var hash = Bytes32()
        for index in 0..<5 as Range<UInt64> {
            let (event, next) = request(index, after: hash)
            hash = next
            #expect(try follower.receive(event, chain: ChainID(2))?.index == index)
        }
        #expect(follower.rollingHash == hash)
        #expect(try follower.receive(.blockConfirmed(number: 1), chain: ChainID(2)) == nil)
        #expect(follower.nextIndex == 5)
    }

    @Test func refusesAGapAndAWrongHash() throws {
        let (first, hash) = request(0, after: Bytes32())
        let (second, _) = request(1, after: hash)
        var follower = QueueFollower()
        #expect(throws: SettlementError.brokenQueue(index: 1)) {
            try follower.receive(second, chain: ChainID(2))
        }
        _ = try follower.receive(first, chain: ChainID(2))
        #expect(throws: SettlementError.brokenQueue(index: 0)) {
            try follower.receive(first, chain: ChainID(2))
        }
        let (wrong, _) = request(1, after: Bytes32())
        #expect(throws: SettlementError.brokenQueue(index: 1)) {
            try follower.receive(wrong, chain: ChainID(2))
        }
        #expect(try follower.receive(second, chain: ChainID(2))?.index == 1)
    }
}
