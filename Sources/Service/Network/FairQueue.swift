/// Work of several lanes, taken in fair turns.
///
/// Deficit round robin: each visit to a lane grants it a quantum of cost to spend, unspent credit is
/// kept while the lane has work, and a lane without work loses it. So a lane delays the others by at
/// most one quantum and one piece of work a round, however much it holds. M. Shreedhar, G. Varghese,
/// "Efficient Fair Queuing Using Deficit Round-Robin" (SIGCOMM 1995), section 3. Amortised constant
/// time for each piece while its cost is within a constant number of quanta.
package struct FairQueue<LaneID: Hashable & Sendable, Work: Sendable>: Sendable {
    /// The place of new work in its lane.
    package enum Place {
        /// Behind the begun work of the lane, before everything not begun.
        case begun
        /// Behind everything in the lane.
        case last
    }

    private struct Lane {
        var begun = Line<(work: Work, cost: Int)>()
        var fresh = Line<(work: Work, cost: Int)>()
        var waitingCost = 0
        var credit = 0
        var isListed = false

        var nextCost: Int? { (begun.first ?? fresh.first)?.cost }

        mutating func take() -> Work? {
            guard let (work, cost) = begun.removeFirst() ?? fresh.removeFirst() else { return nil }
            waitingCost -= cost
            credit -= cost
            return work
        }
    }

    /// The cost that a lane may spend at each visit.
    package let quantum: Int
    private var lanes: [LaneID: Lane] = [:]
    /// The lanes with work, the present one first; closed lanes are skipped when their turn comes.
    private var turns = Line<LaneID>()
    private var isVisiting = false

    package init(quantum: Int) {
        precondition(quantum > 0, "a visit spends something")
        self.quantum = quantum
    }

    /// Opens a lane; nothing changes if it is open.
    package mutating func open(_ id: LaneID) {
        if lanes[id] == nil { lanes[id] = Lane() }
    }

    /// Closes a lane and returns its work, none of which is ever taken.
    package mutating func close(_ id: LaneID) -> [Work] {
        guard let lane = lanes.removeValue(forKey: id) else { return [] }
        return (lane.begun.elements + lane.fresh.elements).map(\.work)
    }

    /// The cost of all work that waits in a lane.
    package func waitingCost(_ id: LaneID) -> Int { lanes[id]?.waitingCost ?? 0 }

    /// Adds work to a lane; false, and nothing is added, if the lane is closed.
    package mutating func append(_ work: Work, cost: Int, to id: LaneID, at place: Place) -> Bool {
        guard let isListed = lanes[id]?.isListed else { return false }
        switch place {
        case .begun: lanes[id]?.begun.append((work, cost))
        case .last: lanes[id]?.fresh.append((work, cost))
        }
        lanes[id]?.waitingCost += cost
        if !isListed {
            lanes[id]?.isListed = true
            turns.append(id)
        }
        return true
    }

    /// Takes the next piece of work; `nil` if all lanes are empty.
    package mutating func next() -> (lane: LaneID, work: Work)? {
        while let id = turns.first {
            guard let cost = lanes[id]?.nextCost else {
                leave(id)
                continue
            }
            if !isVisiting { lanes[id]?.credit += quantum }
            isVisiting = true
            if let credit = lanes[id]?.credit, cost <= credit, let work = lanes[id]?.take() {
                if lanes[id]?.nextCost == nil { leave(id) }
                return (id, work)
            }
            _ = turns.removeFirst()
            turns.append(id)
            isVisiting = false
        }
        return nil
    }

    /// Ends the turns of the present lane, which is empty or closed.
    private mutating func leave(_ id: LaneID) {
        _ = turns.removeFirst()
        isVisiting = false
        lanes[id]?.isListed = false
        lanes[id]?.credit = 0
    }
}

/// Elements in the order of their arrival.
struct Line<Element> {
    private var items: [Element?] = []
    private var head = 0

    /// The oldest element.
    var first: Element? { head < items.count ? items[head] : nil }

    /// All elements, oldest first.
    var elements: [Element] { items[head...].compactMap { $0 } }

    mutating func append(_ element: Element) { items.append(element) }

    mutating func removeFirst() -> Element? {
        guard head < items.count else { return nil }
        let element = items[head]
        items[head] = nil
        head += 1
        // Half of the places are empty: moving the rest is paid for by the removals.
        if head * 2 > items.count {
            items.removeFirst(head)
            head = 0
        }
        return element
    }
}

extension Line: Sendable where Element: Sendable {}
