import Bytes
import Ledger
import Settlement
import TestSupport
import Testing

@Suite struct ChainWatcherTests {
    @Test func confirmsAnEventOnceEnoughBlocksFollow() {
        var chain = SimulatedChain()
        var driver = WatcherDriver(start: chain.start, depth: 3)
        chain.append([7])
        for expected in [[], [], []] as [[UInt64]] {
            driver.poll(chain)
            #expect(driver.confirmed == expected)
            #expect(driver.visible == [7])
            chain.append([])
        }
        driver.poll(chain)
        #expect(driver.confirmed == [7])
        #expect(driver.visible.isEmpty)
        driver.poll(chain)
        #expect(driver.confirmed == [7])
    }

    @Test func confirmsAtOnceWithoutDepth() {
        var chain = SimulatedChain()
        var driver = WatcherDriver(start: chain.start, depth: 0)
        chain.append([1, 2])
        driver.poll(chain)
        #expect(driver.confirmed == [1, 2])
    }

    @Test(arguments: 1...12) func withdrawsWhatAReorganisationRemoves(depth: Int) {
        var chain = SimulatedChain()
        var driver = WatcherDriver(start: chain.start, depth: 12)
        for number in 1...12 { chain.append([UInt64(number)]) }
        driver.poll(chain)
        #expect(driver.visible == Array(1...12))
        _ = chain.remove(depth: depth)
        for number in 0..<depth { chain.append([UInt64(100 + number)]) }
        chain.append([])
        driver.poll(chain)
        let kept = Array(1..<UInt64(13 - depth))
        let replaced = (0..<depth).map { UInt64(100 + $0) }
        #expect(driver.confirmed + driver.visible == kept + replaced)
        #expect(driver.alarms.isEmpty)
    }

    @Test func noticesAReorganisationToAShorterChain() {
        var chain = SimulatedChain()
        var driver = WatcherDriver(start: chain.start, depth: 6)
        for number in 1...5 { chain.append([UInt64(number)]) }
        driver.poll(chain)
        _ = chain.remove(depth: 3)
        chain.append([50])
        driver.poll(chain)
        #expect(driver.visible == [1, 2, 50])
    }

    @Test func doesNotMistakeALaggingNodeForAReorganisation() {
        var chain = SimulatedChain()
        var driver = WatcherDriver(start: chain.start, depth: 6)
        for number in 1...5 { chain.append([UInt64(number)]) }
        driver.poll(chain)
        var lagging = chain
        _ = lagging.remove(depth: 4)
        driver.poll(lagging)
        #expect(driver.visible == [1, 2, 3, 4, 5])
    }

    @Test func haltsWhenAConfirmedBlockIsReplaced() {
        var chain = SimulatedChain()
        var driver = WatcherDriver(start: chain.start, depth: 3)
        for number in 1...8 { chain.append([UInt64(number)]) }
        driver.poll(chain)
        let confirmed = driver.watcher.confirmed
        #expect(confirmed.number == 5)
        _ = chain.remove(depth: 4)
        for number in 1...6 { chain.append([UInt64(100 + number)]) }
        driver.poll(chain)
        #expect(driver.confirmed == [1, 2, 3, 4, 5])
        let replacement = chain.blocks[5].reference.hash
        let alarm = ChainWatcher.Alarm.deepReorganisation(
            confirmed: confirmed, replacement: replacement)
        #expect(driver.watcher.alarm == alarm)
        chain.append([200])
        driver.poll(chain)
        #expect(driver.confirmed == [1, 2, 3, 4, 5])
        #expect(driver.alarms == [alarm, alarm])
    }

    @Test func readsOldBlocksInRanges() {
        var chain = SimulatedChain()
        var driver = WatcherDriver(start: chain.start, depth: 12)
        for number in 1...3_000 { chain.append(number % 7 == 0 ? [UInt64(number)] : []) }
        driver.poll(chain)
        #expect(driver.confirmed == chain.identifiers(through: 3_000 - 12))
        #expect(driver.confirmed + driver.visible == chain.identifiers(through: 3_000))
        #expect(driver.watcher.confirmed.number == 3_000 - 12)
    }

