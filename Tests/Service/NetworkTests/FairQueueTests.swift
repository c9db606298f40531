import Network
import Testing

@Suite struct FairQueueTests {
    private func queue(
        _ lanes: [(lane: Character, costs: [Int])], quantum: Int = 10
    ) -> FairQueue<Character, String> {
        var queue = FairQueue<Character, String>(quantum: quantum)
        for (lane, costs) in lanes {
            queue.open(lane)
            for (index, cost) in costs.enumerated() {
                add(&queue, "\(lane)\(index)", cost)
            }
        }
        return queue
    }

    /// Adds work to the lane that its first letter names.
    private func add(
        _ queue: inout FairQueue<Character, String>, _ work: String, _ cost: Int,
        _ place: FairQueue<Character, String>.Place = .last
    ) {
        let isAdded = queue.append(work, cost: cost, to: work.first ?? "?", at: place)
        #expect(isAdded)
    }

    private func drain(_ queue: inout FairQueue<Character, String>) -> [String] {
        var order: [String] = []
        while let (lane, work) = queue.next() {
            #expect(work.first == lane)
            order.append(work)
        }
        return order
    }

    @Test func lanesTakeTurnsHoweverMuchOneHolds() {
        var queue = queue([
            ("a", [10, 10, 10, 10, 10]), ("b", [10]), ("c", [10, 10]),
        ])
        #expect(drain(&queue) == ["a0", "b0", "c0", "a1", "c1", "a2", "a3", "a4"])
        #expect(drain(&queue).isEmpty)
    }

    @Test func cheapWorkSharesATurnAndCostlyWorkWaitsForCredit() {
        var queue = queue([("a", [30]), ("b", [5, 5, 5, 5, 5, 5])])
        // The third visit has granted the 30 of `a`; `b` spends 10 a visit.
        #expect(drain(&queue) == ["b0", "b1", "b2", "b3", "a0", "b4", "b5"])
    }

    @Test func creditOfAnEmptyLaneIsLost() {
        var queue = queue([("a", [1])])
        #expect(drain(&queue) == ["a0"])
        add(&queue, "a1", 15)
        queue.open("b")
        add(&queue, "b0", 10)
        #expect(drain(&queue) == ["b0", "a1"])
    }

    @Test func begunWorkComesBeforeNewWorkOfTheLane() {
        var queue = queue([("a", [10, 10])])
        add(&queue, "a-begun", 10, .begun)
        add(&queue, "a-then", 10, .begun)
        #expect(queue.waitingCost("a") == 40)
        #expect(drain(&queue) == ["a-begun", "a-then", "a0", "a1"])
        #expect(queue.waitingCost("a") == 0)
    }

    @Test func closedLaneGivesUpItsWorkAndTakesNone() {
        var queue = queue([("a", [10, 10]), ("b", [10])])
        let first = queue.next()?.work
        #expect(first == "a0")
        let left = queue.close("a")
        #expect(left == ["a1"])
        let isAdded = queue.append("a2", cost: 1, to: "a", at: .last)
        #expect(!isAdded)
        #expect(drain(&queue) == ["b0"])
        queue.open("a")
        add(&queue, "a3", 1)
        #expect(drain(&queue) == ["a3"])
    }

    @Test func everyCallIsCountedForConnectionAddressAndAll() {
        var limits = CallLimits()
        limits.callsPerConnection = 10
        limits.callsPerAddress = 15
        limits.calls = 20
        var admission = CallAdmission(limits)
        let callers = [(1, "a"), (2, "a"), (3, "b"), (4, "c")].map {
            Caller(connection: UInt64($0.0), address: $0.1)
        }
        func admit(_ count: Int, _ caller: Int) -> CallRefusal? {
            admission.admit(count, from: callers[caller])
        }
        #expect(admit(11, 0) == .connection)
        #expect(admit(10, 0) == nil)
        #expect(admit(1, 0) == .connection)
        #expect(admit(6, 1) == .address)
        #expect(admit(5, 1) == nil)
        #expect(admit(6, 2) == .total)
        #expect(admit(5, 2) == nil)
        #expect(admit(1, 3) == .total)
        // A refusal counts nothing.
        #expect(admission.count == 20)
        admission.release(10, of: callers[0])
        #expect(admit(10, 3) == nil)
        for (caller, count) in zip(callers.dropFirst(), [5, 5, 10]) {
            admission.release(count, of: caller)
        }
        #expect(admission.count == 0)
    }
}