    @Test func refusesWhatContradictsItself() {
        var chain = SimulatedChain()
        chain.append([1, 2])
        chain.append([3])
        let first = chain.blocks[1]
        let swapped = ObservedBlock(
            reference: first.reference, parentHash: first.parentHash, timestamp: 0,
            events: first.events.reversed())
        let foreign = ObservedBlock(
            reference: first.reference, parentHash: first.parentHash, timestamp: 0,
            events: chain.blocks[2].events)
        for block in [swapped, foreign] {
            var driver = WatcherDriver(start: chain.start, depth: 2)
            _ = driver.watcher.receive(.head(chain.head))
            let refused = ChainWatcher.Refusal.inconsistentEvents(blockNumber: 1)
            #expect(driver.watcher.receive(.block(block)) == [.refused(refused)])
            #expect(driver.watcher.tip == chain.start)
        }
        var watcher = ChainWatcher(chain: ChainID(1), depth: 2, start: chain.start)
        let unasked = chain.range(1, 2)
        #expect(
            watcher.receive(.range(unasked!))
                == [.refused(.unexpectedRange(first: 1, last: 2))])
        let absurd = BlockReference(number: .max, hash: Bytes32())
        #expect(
            watcher.receive(.head(absurd)) == [.refused(.implausibleHead(number: .max))])
    }

    @Test func positionSurvivesEncoding() throws {
        let hash = Bytes32 { UInt8($0) }
        let position = WatcherPosition(
            chain: ChainID(3), block: BlockReference(number: 1 << 40, hash: hash))
        #expect(try WatcherPosition(decoding: position.encoded) == position)
        var bytes = position.encoded
        #expect(bytes.count == 42)
        for count in 0..<42 {
            #expect(throws: DecodingError.self) {
                try WatcherPosition(decoding: Array(bytes.prefix(count)))
            }
        }
        bytes[2] = 0xff
        #expect(throws: DecodingError.self) { try WatcherPosition(decoding: bytes) }
        #expect(throws: DecodingError.self) {
            try WatcherPosition(decoding: position.encoded + [0])
        }
    }
}

/// Random chains: whatever happens above the depth, every lasting event is confirmed exactly once.
@Suite struct ChainWatcherSimulation {
    @Test(arguments: 1...200) func confirmsEachLastingEventOnce(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let depth = Int.random(in: 1...12, using: &random)
        var chain = SimulatedChain()
        var driver = WatcherDriver(start: chain.start, depth: UInt64(depth))
        var homeless: [UInt64] = []
        var nextIdentifier: UInt64 = 1
        var highest = 0
        for _ in 0..<300 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0...3:
                homeless.append(nextIdentifier)
                nextIdentifier += 1
                chain.append(Self.take(from: &homeless, &random))
            case 4:
                // Only blocks that no node has shown as confirmed may be replaced.
                let reach = min(depth, chain.blocks.count - 1) - (highest - chain.blocks.count + 1)
                guard reach >= 1 else { break }
                homeless += chain.remove(depth: Int.random(in: 1...reach, using: &random))
                for _ in 0...Int.random(in: 0...13, using: &random) {
                    chain.append(Self.take(from: &homeless, &random))
                }
            case 5: driver.forgetRequests()
            case 6: try driver.restart()
            case 7: driver.work(chain, limit: Int.random(in: 1...3, using: &random))
            default: driver.poll(chain, limit: Int.random(in: 0...20, using: &random))
            }
            highest = max(highest, chain.blocks.count - 1)
        }
        chain.append(homeless)
        for _ in 0..<max(depth, highest - chain.blocks.count + 2 + depth) { chain.append([]) }
        for _ in 0..<3 { driver.poll(chain) }
        #expect(driver.alarms.isEmpty)
        #expect(driver.refusals.isEmpty)
        #expect(driver.confirmed == chain.identifiers(through: chain.blocks.count - 1 - depth))
        #expect(Set(driver.confirmed).count == driver.confirmed.count)
        #expect(Set(driver.confirmed) == Set(1..<nextIdentifier))
    }

    /// Some of the waiting events, in any order.
    private static func take(
        from homeless: inout [UInt64], _ random: inout SeededGenerator
    ) -> [UInt64] {
        homeless.shuffle(using: &random)
        let count = Int.random(in: 0...homeless.count, using: &random)
        defer { homeless.removeLast(count) }
        return homeless.suffix(count)
    }
}
